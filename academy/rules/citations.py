"""What cites the entries of a rules pack. Features say where their packs do; nobody here knows what a scenario is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from academy import editions
from academy.editions import citing
from academy.editions.models import Edition
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


def offer(kind: str, cites: Cites) -> None:
    """Features say where a pack of their kind cites entries of its rules."""
    _features[kind] = cites


def of(pack: str) -> dict[str, list[Citation]]:
    """The citations of each entry of a rules pack, by the slug of the entry, in packs that are offered now."""
    present, found = editions.published("rules", pack), {}
    for edition in citing.offered("rules", pack):
        places: dict[str, list[str]] = {}
        for slug, where in _features[edition.kind](editions.content(edition), editions.content(edition.rules)):
            places.setdefault(slug, []).append(where)
        for slug, named in places.items():
            former = edition.rules_id != present.id
            found.setdefault(slug, []).append(Citation(edition, tuple(dict.fromkeys(named)), former))
    return found
