"""Records: where features meet. An activity is a string; a finished attempt at it leaves a Result; one signal tells."""

from collections.abc import Iterable

import sqlalchemy as sa
from blinker import signal
from flask import abort

from academy import clock
from academy.access import current_person
from academy.db import db, once
from academy.editions.models import Edition
from academy.records import standings
from academy.records.criteria import provide_criteria
from academy.records.facts import Facts, provide_facts  # features say records.provide_facts
from academy.records.models import Enrolment, Pin, Result
from academy.records.standings import provide_marking
from academy.records.terms import provide_terms, terms_of  # features say records.terms_of

recorded = signal("recorded")  # sent with each new Result: progress, certificates and grade passback listen


def enrolment_or_404(course: str) -> Enrolment:
    """The signed-in learner's own enrolment in a course."""
    return enrolment_of(current_person, course) or abort(404)


def enrolment_of(person, course: str) -> Enrolment | None:
    return db.session.scalar(sa.select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.course == course))


def enrolments_of(person) -> list[Enrolment]:
    query = sa.select(Enrolment).where(Enrolment.person_id == person.id)
    return list(db.session.scalars(query.order_by(Enrolment.enrolled_at, Enrolment.id)))


def completed(course: str | None = None, cohort=None, person=None) -> list[Enrolment]:
    """Enrolments in courses that are completed, of one course, cohort or person where given."""
    query = sa.select(Enrolment).where(Enrolment.completed_at.is_not(None)).order_by(Enrolment.id)
    wanted = {"course": course, "cohort_id": cohort and cohort.id, "person_id": person and person.id}
    return list(db.session.scalars(query.filter_by(**{name: value for name, value in wanted.items() if value})))


def enrol(person, course: str, cohort=None) -> Enrolment:
    """Enrol a learner in a course; whoever is enrolled already stays as they are."""
    enrolment, _ = once(
        lambda: enrolment_of(person, course),
        lambda: Enrolment(person=person, course=course, cohort_id=cohort and cohort.id),
    )
    return enrolment


def enrol_all(people: Iterable, course: str, cohort=None) -> None:
    """The same for many, in two queries."""
    ids = [person.id for person in people]
    there = sa.select(Enrolment.person_id).where(Enrolment.course == course, Enrolment.person_id.in_(ids))
    enrolled = set(db.session.scalars(there))
    cohort_id = cohort and cohort.id
    if new := [{"person_id": one, "course": course, "cohort_id": cohort_id} for one in ids if one not in enrolled]:
        db.session.execute(sa.insert(Enrolment), new)


def hold(enrolment: Enrolment) -> None:
    """Let nobody else change this enrolment until the transaction ends: what is read from now on stays true."""
    db.session.refresh(enrolment, with_for_update={"key_share": True})


def start(enrolment: Enrolment, edition: Edition) -> None:
    """The learner begins: the course's edition is theirs from now on."""
    if enrolment.started_at is None:
        enrolment.started_at, enrolment.edition = clock.now(), edition
        db.session.flush()


def pinned(enrolment: Enrolment, activity: str) -> Edition | None:
    """The edition that the learner's first start of an activity pinned."""
    found = db.session.get(Pin, (enrolment.id, activity))
    return found and found.edition


def pin(enrolment: Enrolment, activity: str, edition: Edition) -> Edition:
    """The edition for this activity: the one of the first start, or else this one from now on."""
    held, _ = once(
        lambda: db.session.get(Pin, (enrolment.id, activity)),
        lambda: Pin(enrolment_id=enrolment.id, activity=activity, edition=edition),
    )
    return held.edition


def record(
    enrolment: Enrolment,
    activity: str,
    *,
    attempt: int,
    edition: Edition,
    score: float | None,
    passed: bool,
    provisional: bool = False,
    evidence: dict | None = None,
) -> Result:
    """Add what an attempt came to (score in percent, None where nothing is scored) and tell who listens.

    A second record of the same attempt is its next revision: a review settled or changed it.
    """
    newest = sa.select(sa.func.max(Result.revision)).filter_by(
        enrolment_id=enrolment.id, activity=activity, attempt=attempt
    )
    result = Result(
        enrolment=enrolment,
        activity=activity,
        attempt=attempt,
        revision=(db.session.scalar(newest) or 0) + 1,
        edition_id=edition.id,
        score=None if score is None else round(score, 2),
        passed=passed,
        provisional=provisional,
        evidence=evidence or {},
    )
    db.session.add(result)
    db.session.flush()
    recorded.send(result)
    standings.keep(enrolment)
    return result


def results_of(enrolment: Enrolment) -> list[Result]:
    """What each attempt came to as of now: the newest revision, in order of attempt."""
    query = sa.select(Result).where(Result.enrolment_id == enrolment.id).order_by(Result.attempt, Result.revision)
    return list({(result.activity, result.attempt): result for result in db.session.scalars(query)}.values())


def counting(results: Iterable[Result], counts: str = "best") -> Result | None:
    """The settled result that counts among the attempts at one activity: the best, or the last."""
    settled = [result for result in results if not result.provisional]
    if counts == "last":
        return max(settled, key=lambda result: result.attempt, default=None)
    return max(settled, key=lambda result: (result.passed, result.score or 0, -result.attempt), default=None)


def complete(enrolment: Enrolment, score: float | None) -> bool:
    """Mark the course as completed; True when it was not before."""
    new = enrolment.completed_at is None
    if new:
        enrolment.completed_at = clock.now()
    enrolment.score = score
    db.session.flush()
    return new


def reopen(enrolment: Enrolment) -> None:
    """A review took a pass away: the course is no longer completed. An issued certificate stays for a person to judge."""
    enrolment.completed_at = None
    db.session.flush()
