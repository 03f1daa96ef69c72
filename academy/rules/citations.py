"""What cites the entries of a rules pack. Features say where their packs do; nobody here knows what a scenario is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from academy import editions, packs
from academy.db import db
from academy.editions.models import Edition, Publication
from academy.rules.pack import Rules

Cites = Callable[
    [Any, Rules], Iterable[tuple[str, str]]
]  # (content, rules) → (slug of an entry, where, in words) pairs

_features: dict[str, Cites] = {}


@dataclass(frozen=True)
class Citation:
    """`places` say where in a published pack an entry is cited; `former` that the pack rests on an earlier edition."""

    edition: Edition
    places: tuple[str, ...]
    former: bool


@dataclass(frozen=True)
class Resting:
    """A published pack that rests on a former edition of its rules, and what keeps it from resting on the present one."""

    edition: Edition
    problems: tuple[str, ...]


class NotPossible(Exception):
    """A pack that does not go together with the rules as they are now."""


def offer(kind: str, cites: Cites) -> None:
    """Features say where a pack of their kind cites entries of its rules."""
    _features[kind] = cites


def of(pack: str) -> dict[str, list[Citation]]:
    """The citations of each entry of a rules pack, by the slug of the entry, in packs that are offered now."""
    present, found = editions.published("rules", pack), {}
    for edition in _offered(pack):
        places: dict[str, list[str]] = {}
        for slug, where in _features[edition.kind](editions.content(edition), editions.content(edition.rules)):
            places.setdefault(slug, []).append(where)
        for slug, named in places.items():
            former = edition.rules_id != present.id
            found.setdefault(slug, []).append(Citation(edition, tuple(dict.fromkeys(named)), former))
    return found


def resting(pack: str) -> list[Resting]:
    """The packs that are offered now and rest on a former edition of these rules, those with which it goes first."""
    present = editions.published("rules", pack)
    found = [Resting(each, tuple(_problems(each, present))) for each in _offered(pack) if each.rules_id != present.id]
    return sorted(found, key=lambda each: bool(each.problems))


def renew(person, edition: Edition, note: str) -> Edition:
    """Publish a pack again, resting on the rules as they are now; what rests on them already stays as it is.

    Raises NotPossible."""
    present = editions.published("rules", edition.rules.slug)
    if edition.rules_id == present.id:
        return edition
    if any(_problems(edition, present)):
        raise NotPossible
    images = {path: editions.file_or_404(edition, path) for path in editions.files_of(edition)}
    return editions.take_in(packs.Pack(edition.kind, edition.slug, editions.content(edition), images), person, note)


def _offered(pack: str) -> list[Edition]:
    rules = sa.orm.aliased(Edition)
    query = (
        sa.select(Edition)
        .join(Publication, Publication.edition_id == Edition.id)
        .join(rules, Edition.rules_id == rules.id)
        .where(rules.slug == pack, Publication.retired_at.is_(None), Edition.kind.in_(_features))
        .order_by(Edition.kind, Edition.title)
    )
    return list(db.session.scalars(query.options(sa.orm.joinedload(Edition.rules))))


def _problems(edition: Edition, rules: Edition) -> Iterable[str]:
    content = editions.content(edition)
    return (message for _, message in packs.KINDS[edition.kind].check(content, editions.content(rules)))
