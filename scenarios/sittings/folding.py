"""Folding: a comment that stands in the thread for all the others that were merged into it."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from academy.db import db
from scenarios.sittings.models import Entry, Sitting


def roots(sitting: Sitting) -> dict[str, str]:
    """By the name of each merged comment, the name of the one that stands for it."""
    into = aliased(Entry)
    query = sa.select(Entry.name, into.name).join(into, Entry.merged_into_id == into.id)
    direct = dict(db.session.execute(query.where(Entry.sitting_id == sitting.id, Entry.state == "merged")).all())
    return {name: _root(direct, name) for name in direct}


def others(folded: dict[str, str]) -> Counter[str]:
    """How many each of them stands for, besides itself."""
    return Counter(folded.values())


def _root(direct: dict[str, str], name: str) -> str:
    seen = {name}
    while (name := direct[name]) in direct and name not in seen:
        seen.add(name)
    return name
