"""Reviews: a person confirms or overrules a grade, and the run's result settles."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import abort

from academy import audit, certificates, live
from academy.access import current_person
from academy.db import Moment, db
from academy.records import standings
from scenarios import exercises, grading, outcomes, runs
from scenarios.models import Grade, Move, Review, Run
from scenarios.review import appeals
from scenarios.review.models import Appeal


class Outdated(Exception):
    """The grade was reviewed or given anew since this person read it: `newest` is the review that stands now, or
    None."""

    def __init__(self, newest: Review | None):
        super().__init__(newest and newest.id)
        self.newest = newest


class NoReason(Exception):
    """A level was changed without saying why; `criteria` names which."""

    def __init__(self, criteria: list[str]):
        super().__init__(", ".join(criteria))
        self.criteria = criteria


def run_or_404(run_id: int) -> Run:
    """Any learner's finished run that counts, for an instructor: never their own, from before they taught. That it was
    looked at is noted."""
    run = db.session.get(Run, run_id)
    if not run or not may_review(current_person, run):
        abort(404)
    audit.read("run.read", run)
    return run


def may_review(person, run: Run) -> bool:
    return bool(run.person_id != person.id and run.finished_at and run.enrolment_id)


def grade_or_404(run: Run, number: int) -> Grade:
    """The grade of a move of the run."""
    query = sa.select(Grade).join(Grade.move).where(Move.run_id == run.id, Move.number == number)
    return db.session.scalar(query) or abort(404)


def judgements() -> sa.Select:
    """Who reviewed what, for the register and the dashboard. An appeal waited since it was made, other work since it was
    finished; a later review was not waited for."""
    work = sa.literal("grade/") + sa.cast(Grade.id, sa.Text)
    before = sa.orm.aliased(Review)
    first = ~sa.exists().where(before.grade_id == Review.grade_id, before.id < Review.id)
    appealed = sa.select(Appeal.made_at).where(Appeal.review_id == Review.id).scalar_subquery()
    since = sa.func.coalesce(appealed, sa.case((first, Run.finished_at)), type_=Moment)
    columns = (Run.enrolment_id, Review.reviewer_id.label("person_id"), work.label("work"))
    query = sa.select(*columns, Review.made_at.label("judged_at"), since.label("since"))
    return query.join(Review.grade).join(Grade.move).join(Move.run).where(Run.enrolment_id.is_not(None))


def version(grade: Grade) -> str:
    """What somebody has read who read this grade: how many reviews of it, and which regrading."""
    regrading = outcomes.counted(grade.move).regrading
    return f"{len(grade.reviews)}.{regrading.id if regrading else 0}"


def judge(
    reviewer,
    grade: Grade,
    levels: Mapping[str, int],
    reasons: Mapping[str, str],
    overall: int,
    answer: str = "",
    seen: str | None = None,
) -> Review:
    """Confirm or overrule the levels of a grade, and let the run's result follow.

    `levels` names every criterion that applies; one that differs from the grader's needs a reason (NoReason). A review
    that says what the newest one says is not repeated. While an appeal is open, the review decides it, with an answer
    to the learner (appeals.Refusal, appeals.NoAnswer). `seen` is the version that the reviewer read: whoever read
    another than the one that stands now is told so and overwrites nothing (Outdated).
    """
    run = grade.move.run
    runs.lock(run)
    db.session.refresh(grade, ["reviews"])
    appeal = appeals.of(grade)
    said = _said(run, grade, levels, reasons, overall)
    if _asks_for_nothing(reviewer, grade, appeal, said, answer):
        return grade.reviews[-1]
    if seen not in (None, version(grade)):
        raise Outdated(grade.reviews[-1] if grade.reviews else None)
    before = standing(grade)
    review = Review(reviewer_id=reviewer.id, **said)
    grade.reviews.append(review)
    db.session.flush()
    audit.note("grade.reviewed", reviewer, grade, "; ".join(said["reasons"].values()), before=before, after=said)
    decides = appeal and appeal.open
    if decides:
        appeals.decide(appeal, review, answer)
    outcomes.record(run, exercises.of(run).feed(run))
    standings.keep(run.enrolment)  # a review that changes no result is on the register all the same
    if decides:
        certificates.issue_due(run.enrolment)  # it may have waited for the answer
    live.publish(live.of_person(run.person), "reviewed", run=run.id, provisional=run.provisional)
    return review


def _asks_for_nothing(reviewer, grade: Grade, appeal, said: Mapping, answer: str) -> bool:
    """Whether the newest review says the same, and no appeal waits. Raises appeals.Refusal, appeals.NoAnswer."""
    repeated = bool(grade.reviews) and _same(grade.reviews[-1], said)
    if appeal and appeal.open:
        appeals.require_answer(appeal, reviewer, answer)
        return False
    if appeal and answer and not (repeated and appeals.decided_so(appeal, reviewer, answer)):
        raise appeals.Refusal("decided")
    return repeated


def confirm(reviewer, grade: Grade, seen: str | None = None) -> Review:
    """Confirm a grade as it stands: what the newest review says, or else the grader. Raises as `judge` does."""
    return judge(reviewer, grade, **standing(grade), seen=seen)


def standing(grade: Grade) -> dict:
    """What counts of a grade, in the words of a review: `levels`, `reasons` and `overall`."""
    if grade.reviews:
        newest = grade.reviews[-1]
        return {"levels": newest.levels, "reasons": newest.reasons, "overall": newest.overall}
    given = outcomes.as_graded(outcomes.item_of(grade.move), grade)
    return {"levels": dict(given.levels), "reasons": {}, "overall": given.overall}


def _said(run, grade, levels, reasons, overall) -> dict:
    """What a review keeps: the levels that apply, a reason for each that differs, an overall that heeds red lines."""
    given = outcomes.as_graded(outcomes.item_of(grade.move), grade)
    levels = {name: None if own is None else levels[name] for name, own in given.levels.items()}
    differing = [name for name in levels if levels[name] != given.levels[name]]
    if missing := [name for name in differing if not reasons.get(name, "").strip()]:
        raise NoReason(missing)
    overall = min(overall, 1) if any(levels.get(name) == 0 for name in grading.CONDUCT) else overall
    return {"levels": levels, "reasons": {name: reasons[name].strip() for name in differing}, "overall": overall}


def _same(review: Review, said: dict) -> bool:
    return all(getattr(review, name) == value for name, value in said.items())
