"""What a learner has shown of the competencies of a course so far: in questions, replies, scenarios, dialogues and written
work."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from academy import editions, records
from academy.editions.models import Edition
from academy.records import criteria
from academy.records.models import Enrolment, Result
from courses import competencies, pack
from courses.competencies import Mapped, Objective
from courses.path import Progress

ENOUGH = 0.6  # of what was asked

State = Literal["open", "begun", "shown"]
Kind = Literal["questions", "replies", "scenarios", "dialogues", "tasks"]
SCORED: dict[str, Kind] = {"scenario": "scenarios", "dialogue": "dialogues", "task": "tasks"}


@dataclass(frozen=True)
class Piece:
    """What was earned of what was asked in one way: points of questions, shares of scores and of levels."""

    kind: Kind
    earned: float
    asked: float


@dataclass(frozen=True)
class Seen:
    """An objective with what a learner has shown of it; `read` says that a lesson about it was finished."""

    objective: Objective
    pieces: tuple[Piece, ...]
    read: bool

    @property
    def share(self) -> float | None:
        asked = sum(piece.asked for piece in self.pieces)
        return sum(piece.earned for piece in self.pieces) / asked if asked else None

    @property
    def state(self) -> State:
        if self.share is not None and round(self.share, 4) >= ENOUGH:
            return "shown"
        return "begun" if self.read or self.pieces else "open"


def of(enrolment: Enrolment, edition: Edition, progress: Progress) -> list[tuple[Mapped, tuple[Seen, ...]]]:
    """The map of a course with what its learner has shown of it."""
    mapped = competencies.map_of(edition)
    found = _pieces(enrolment, edition, mapped)
    done = {standing.name for standing in progress.standings if standing.lived.passed}
    return [
        (each, tuple(_seen(objective, found[objective.slug], done) for objective in each.objectives)) for each in mapped
    ]


def _seen(objective: Objective, pieces: list[Piece], done: set[str]) -> Seen:
    together: dict[Kind, list[Piece]] = defaultdict(list)
    for piece in pieces:
        together[piece.kind].append(piece)
    summed = (
        Piece(kind, sum(one.earned for one in own), sum(one.asked for one in own)) for kind, own in together.items()
    )
    read = any(pack.name(lesson) in done for lesson in objective.taught)
    return Seen(objective, tuple(summed), read)


def _pieces(enrolment: Enrolment, edition: Edition, mapped: list[Mapped]) -> dict[str, list[Piece]]:
    """By slug of the objective."""
    found = defaultdict(list)
    for slug, piece in (*_of_activities(enrolment, edition), *_of_replies(enrolment, mapped)):
        found[slug].append(piece)
    return found


def _of_activities(enrolment: Enrolment, edition: Edition) -> Iterator[tuple[str, Piece]]:
    """Of the settled result that counts of each activity."""
    course, bank = editions.content(edition), competencies.bank_of(edition)
    examines = {question.slug: question.objective for question in bank.questions} if bank else {}
    results: dict[str, list[Result]] = defaultdict(list)
    for result in records.results_of(enrolment):
        results[result.activity].append(result)
    for activity in (one for module in course.modules for one in module.activities):
        result = records.counting(results[pack.name(activity)], getattr(activity, "counts", "best"))
        if result is None or result.score is None:
            continue
        if activity.type == "quiz":
            own = {question.slug: question.objective for question in activity.questions}
            for slug, points in result.evidence.get("points", {}).items():
                if objective := (examines | own).get(slug):
                    yield objective, Piece("questions", points, 1)
        else:
            for objective in activity.objectives:
                yield objective, Piece(SCORED[activity.type], result.score / 100, 1)


def _of_replies(enrolment: Enrolment, mapped: list[Mapped]) -> Iterator[tuple[str, Piece]]:
    """The levels of criteria, of all runs that count: each post weighs as much as a question."""
    means = list(criteria.of(sa.select(Enrolment.id).where(Enrolment.id == enrolment.id)))
    for each in mapped:
        for objective in each.objectives:
            for mean in means:
                if mean.criterion in objective.criteria:
                    share = (mean.level - mean.lowest) / (mean.highest - mean.lowest)
                    yield objective.slug, Piece("replies", share * mean.posts, mean.posts)
