"""Cohorts: batches of learners, who teaches them, and the courses that they get with their dates."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from flask import abort

from academy import audit, records
from academy.access import current_person
from academy.accounts.models import Person
from academy.cohorts import dates
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


def learns_in(person: Person, cohort: Cohort) -> bool:
    return person.role == "learner" and db.session.get(Membership, (cohort.id, person.id)) is not None


def looked_after_by(person: Person) -> list[Cohort]:
    """The cohorts that a person may give courses to: administrators all, instructors those that they teach."""
    query = _visible_to(person, sa.select(Cohort)).order_by(Cohort.starts_on.desc().nulls_last(), Cohort.name)
    return list(db.session.scalars(query.options(sa.orm.selectinload(Cohort.assignments))))


def instructors_of(cohort: Cohort) -> list[Person]:
    """Who teaches it, without looking at all who learn in it."""
    query = sa.select(Person).join(Membership, Membership.person_id == Person.id)
    query = query.where(Membership.cohort_id == cohort.id, Person.role == "instructor")
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


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
    dates.take_turns(cohort)
    new = _join(actor, cohort, person)
    enrolled = {enrolment.course for enrolment in records.enrolments_of(person)}
    missing = [assignment.course for assignment in cohort.assignments if assignment.course not in enrolled]
    for course in missing:
        records.enrol(person, course, cohort)
    if new or missing:
        dates.keep_of_people([person.id])


def remove(actor, cohort: Cohort, person: Person) -> None:
    """Take somebody out of a cohort; their enrolments and results stay. Whoever is not in it stays so."""
    dates.take_turns(cohort)
    if membership := db.session.get(Membership, (cohort.id, person.id)):
        db.session.delete(membership)
        audit.note("cohort.left", actor, person, reason=cohort.name)
        dates.keep_of_people([person.id])
        db.session.expire(cohort, ["memberships"])


def move(actor, cohort: Cohort, person: Person, to: Cohort) -> None:
    """Take a learner out of one cohort and put them into another: what they have not completed goes with them, as far as
    the other one has it."""
    add(actor, to, person)
    remove(actor, cohort, person)


def add_all(actor, cohort: Cohort, joining: Iterable[Person]) -> None:
    """Put many into a cohort, learners into its courses, too, in a number of queries that does not grow with them; whoever is
    in it already stays as they are."""
    joining = list(joining)
    dates.take_turns(cohort)
    there = sa.select(Membership.person_id).where(Membership.cohort_id == cohort.id)
    inside = set(db.session.scalars(there.where(Membership.person_id.in_([person.id for person in joining]))))
    new = [person for person in joining if person.id not in inside]
    db.session.add_all(Membership(cohort_id=cohort.id, person_id=person.id) for person in new)
    for person in new:
        audit.note("cohort.joined", actor, person, reason=cohort.name)
    for assignment in cohort.assignments:
        records.enrol_all([person for person in joining if person.role == "learner"], assignment.course, cohort)
    dates.keep_of_people([person.id for person in joining])
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


def assign(
    actor, cohort: Cohort, course: str, opens_on=None, due_on=None, closes_on=None, remind_days=None
) -> Assignment:
    """Give a course to a cohort, or change its dates; every learner in it is enrolled. The same again changes nothing."""
    given = {"opens_on": opens_on, "due_on": due_on, "closes_on": closes_on, "remind_days": remind_days}
    dates.take_turns(cohort)
    assignment, new = once(
        lambda: db.session.get(Assignment, (cohort.id, course)),
        lambda: Assignment(cohort=cohort, course=course, **given),
    )
    before = None if new else _on_record(assignment)
    for name, value in given.items():
        setattr(assignment, name, value)
    db.session.flush()
    if before != (after := _on_record(assignment)):
        audit.note("cohort.assigned", actor, cohort, reason=course, before=before, after=after)
    learners = sa.select(Person.id).join(Membership, Membership.person_id == Person.id)
    inside = learners.where(Membership.cohort_id == cohort.id, Person.role == "learner").order_by(Person.id)
    records.enrol_all(db.session.execute(inside).all(), course, cohort)
    dates.keep_of_cohort(cohort, course)
    return assignment


def _join(actor, cohort: Cohort, person: Person) -> bool:
    """Whether they were not in it before."""
    _membership, new = once(
        lambda: db.session.get(Membership, (cohort.id, person.id)), lambda: Membership(cohort=cohort, person=person)
    )
    if new:
        audit.note("cohort.joined", actor, person, reason=cohort.name)
    return new


def _visible_to(person: Person, query: sa.Select) -> sa.Select:
    if person.role == "administrator":
        return query
    taught = sa.exists().where(Membership.cohort_id == Cohort.id, Membership.person_id == person.id)
    return query.where(taught, sa.literal(person.role == "instructor"))


def _on_record(assignment: Assignment) -> dict[str, str | int | None]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in assignment.dates.items()}
