"""Batches of judgements of replies, from ticked texts or a marking sheet: what they come to, and each kept through
`reviews.judge`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.db import db
from academy.home import Part
from academy.queue import batches, claims
from academy.queue.batches import Preview
from academy.queue.models import Batch
from scenarios import outcomes
from scenarios.models import Grade, Move, Run
from scenarios.review import appeals, bench, ends, reviews, source
from scenarios.review.models import Appeal

PROBLEMS = {
    "gone": _l("There is no such text for you to review."),
    "changed": _l("Somebody has judged it, or it was graded again, since you read it."),
    "held": _l("Somebody else has this run at hand."),
    "not_yours": _l("You have reviewed this grade: another instructor has to decide the appeal."),
    "decided": _l("Somebody has decided this appeal in the meantime."),
    "incomplete": _l("A reason, or the answer to an appeal, is missing."),
}


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


def make(person, kind: str, decisions: Iterable[Decision], name: str = "") -> Batch:
    """Prepare a batch of decisions; nothing is judged yet."""
    return batches.make(person, source.NAME, kind, [asdict(each) for each in decisions], name)


def doubtful_texts(keys: Iterable[int]) -> list[Grade]:
    """The graded texts of these runs that a confirmation would settle: doubtful, and not appealed, which takes an
    answer."""
    wanted = list(keys)
    found = _runs(wanted)
    open_ones = set(db.session.scalars(sa.select(Appeal.grade_id).where(Appeal.review_id.is_(None))))
    moves = [move for key in wanted for move in found[key].moves if move.grade and move.grade.id not in open_ones]
    return [move.grade for move in moves if outcomes.as_reviewed(outcomes.item_of(move), move.grade).doubtful]


def texts(person, keys: Iterable[int]) -> list[Grade]:
    """The graded texts of these runs that wait for this person."""
    wanted = list(keys)
    found = _runs(wanted)
    shelves = bench.shelves(person, found.values())
    return [move.grade for key in wanted for move in found[key].moves if move.number in shelves[key].waiting]


def confirmations(grades: Iterable[Grade]) -> list[Decision]:
    """The decisions that confirm these grades as they stand."""
    rows = enumerate(grades, 1)
    return [Decision(row, grade.id, reviews.version(grade), **reviews.standing(grade)) for row, grade in rows]


def preview(batch: Batch) -> Preview:
    """What would become of a batch if it were kept now: of its texts, and of the results of their runs."""
    decisions = [_decision(row) for row in batch.rows]
    query = sa.select(Grade).where(Grade.id.in_([each.grade for each in decisions]))
    query = query.options(sa.orm.joinedload(Grade.move).joinedload(Move.run).selectinload(Run.moves))
    grades = {grade.id: grade for grade in db.session.scalars(query)}
    held = claims.of((source.NAME, grade.move.run_id) for grade in grades.values())
    lines = [_line(batch.person, each, grades.get(each.grade), held) for each in decisions]
    sound = [line for line in lines if not line.problem]
    ends = [_end(run, list(own)) for run, own in groupby(sorted(sound, key=_run_id), _run_of)]
    passed, failed = (sum(end == (passed, False) for end in ends) for passed in (True, False))
    facts = [
        (_("Runs that pass"), passed),
        (_("Runs that do not pass"), failed),
        (_("Runs that still wait"), len(ends) - passed - failed),
    ]
    numbered = _("Line") if batch.kind == "sheet" else _("Place")
    return Preview(
        sound=len(sound),
        refused=[(line.decision.row, line.problem) for line in lines if line.problem],
        facts=facts,
        changes=Part("review/_changes.html", {"lines": sound, "numbered": numbered}),
    )


def judge(person, row: Mapping) -> str:
    """Keep one decision; the code of why it was refused, or nothing."""
    decision = _decision(row)
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


def _decision(row: Mapping) -> Decision:
    return Decision(**{name: value for name, value in row.items() if name != "source"})


def _runs(keys: list[int]) -> dict[int, Run]:
    query = (
        sa.select(Run)
        .where(Run.id.in_(keys))
        .options(sa.orm.selectinload(Run.moves), sa.orm.selectinload(Run.regrades), sa.orm.joinedload(Run.person))
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
    found = ends.supposing(run, [(line.grade, line.decision.levels, line.decision.overall) for line in lines])
    return found.passed, found.provisional


batches.provide(source.NAME, batches.Judges(judge, preview, PROBLEMS))
