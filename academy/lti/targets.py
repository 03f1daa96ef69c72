"""What can be launched: courses and parts of them. The feature that gives courses says which, and how far people are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from academy.records.models import Enrolment

Kind = Literal["course", "module", "lesson", "quiz", "scenario", "dialogue", "task"]
Progress = Literal["Initialized", "Started", "InProgress", "Submitted", "Completed"]
Grading = Literal["NotReady", "Pending", "PendingManual", "FullyGraded"]


@dataclass(frozen=True)
class Target:
    """`part` is "" for the whole course, "module/<slug>", or an activity such as "quiz/rules". `minutes` is an estimate;
    `attempts` 0: as many as the learner likes."""

    course: str
    part: str
    kind: Kind
    title: str
    summary: str = ""
    minutes: int = 0
    attempts: int = 0
    inside: tuple["Target", ...] = ()

    @property
    def key(self) -> str:
        """Its name among all targets: in forms, and in what links remember."""
        return f"{self.course}/{self.part}"

    def everything(self) -> Iterator["Target"]:
        """Itself and all that is inside, in the order of the course."""
        yield self
        for each in self.inside:
            yield from each.everything()


@dataclass(frozen=True)
class Standing:
    """How far a learner is with a target, in the words of AGS. `score` is in percent, and final: None while a review
    could change it; so is `passed`."""

    score: float | None
    activity: Progress
    grading: Grading
    passed: bool | None = None


class Shelf(Protocol):
    """What a feature tells of its courses."""

    def offered(self) -> Sequence[Target]:
        """All courses that are offered now, with their modules and activities inside."""

    def find(self, course: str, part: str) -> Target | None:
        """What is offered now under this name."""

    def part_of(self, enrolment: Enrolment, part: str) -> Target | None:
        """The part in the course as this learner has it, offered still or not."""

    def address(self, course: str, part: str) -> str:
        """The page for whoever is launched to it."""

    def covers(self, enrolment: Enrolment, part: str, activity: str) -> bool:
        """Whether a result of the activity can change the standing of the part."""

    def standing(self, enrolment: Enrolment, part: str) -> Standing: ...

    def standings(self, enrolments: Sequence[Enrolment]) -> dict[Enrolment, dict[str, Standing]]:
        """Of many at once: of the whole course and of each activity, by part."""

    def works(self, enrolment: Enrolment) -> Mapping[str, str]:
        """The pages on which an instructor sees what the learner last did, by activity; not every one has such a page."""


_shelf: list[Shelf] = []


def provide(shelf: Shelf) -> None:
    """Take this shelf: there is one, of the feature that gives courses."""
    _shelf[:] = [shelf]


def shelf() -> Shelf:
    return _shelf[0]


def find(course: str, part: str) -> Target | None:
    return shelf().find(course, part)


def resource_id(course: str, part: str) -> str:
    """The name of a target in platforms' gradebooks."""
    return f"{course}/{part}".rstrip("/")
