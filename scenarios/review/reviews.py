"""Reviews: a person confirms or overrules a grade, and the run's result settles."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import abort

from academy import audit, live
from academy.access import current_person
from academy.db import db
from scenarios import grading, outcomes, runs
from scenarios.models import Grade, Move, Review, Run
from scenarios.review import appeals


class NoReason(Exception):
    """A level was changed without saying why; `criteria` names which."""

    def __init__(self, criteria: list[str]):
        super().__init__(", ".join(criteria))
        self.criteria = criteria


def run_or_404(run_id: int) -> Run:
    """Any learner's finished run that counts, for an instructor: never their own, from before they taught."""
    run = db.session.get(Run, run_id)
    others = run and run.person_id != current_person.id
    return run if others and run.finished_at and run.enrolment_id else abort(404)


def grade_or_404(run: Run, number: int) -> Grade:
    """The grade of a move of the run."""
    query = sa.select(Grade).join(Grade.move).where(Move.run_id == run.id, Move.number == number)
    return db.session.scalar(query) or abort(404)


def judge(
    reviewer, grade: Grade, levels: Mapping[str, int], reasons: Mapping[str, str], overall: int, answer: str = ""
) -> Review:
    """Confirm or overrule the levels of a grade, and let the run's result follow.

    `levels` names every criterion that applies; one that differs from the grader's needs a reason (NoReason). A review
    that says what the newest one says is not repeated. While an appeal is open, the review decides it, with an answer
    to the learner (appeals.Refusal, appeals.NoAnswer).
    """
    run = grade.move.run
    runs.lock(run)
    db.session.refresh(grade, ["reviews"])
    appeal = appeals.of(grade)
    said = _said(run, grade, levels, reasons, overall)
    repeated = bool(grade.reviews) and _same(grade.reviews[-1], said)
    if appeal and appeal.open:
        appeals.require_answer(appeal, reviewer, answer)
    elif appeal and answer and not (repeated and appeals.decided_so(appeal, reviewer, answer)):
        raise appeals.Refusal("decided")
    elif repeated:
        return grade.reviews[-1]
    review = Review(reviewer_id=reviewer.id, **said)
    grade.reviews.append(review)
    db.session.flush()
    audit.note("grade.reviewed", reviewer, grade, reason="; ".join(said["reasons"].values()))
    if appeal and appeal.open:
        appeals.decide(appeal, review, answer)
    outcomes.record(run, runs.feed(run))
    live.publish(live.of_person(run.person), "reviewed", run=run.id, provisional=run.provisional)
    return review


def _said(run, grade, levels, reasons, overall) -> dict:
    """What a review keeps: the levels that apply, a reason for each that differs, an overall that heeds red lines."""
    given = outcomes.as_graded(outcomes.item_of(run, grade.move.post), grade)
    levels = {name: None if own is None else levels[name] for name, own in given.levels.items()}
    differing = [name for name in levels if levels[name] != given.levels[name]]
    if missing := [name for name in differing if not reasons.get(name, "").strip()]:
        raise NoReason(missing)
    overall = min(overall, 1) if any(levels.get(name) == 0 for name in grading.CONDUCT) else overall
    return {"levels": levels, "reasons": {name: reasons[name].strip() for name in differing}, "overall": overall}


def _same(review: Review, said: dict) -> bool:
    return all(getattr(review, name) == value for name, value in said.items())
