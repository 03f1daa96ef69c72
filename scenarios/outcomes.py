"""Outcomes: what a run came to with its grades, regrades and reviews, and whether a person still has to look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from academy import records
from academy.db import db
from academy.editions.models import Edition
from scenarios import exercises, grading, simulation
from scenarios.grading.combine import score as score_of
from scenarios.models import Grade, Move, Run
from scenarios.regrading.models import Regrading
from scenarios.review import queue


@dataclass(frozen=True)
class Counted:
    """The grade of a text that counts while nobody has reviewed it: the one given at the time, or a regrade. `detail` is
    in the exchange format, `regrading` None where the text was never graded again."""

    item: grading.Item
    detail: Mapping[str, Any]
    regrading: Regrading | None = None


@dataclass(frozen=True)
class Judgement:
    """The levels of one text that count now. `doubtful` are those that the grader was unsure of, or took for a red
    line, and that nobody has confirmed yet; `confidence` is that of the least certain of them."""

    item: grading.Item
    levels: dict[str, int | None]
    overall: int
    found: tuple[tuple[str, str], ...]
    doubtful: frozenset[str] = frozenset()
    confidence: float = 1.0

    @property
    def red_lines(self) -> frozenset[str]:
        return frozenset(name for name in grading.CONDUCT if self.levels.get(name) == 0)

    @property
    def score(self) -> float:
        return score_of(self.item, self.levels, bool(self.red_lines))

    def supposing(self, level: int) -> "Judgement":
        """The same with every doubtful criterion at this level: the worst and the best that a review can make of it."""
        return replace(self, levels={name: level if name in self.doubtful else own for name, own in self.levels.items()})


@dataclass(frozen=True)
class Outcome:
    """`worst` and `best` are the scores that the reviews still to come could lead to; `judged` are the graded moves with
    what counts of their words."""

    score: simulation.Score
    passed: bool
    provisional: bool
    worst: float
    best: float
    judged: tuple[tuple[Move, Judgement], ...] = ()


def item_of(move: Move) -> grading.Item:
    """What the words of a move are graded against."""
    return exercises.of(move.run).item(move)


def item_under(edition: Edition, move: Move) -> grading.Item | None:
    """The same by another edition of what is played; None where that has no such text."""
    return exercises.of(move.run).item_under(edition, move)


def counted(move: Move) -> Counted | None:
    """The grade of a move's words that counts beside reviews, with its evidence; None without graded words.

    Whoever reviewed a text before it was graded again judged the grade given at the time, and that review stays in force.
    """
    if move.grade is None:
        return None
    run = move.run
    regrade = next((regrade for regrade in run.regrades if regrade.move_id == move.id), None)
    if regrade is None or any(review.made_at < regrade.regrading.decided_at for review in move.grade.reviews):
        return Counted(item_of(move), move.grade.detail)
    edition = regrade.regrading.edition
    item = edition and item_under(edition, move)
    return Counted(item or item_of(move), regrade.detail, regrade.regrading)


def as_given(item: grading.Item, grade: Grade) -> Judgement:
    """What the grader said at the time: the public reacted to this."""
    return _judgement(item, grade.detail)


def as_graded(item: grading.Item, grade: Grade) -> Judgement:
    """What the grader says: in the regrading that counts, or else at the time. `item` is that of the run's edition."""
    given = counted(grade.move)
    return _judgement(given.item if given.regrading else item, given.detail)


def as_reviewed(item: grading.Item, grade: Grade) -> Judgement:
    """What counts now: the newest review, or else what the grader said."""
    return _reviewed(as_graded(item, grade), grade)


def made(move: Move, judgement: Judgement | None = None) -> simulation.Move:
    """A move as the simulation takes it, with a judgement of its words."""
    own = simulation.Move(move.number, move.minute, move.action, move.post, move.target, move.reply)
    return own if judgement is None else judged(own, judgement)


def judged(move: simulation.Move, judgement: Judgement) -> simulation.Move:
    """The same move with what its words were found to be."""
    return replace(
        move,
        levels=judgement.levels,
        overall=judgement.overall,
        score=judgement.score,
        red_lines=judgement.red_lines,
        found=judgement.found,
    )


def as_played(run: Run) -> list[simulation.Move]:
    """The moves in a scenario with the grades given at the time: the public reacted to these, whatever a review says
    later."""
    return [made(move, move.grade and as_given(item_of(move), move.grade)) for move in run.moves]


def outcome(
    run: Run,
    feed: Any,
    trial: Mapping[int, Counted] | None = None,
    supposed: Mapping[int, Judgement] | None = None,
) -> Outcome:
    """Judge a run by its grades, regrades and reviews as they stand; or by the grades of a `trial` (by move id) in the
    place of regrades; or as if some texts (by move id) were judged as `supposed`. `feed` is what its exercise says it met."""
    supposed = supposed or {}
    judged = [(move, move.grade and (supposed.get(move.id) or _judged(move, trial))) for move in run.moves]

    def scored(level: int | None) -> simulation.Score:
        lines = [(move, j if j is None or level is None else j.supposing(level)) for move, j in judged]
        return exercises.of(run).score(run, feed, lines)

    now, worst, best = scored(None), scored(0), scored(2)
    undecided = worst.passed(run.pass_mark) != best.passed(run.pass_mark)
    texts = tuple((move, judgement) for move, judgement in judged if judgement)
    return Outcome(now, now.passed(run.pass_mark), undecided, worst.score, best.score, texts)


def record(run: Run, feed: Any) -> Outcome:
    """Write down what a finished run came to, and whether it waits for a person; a result that changed nothing is not
    repeated."""
    found = outcome(run, feed)
    before = (run.score, run.passed, run.provisional)
    run.score, run.passed, run.provisional = round(found.score.score, 2), found.passed, found.provisional
    db.session.flush()
    if run.enrolment and before != (run.score, run.passed, run.provisional):
        records.record(
            run.enrolment,
            run.activity,
            attempt=run.attempt,
            edition=run.edition,
            score=run.score,
            passed=run.passed,
            provisional=run.provisional,
            evidence={
                "run": run.id,
                "red_lines": list(found.score.red_lines),
                "graders": _graders(found),
                **_played(run),
                **_regraded(run),
            },
        )
    queue.place(run, found)
    exercises.of(run).sum_up(run, feed, found)
    return found


def _judged(move: Move, trial: Mapping[int, Counted] | None) -> Judgement:
    item = item_of(move)
    if trial is None or move.grade.reviews:
        return as_reviewed(item, move.grade)
    given = trial.get(move.id) or Counted(item, move.grade.detail)
    return _judgement(given.item, given.detail)


def _judgement(item: grading.Item, detail: Mapping[str, Any]) -> Judgement:
    given = grading.Grade.from_json(detail)
    doubtful = given.doubtful | given.red_lines
    return Judgement(
        item=item,
        levels={name: each.level for name, each in given.criteria.items()},
        overall=given.overall,
        found=tuple((found.kind, found.value) for found in given.found),
        doubtful=doubtful,
        confidence=min((given.criteria[name].confidence for name in doubtful), default=1.0),
    )


def _reviewed(given: Judgement, grade: Grade) -> Judgement:
    """With the levels of the newest review. What it gave no level did not apply to the text that the reviewer saw."""
    if not grade.reviews:
        return given
    review = grade.reviews[-1]
    left_out = frozenset(name for name, level in review.levels.items() if level is None)
    item = given.item if left_out == given.item.not_applicable else replace(given.item, not_applicable=left_out)
    return replace(
        given, item=item, levels=review.levels, overall=review.overall, doubtful=frozenset(), confidence=1.0
    )


def _graders(found: Outcome) -> list[str]:
    """The versions of the grader behind the grades that count: certificates say what they rest on."""
    return sorted({counted(move).detail["grader"] for move, _ in found.judged})


def _played(run: Run) -> dict[str, Any]:
    """What made it easier: on record beside the score, and no part of it."""
    own = {"accommodation": run.accommodation, "guided": run.guided}
    return {name: value for name, value in own.items() if value}


def _regraded(run: Run) -> dict[str, int]:
    return {"regrading": run.regrades[0].regrading_id} if run.regrades else {}
