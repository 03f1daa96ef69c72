"""What is new for a learner on the start page: features say what happened to their work lately."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from academy import clock

MOST = 5
LATELY = timedelta(days=14)


class Item(NamedTuple):
    """Something that happened, in words, and the page that shows it."""

    at: datetime
    words: str
    address: str


_tellers: list[Callable[[object, datetime], Iterable[Item]]] = []


def teller(tell: Callable[[object, datetime], Iterable[Item]]) -> Callable:
    """Decorates a function that gives what happened to a person's work since a moment."""
    _tellers.append(tell)
    return tell


def of(person) -> list[Item]:
    """The newest first, at most a handful of the last two weeks."""
    since = clock.now() - LATELY
    found = [item for tell in _tellers for item in tell(person, since)]
    return sorted(found, key=lambda item: item.at, reverse=True)[:MOST]
