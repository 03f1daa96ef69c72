"""Appeals: a learner asks for another look at a grade, once; an instructor who has not reviewed it decides."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import addresses, audit, clock, languages, live, mail
from academy.accounts.models import Person
from academy.certificates import holds
from academy.db import db
from scenarios import exercises, outcomes, runs
from scenarios.models import Grade, Move, Review, Run
from scenarios.review.models import Appeal

LONGEST_ANSWER = 2000


class Refusal(Exception):
    """An appeal that cannot be made or decided: `code` is "late", "asked", "decided" or "not_yours"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """An appeal is decided with an answer to the learner."""


def of(grade: Grade) -> Appeal | None:
    """The appeal against a grade as it stands in the database now."""
    query = sa.select(Appeal).where(Appeal.grade_id == grade.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def of_run(run: Run) -> dict[int, Appeal]:
    """All appeals against texts of a run, by the number of the move."""
    return of_runs([run])[run.id]


def of_runs(runs: Iterable[Run]) -> dict[int, dict[int, Appeal]]:
    """The same of many runs, by the id of the run."""
    found = {run.id: {} for run in runs}
    query = (
        sa.select(Move.run_id, Move.number, Appeal).join(Appeal.grade).join(Grade.move).where(Move.run_id.in_(found))
    )
    for run_id, number, appeal in db.session.execute(query.options(sa.orm.joinedload(Appeal.review))):
        found[run_id][number] = appeal
    return found


def undecided(enrolment_ids: list[int]) -> sa.Select:
    """Of these enrolments, those with an appeal that waits for its answer: by their ids."""
    query = sa.select(Run.enrolment_id).distinct().join(Run.moves).join(Move.grade)
    query = query.join(Appeal, Appeal.grade_id == Grade.id)
    return query.where(Run.enrolment_id.in_(enrolment_ids), Appeal.review_id.is_(None))


def possible(run: Run) -> bool:
    """Appeals are against the grades of finished runs that count."""
    return bool(run.finished_at and run.enrolment_id)


def in_time(run: Run) -> bool:
    return clock.now() < closes_at(run)


def closes_at(run: Run) -> datetime:
    """Until when the learner of a finished run can appeal."""
    return run.finished_at + timedelta(days=current_app.config["APPEAL_DAYS"])


def make(grade: Grade, reason: str) -> Appeal:
    """Ask for another look at a grade; the same words twice are one appeal. Raises Refusal."""
    run = grade.move.run
    runs.lock(run)
    reason = _lines(reason)
    if made := of(grade):
        if made.open and made.reason == reason:
            return made
        raise Refusal("asked" if made.open else "decided")
    if not in_time(run):
        raise Refusal("late")
    appeal = Appeal(grade=grade, reason=reason)
    db.session.add(appeal)
    db.session.flush()
    audit.note("appeal.made", run.person, appeal)
    outcomes.record(run, exercises.of(run).feed(run))
    return appeal


def confirmed(appeal: Appeal) -> bool:
    """Whether a decided appeal left the levels as they were before it."""
    reviews = appeal.grade.reviews
    place = next(place for place, review in enumerate(reviews) if review.id == appeal.review_id)
    if place:
        return reviews[place - 1].levels == appeal.review.levels
    return not appeal.review.reasons


def may_decide(person, grade: Grade) -> bool:
    """Whoever has reviewed the grade, or wrote the text, leaves the appeal to somebody else."""
    return person.id not in {grade.move.run.person_id, *(review.reviewer_id for review in grade.reviews)}


def somebody_may_decide(grade: Grade) -> bool:
    """Whether there is an instructor to whom the appeal can go."""
    teaching = sa.select(Person).where(Person.role == "instructor", Person.active)
    return any(may_decide(person, grade) for person in db.session.scalars(teaching))


def require_answer(appeal: Appeal, reviewer, answer: str) -> None:
    """Refuse a review that cannot decide an open appeal. Raises Refusal or NoAnswer."""
    if not may_decide(reviewer, appeal.grade):
        raise Refusal("not_yours")
    if not _lines(answer):
        raise NoAnswer


def decided_so(appeal: Appeal, reviewer, answer: str) -> bool:
    """Whether a person has decided an appeal with just this answer."""
    return appeal.review.reviewer_id == reviewer.id and appeal.answer == _lines(answer)


def decide(appeal: Appeal, review: Review, answer: str) -> None:
    """Close an appeal with a review and an answer, and tell the learner."""
    appeal.review, appeal.answer = review, _lines(answer)
    db.session.flush()
    audit.note("appeal.decided", review.reviewer, appeal)
    run = appeal.grade.move.run
    live.publish(live.of_person(run.person), "appeal_decided", run=run.id, number=appeal.grade.move.number)
    _write_to(run.person, run, appeal.grade.move.number)


def _write_to(person, run: Run, number: int) -> None:
    """The answer itself stays on the page, behind the sign-in."""
    page = addresses.to(exercises.of(run).debrief, run_id=run.id, anchor=f"appeal-{number}")
    with languages.of(person):
        subject = _("Your appeal is decided: %(title)s", title=run.edition.title)
        body = _(
            "An instructor has looked again at what you wrote in “%(title)s”. Read the answer here:\n%(address)s\n",
            title=run.edition.title,
            address=page,
        )
    mail.send(person.email, subject, body)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


holds.provide(
    holds.Hold(
        undecided,
        _l("Your certificate waits for the answer to your appeal. It comes with it, if the course is still passed."),
        _l("It waits for the answer to an appeal."),
    )
)
