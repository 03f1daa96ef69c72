"""Erasing a person: what there is of them, what becomes of it, and doing it, all or nothing."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from academy import languages
from academy.accounts.models import Person
from academy.db import db
from academy.privacy import beside, emptying, holdings
from academy.privacy.holdings import GONE, Holding


class Line(NamedTuple):
    """What there is of a kind of data, and its `fate`: deleted, emptied or kept; `why` it stays, or what of it does."""

    kind: str
    words: Any
    count: int
    fate: str
    why: Any
    shown: bool = True  # to the person, too: it is theirs alone


def preview(person: Person) -> list[Line]:
    """What there is of them, in a query for each kind."""
    lines = [_line(each, person) for each in holdings.to_read()]
    lines += [Line(each.kind, each.words, len(each.find(person)), "deleted", "") for each in beside.every()]
    return [line for line in lines if line.count]


def erase(person: Person) -> dict[str, int]:
    """Empty all that is kept of them; how many rows, by kind. The triggers let it pass while an erasure is on record.

    All of it is found first: how some of it is found goes with the rest.
    """
    db.session.flush()
    found = [(holding, holdings.keys_of(holding, person)) for holding in holdings.all_held()]
    files = [(each, each.find(person)) for each in beside.every()]
    with languages.of_the_house():
        counts = {each.kind: emptying.empty(each, keys) for each, keys in found if keys and each.erases != {}}
    for kind, paths in files:
        for path in paths:
            path.unlink(missing_ok=True)
        counts |= {kind.kind: len(paths)} if paths else {}
    db.session.expire_all()
    return counts


def _line(holding: Holding, person: Person) -> Line:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(holding.table).where(holding.of(person)))
    fate = "deleted" if holding.erases is GONE else "emptied" if holding.erases else "kept"
    return Line(holding.kind, holding.words, count, fate, holding.why, holding.exported)
