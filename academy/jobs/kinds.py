"""The kinds of jobs: who does them, what they are called, and who may look at them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from academy.access import ROLES
from academy.jobs.models import TRIES, Job


@dataclass
class Kind:
    """What `do` does is shown as `words`. `roles` may see the jobs of this kind that they asked for, besides administrators.
    Before it has been tried `tries` times, it is not given up. When one is cancelled, `undo` says what becomes of whatever
    waits for it."""

    do: Callable[[Job], None]
    words: Any
    daily: bool
    cancellable: bool
    tries: int | None
    roles: tuple[str, ...]
    undo: Callable[[Job], None] = field(default=lambda job: None)


_kinds: dict[str, Kind] = {}


def does(
    kind: str,
    daily: bool = False,
    words: Any = "",
    cancellable: bool = False,
    tries: int | None = None,
    roles: tuple[str, ...] = ROLES,
) -> Callable:
    """Decorates the function that does the jobs of a kind: called with the job, in a transaction of its own. What is
    done daily needs no payload."""

    def register(function):
        _kinds[kind] = Kind(
            function, words or (_l("Housekeeping") if daily else kind), daily, cancellable, tries, roles
        )
        return function

    return register


def undoes(kind: str) -> Callable:
    """Decorates a function that is called with a job of this kind when it is cancelled, in the same transaction."""

    def register(function):
        _kinds[kind].undo = function
        return function

    return register


def of(job: Job) -> Kind:
    """Its kind; one that this version of the program does not know can only be looked at."""
    return _kinds.get(job.kind) or Kind(_unknown, job.kind, False, True, TRIES, ())


def known() -> dict[str, Kind]:
    return dict(_kinds)


def daily() -> list[str]:
    return [name for name, kind in _kinds.items() if kind.daily]


def _unknown(job: Job) -> None:
    raise LookupError(f"nobody does jobs of the kind {job.kind}")
