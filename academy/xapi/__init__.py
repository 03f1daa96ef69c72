"""xAPI: what learners did, told as statements to a learning record store. Features say what there is to tell of their
activities, and the one that gives courses says where those stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from academy.editions.models import Edition
from academy.records.models import Enrolment, Result
from academy.xapi.statements import Event, Score, Thing

__all__ = [
    "Account",
    "Attempt",
    "CourseTeller",
    "Event",
    "Place",
    "Score",
    "Thing",
    "Unit",
    "adds",
    "additions",
    "describe",
    "describes",
    "provide",
    "teller",
]


@dataclass(frozen=True)
class Attempt:
    """An attempt at an activity of an edition, with all that was said of it so far, oldest first; there is something."""

    enrolment: Enrolment
    activity: str
    number: int
    results: tuple[Result, ...]
    edition: Edition

    @property
    def ended_at(self) -> datetime:
        return self.results[0].recorded_at

    @property
    def path(self) -> str:
        """The activity's place among all that statements can be about."""
        return f"{self.enrolment.course}/{self.activity}"


@dataclass(frozen=True)
class Account:
    """What a feature tells of an attempt: when it began, what happened in it, what more there is to say of each of its
    results (extensions by the result's id). Of the same attempt it tells the same for ever, and perhaps more."""

    began_at: datetime | None = None
    events: tuple[Event, ...] = ()
    about: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where an activity stands in the course as a learner has it; None for `module` where it is in it no more."""

    course: Thing
    activity: Thing
    module: Thing | None = None


@dataclass(frozen=True)
class Unit:
    """A course as somebody else offers it: `mastery` is the share of points that whoever passes it has at least, None
    where nothing is scored."""

    title: str
    summary: str
    language: str
    mastery: float | None


class CourseTeller(Protocol):
    def unit(self, course: str) -> Unit | None:
        """A course that is offered now."""

    def course(self, enrolment: Enrolment) -> Thing:
        """The course as a learner has it."""

    def place(self, enrolment: Enrolment, activity: str) -> Place: ...

    def milestones(self, enrolment: Enrolment, results: Sequence[Result]) -> Iterable[Event]:
        """What became of the course itself by all results, oldest first: begun, completed, reopened."""


Describer = Callable[[Sequence[Attempt]], Sequence[Account]]
Adder = Callable[[Sequence[Enrolment]], Mapping[int, Sequence[Event]]]
_describers: dict[str, Describer] = {}
_adders: list[Adder] = []
_teller: list[CourseTeller] = []


def describes(kind: str) -> Callable[[Describer], Describer]:
    """Decorates the function that describes attempts at activities of a kind, many at once, in the order given."""

    def register(function: Describer) -> Describer:
        _describers[kind] = function
        return function

    return register


def describe(attempts: Sequence[Attempt]) -> list[Account]:
    """What the features tell of these attempts; nothing of a kind that nobody describes."""
    by_kind: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_kind.setdefault(attempt.activity.partition("/")[0], []).append(attempt)
    told = {}
    for kind, own in by_kind.items():
        accounts = _describers[kind](own) if kind in _describers else [Account()] * len(own)
        told |= dict(zip(map(id, own), accounts, strict=True))
    return [told[id(attempt)] for attempt in attempts]


def adds(function: Adder) -> Adder:
    """Decorates a function that tells what became of enrolments beside their results, many at once, by the enrolment's id.
    Whoever has something new of the kind says so to `outbox.tell`."""
    _adders.append(function)
    return function


def additions(enrolments: Sequence[Enrolment]) -> dict[int, list[Event]]:
    """What became of these enrolments beside their results, by their id."""
    told: dict[int, list[Event]] = {enrolment.id: [] for enrolment in enrolments}
    for add in _adders:
        for enrolment_id, events in add(enrolments).items():
            told[enrolment_id] += events
    return told


def provide(teller: CourseTeller) -> None:
    """Take this one: there is one, of the feature that gives courses."""
    _teller[:] = [teller]


def teller() -> CourseTeller:
    return _teller[0]
