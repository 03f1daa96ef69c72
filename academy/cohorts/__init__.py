"""Cohorts: batches of learners, who teaches them, and the courses that they get with their dates."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask import abort

from academy import audit, records
from academy.access import current_person
from academy.accounts.models import Person
from academy.cohorts.models import Assignment, Cohort, Membership
from academy.db import db, once, refused_as


class NotALearner(Exception):
    """Only learners can join a cohort."""


class NotAnInstructor(Exception):
    """Only instructors can teach a cohort."""


class NameTaken(Exception):
    """There is a cohort of this name already."""


def cohort_or_404(cohort_id: int) -> Cohort:
    """A cohort that the signed-in person looks after; one of somebody else's is refused."""
    cohort = db.session.get(Cohort, cohort_id) or abort(404)
    return cohort if current_person.role == "administrator" or teaches(current_person, cohort) else abort(403)


def teaches(person: Person, cohort: Cohort) -> bool:
    return person.role == "instructor" and db.session.get(Membership, (cohort.id, person.id)) is not None


def looked_after_by(person: Person) -> list[Cohort]:
    """The cohorts that a person may give courses to: administrators all, instructors those that they teach."""
    query = _visible_to(person, sa.select(Cohort)).order_by(Cohort.starts_on.desc().nulls_last(), Cohort.name)
    return list(db.session.scalars(query.options(sa.orm.selectinload(Cohort.assignments))))


def by_name(name: str) -> Cohort | None:
    return db.session.scalar(sa.select(Cohort).where(Cohort.name == name.strip()))


def everyone() -> list[Cohort]:
    return list(db.session.scalars(sa.select(Cohort).order_by(Cohort.starts_on.desc(), Cohort.name)))


def listed(person: Person) -> list[sa.Row]:
    """Each cohort that a person looks after with how many learners and courses it has, the newest first."""
    members = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Membership.person)
        .where(Membership.cohort_id == Cohort.id, Person.role == "learner")
        .correlate(Cohort)
        .scalar_subquery()
    )
    courses = sa.select(sa.func.count()).where(Assignment.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    query = sa.select(Cohort, members, courses).order_by(Cohort.starts_on.desc().nulls_last(), Cohort.name)
    return list(db.session.execute(_visible_to(person, query)))


def create(actor, name: str, starts_on=None, ends_on=None) -> Cohort:
    if by_name(name):
        raise NameTaken(name)
    cohort = Cohort(name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    with refused_as(NameTaken(name)):
        db.session.add(cohort)
    audit.note("cohort.created", actor, cohort)
    return cohort


def add(actor, cohort: Cohort, person: Person) -> None:
    """Put a learner into a cohort and enrol them in its courses."""
    if person.role != "learner":
        raise NotALearner(person.name)
    _join(actor, cohort, person)
    for assignment in cohort.assignments:
        records.enrol(person, assignment.course, cohort)


def remove(actor, cohort: Cohort, person: Person) -> None:
    """Take somebody out of a cohort; their enrolments and results stay. Whoever is not in it stays so."""
    if membership := db.session.get(Membership, (cohort.id, person.id)):
        db.session.delete(membership)
        audit.note("cohort.left", actor, person, reason=cohort.name)
        db.session.flush()
        db.session.expire(cohort, ["memberships"])


def add_all(actor, cohort: Cohort, joining: Iterable[Person]) -> None:
    """Put many into a cohort, learners into its courses, too, in a number of queries that does not grow with them; whoever is
    in it already stays as they are."""
    joining = list(joining)
    there = sa.select(Membership.person_id).where(Membership.cohort_id == cohort.id)
    inside = set(db.session.scalars(there.where(Membership.person_id.in_([person.id for person in joining]))))
    new = [person for person in joining if person.id not in inside]
    db.session.add_all(Membership(cohort_id=cohort.id, person_id=person.id) for person in new)
    for person in new:
        audit.note("cohort.joined", actor, person, reason=cohort.name)
    for assignment in cohort.assignments:
        records.enrol_all([person for person in joining if person.role == "learner"], assignment.course, cohort)
    db.session.flush()
    db.session.expire(cohort, ["memberships"])


def let_teach(actor, cohort: Cohort, instructor: Person) -> None:
    """One more teaches a cohort; whoever does already stays as they are."""
    if instructor.role != "instructor":
        raise NotAnInstructor(instructor.name)
    _join(actor, cohort, instructor)


def entrust(actor, cohort: Cohort, instructors: Iterable[Person]) -> None:
    """Say who teaches a cohort: these, and nobody else."""
    chosen = list(instructors)
    if other := next((person for person in chosen if person.role != "instructor"), None):
        raise NotAnInstructor(other.name)
    for person in cohort.instructors:
        if person not in chosen:
            db.session.delete(db.session.get(Membership, (cohort.id, person.id)))
            audit.note("cohort.left", actor, person, reason=cohort.name)
    for person in chosen:
        _join(actor, cohort, person)
    db.session.flush()
    db.session.expire(cohort, ["memberships"])


def assign(actor, cohort: Cohort, course: str, opens_on=None, due_on=None, closes_on=None) -> Assignment:
    """Give a course to a cohort, or change its dates; every learner in it is enrolled. The same again changes nothing."""
    assignment, new = once(
        lambda: db.session.get(Assignment, (cohort.id, course)),
        lambda: Assignment(cohort=cohort, course=course, opens_on=opens_on, due_on=due_on, closes_on=closes_on),
    )
    before = None if new else _on_record(assignment)
    assignment.opens_on, assignment.due_on, assignment.closes_on = opens_on, due_on, closes_on
    db.session.flush()
    if before != (after := _on_record(assignment)):
        audit.note("cohort.assigned", actor, cohort, reason=course, before=before, after=after)
    for person in cohort.learners:
        records.enrol(person, course, cohort)
    return assignment


def assignment_for(enrolment) -> Assignment | None:
    """The dates that hold for an enrolment; None for one that came through no cohort."""
    return db.session.get(Assignment, (enrolment.cohort_id, enrolment.course)) if enrolment.cohort_id else None


def _join(actor, cohort: Cohort, person: Person) -> None:
    _membership, new = once(
        lambda: db.session.get(Membership, (cohort.id, person.id)), lambda: Membership(cohort=cohort, person=person)
    )
    if new:
        audit.note("cohort.joined", actor, person, reason=cohort.name)


def _visible_to(person: Person, query: sa.Select) -> sa.Select:
    if person.role == "administrator":
        return query
    taught = sa.exists().where(Membership.cohort_id == Cohort.id, Membership.person_id == person.id)
    return query.where(taught, sa.literal(person.role == "instructor"))


def _on_record(assignment: Assignment) -> dict[str, str | None]:
    return {name: day and day.isoformat() for name, day in assignment.dates.items()}
