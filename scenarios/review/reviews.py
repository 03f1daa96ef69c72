"""Reviews: a person confirms or overrules a grade, and the run's result settles."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import abort

from academy import audit, live
from academy.access import current_person
from academy.db import db
from scenarios import grading, outcomes, runs
from scenarios.models import Grade, Move, Review, Run


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


def judge(reviewer, grade: Grade, levels: Mapping[str, int], reasons: Mapping[str, str], overall: int) -> Review:
    """Confirm or overrule the levels of a grade, and let the run's result follow.

    `levels` names every criterion that applies; one that differs from the grader's needs a reason (NoReason). A review
    that says what the newest one says is not repeated.
    """
    run = grade.move.run
    runs.lock(run)
    given = outcomes.as_graded(outcomes.item_of(run, grade.move.post), grade)
    levels = {name: None if own is None else levels[name] for name, own in given.levels.items()}
    differing = [name for name in levels if levels[name] != given.levels[name]]
    if missing := [name for name in differing if not reasons.get(name, "").strip()]:
        raise NoReason(missing)
    overall = min(overall, 1) if any(levels.get(name) == 0 for name in grading.CONDUCT) else overall
    kept = {name: reasons[name].strip() for name in differing}
    newest = grade.reviews[-1] if grade.reviews else None
    if newest and (newest.levels, newest.reasons, newest.overall) == (levels, kept, overall):
        return newest
    review = Review(reviewer_id=reviewer.id, levels=levels, reasons=kept, overall=overall)
    grade.reviews.append(review)
    db.session.flush()
    audit.note("grade.reviewed", reviewer, grade, reason="; ".join(kept.values()))
    outcomes.record(run, runs.feed(run))
    live.publish(live.of_person(run.person), "reviewed", run=run.id, provisional=run.provisional)
    return review
