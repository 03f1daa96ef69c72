"""Batches: many judgements at once, from ticked texts or a marking sheet. They are looked at first, then applied by a
job, each through `reviews.judge`; what changed in the meantime is refused and named."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import groupby

import sqlalchemy as sa
from flask import abort

from academy import clock, jobs
from academy.db import db
from academy.jobs.models import Job
from academy.queue import claims
from scenarios import outcomes, runs
from scenarios.models import Grade, Move, Run
from scenarios.review import appeals, bench, reviews, source
from scenarios.review.models import Appeal, Batch

MOST = 500  # texts in one batch
JOB = "review-batch"


@dataclass(frozen=True)
class Decision:
    """One judgement of a batch. `row` is where its author finds it: the line of the sheet, or the place in the list."""

    row: int
    grade: int
    version: str
    levels: dict[str, int | None]
    reasons: dict[str, str]
    overall: int
    answer: str = ""


@dataclass(frozen=True)
class Line:
    """What one decision comes to: `problem` is the code of why it would be refused now, or empty; `levels` are
    (criterion, before, after) where they differ."""

    decision: Decision
    grade: Grade | None
    problem: str = ""
    levels: tuple[tuple[str, int | None, int | None], ...] = ()
    overall: tuple[int, int] | None = None


@dataclass(frozen=True)
class Preview:
    """What a batch comes to: its lines, and how many results of runs would pass, fail, or still wait for a person."""

    lines: list[Line]
    passed: int
    failed: int
    open: int

    @property
    def sound(self) -> list[Line]:
        return [line for line in self.lines if not line.problem]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.problem]


def make(person, kind: str, decisions: Iterable[Decision], name: str = "") -> Batch:
    """Prepare a batch; nothing is judged yet."""
    made = Batch(person_id=person.id, kind=kind, name=name[:200], rows=[asdict(each) for each in decisions])
    db.session.add(made)
    db.session.flush()
    return made


def batch_or_404(person, batch_id: int) -> Batch:
    batch = db.session.get(Batch, batch_id)
    return batch if batch and batch.person_id == person.id else abort(404)


def doubtful_texts(keys: Iterable[int]) -> list[Grade]:
    """The graded texts of these runs that a confirmation would settle: doubtful, and not appealed, which takes an
    answer."""
    wanted = list(keys)
    found = _runs(wanted)
    open_ones = set(db.session.scalars(sa.select(Appeal.grade_id).where(Appeal.review_id.is_(None))))
    moves = [move for key in wanted for move in found[key].moves if move.grade and move.grade.id not in open_ones]
    return [
        move.grade for move in moves if outcomes.as_reviewed(outcomes.item_of(move.run, move.post), move.grade).doubtful
    ]


def texts(person, keys: Iterable[int]) -> list[Grade]:
    """The graded texts of these runs that wait for this person."""
    wanted = list(keys)
    found = _runs(wanted)
    waiting = {key: bench.shelf(person, found[key]).waiting for key in wanted}
    return [move.grade for key in wanted for move in found[key].moves if move.number in waiting[key]]


def confirmations(grades: Iterable[Grade]) -> list[Decision]:
    """The decisions that confirm these grades as they stand."""
    rows = enumerate(grades, 1)
    return [Decision(row, grade.id, reviews.version(grade), **reviews.standing(grade)) for row, grade in rows]


def preview(batch: Batch) -> Preview:
    """What would become of a batch if it were applied now."""
    decisions = [Decision(**row) for row in batch.rows]
    query = sa.select(Grade).where(Grade.id.in_([each.grade for each in decisions]))
    query = query.options(sa.orm.joinedload(Grade.move).joinedload(Move.run).selectinload(Run.moves))
    grades = {grade.id: grade for grade in db.session.scalars(query)}
    held = claims.of((source.NAME, grade.move.run_id) for grade in grades.values())
    lines = [_line(batch.person, each, grades.get(each.grade), held) for each in decisions]
    ends = [
        _end(run, list(own))
        for run, own in groupby(sorted((line for line in lines if not line.problem), key=_run_id), _run_of)
    ]
    counts = [sum(end == (passed, False) for end in ends) for passed in (True, False)]
    return Preview(lines, *counts, len(ends) - sum(counts))


def apply(batch: Batch) -> None:
    """Let a job judge what the batch says. Twice is once."""
    db.session.refresh(batch, with_for_update={"of": Batch})
    if batch.applied_at is None:
        batch.applied_at = clock.now()
        jobs.enqueue(JOB, {"batch": batch.id}, key=f"{JOB}/{batch.id}")


@jobs.does(JOB)
def _apply(job: Job) -> None:
    """Judge row by row, each with its own commit: who comes back after an interruption goes on where it was."""
    batch = db.session.get(Batch, job.payload["batch"])
    for place in range(batch.done, len(batch.rows)):
        code = _judge(batch.person, Decision(**batch.rows[place]))
        batch.kept += not code
        batch.refused = [*batch.refused, *([[batch.rows[place]["row"], code]] if code else [])]
        batch.done = place + 1
        jobs.progress(job, batch.done, len(batch.rows))
    batch.finished_at = clock.now()


def _judge(person, decision: Decision) -> str:
    """Keep one decision; the code of why it was refused, or nothing."""
    grade = db.session.get(Grade, decision.grade)
    if grade is None or not reviews.may_review(person, grade.move.run):
        return "gone"
    if _held(person, grade, claims.of([(source.NAME, grade.move.run_id)])):
        return "held"
    given = (decision.levels, decision.reasons, decision.overall, decision.answer, decision.version)
    try:
        with db.session.begin_nested():
            reviews.judge(person, grade, *given)
    except reviews.Outdated:
        return "changed"
    except (reviews.NoReason, appeals.NoAnswer):
        return "incomplete"
    except appeals.Refusal as refusal:
        return refusal.code
    return ""


def _runs(keys: list[int]) -> dict[int, Run]:
    query = (
        sa.select(Run).where(Run.id.in_(keys)).options(sa.orm.selectinload(Run.moves), sa.orm.joinedload(Run.person))
    )
    return {run.id: run for run in db.session.scalars(query)}


def _line(person, decision: Decision, grade: Grade | None, held: dict) -> Line:
    if grade is None or not reviews.may_review(person, grade.move.run):
        return Line(decision, None, "gone")
    before = reviews.standing(grade)
    levels = tuple(
        (name, before["levels"][name], level)
        for name, level in decision.levels.items()
        if level != before["levels"][name]
    )
    overall = None if decision.overall == before["overall"] else (before["overall"], decision.overall)
    return Line(decision, grade, _problem(person, decision, grade, held), levels, overall)


def _problem(person, decision: Decision, grade: Grade, held: dict) -> str:
    if _held(person, grade, held):
        return "held"
    if decision.version != reviews.version(grade):
        return "changed"
    appeal = appeals.of(grade)
    if appeal and appeal.open and not appeals.may_decide(person, grade):
        return "not_yours"
    if appeal and appeal.open and not decision.answer.strip():
        return "incomplete"
    return ""


def _held(person, grade: Grade, claimed: dict) -> bool:
    """Whether somebody else has the run of a grade at hand."""
    claim = claimed.get((source.NAME, grade.move.run_id))
    return claim is not None and claim.person_id != person.id


def _run_id(line: Line) -> int:
    return line.grade.move.run_id


def _run_of(line: Line) -> Run:
    return line.grade.move.run


def _end(run: Run, lines: list[Line]) -> tuple[bool, bool]:
    """(passed, provisional) of a run with these decisions."""
    supposed = {}
    for line in lines:
        given = outcomes.as_graded(outcomes.item_of(run, line.grade.move.post), line.grade)
        said = {"levels": line.decision.levels, "overall": line.decision.overall}
        supposed[line.grade.move_id] = replace(given, **said, doubtful=frozenset(), confidence=1.0)
    found = outcomes.outcome(run, runs.feed(run), supposed=supposed)
    return found.passed, found.provisional
