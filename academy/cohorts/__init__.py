"""Cohorts: batches of learners, and the courses that they get with their dates."""

import sqlalchemy as sa
from flask import abort

from academy import audit, records
from academy.accounts.models import Person
from academy.cohorts.models import Assignment, Cohort, Membership
from academy.db import db


class NotALearner(Exception):
    """Only learners can be in a cohort."""


class NameTaken(Exception):
    """There is a cohort of this name already."""


def cohort_or_404(cohort_id: int) -> Cohort:
    return db.session.get(Cohort, cohort_id) or abort(404)


def by_name(name: str) -> Cohort | None:
    return db.session.scalar(sa.select(Cohort).where(Cohort.name == name.strip()))


def everyone() -> list[Cohort]:
    return list(db.session.scalars(sa.select(Cohort).order_by(Cohort.starts_on.desc(), Cohort.name)))


def listed() -> list[sa.Row]:
    """Each cohort with how many learners and courses it has, the newest first."""
    members = sa.select(sa.func.count()).where(Membership.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    courses = sa.select(sa.func.count()).where(Assignment.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    query = sa.select(Cohort, members, courses).order_by(Cohort.starts_on.desc().nulls_last(), Cohort.name)
    return list(db.session.execute(query))


def create(actor, name: str, starts_on=None, ends_on=None) -> Cohort:
    if by_name(name):
        raise NameTaken(name)
    cohort = Cohort(name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    db.session.add(cohort)
    db.session.flush()
    audit.note("cohort.created", actor, cohort)
    return cohort


def add(actor, cohort: Cohort, person: Person) -> None:
    """Put a learner into a cohort and enrol them in its courses."""
    if person.role != "learner":
        raise NotALearner(person.name)
    if db.session.get(Membership, (cohort.id, person.id)) is None:
        db.session.add(Membership(cohort=cohort, person=person))
        db.session.flush()
        audit.note("cohort.joined", actor, person, reason=cohort.name)
    for assignment in cohort.assignments:
        records.enrol(person, assignment.course, cohort)


def assign(actor, cohort: Cohort, course: str, opens_on=None, due_on=None, closes_on=None) -> Assignment:
    """Give a course to a cohort, or change its dates; every member is enrolled."""
    assignment = db.session.get(Assignment, (cohort.id, course))
    if assignment is None:
        assignment = Assignment(cohort=cohort, course=course)
        db.session.add(assignment)
    assignment.opens_on, assignment.due_on, assignment.closes_on = opens_on, due_on, closes_on
    db.session.flush()
    audit.note("cohort.assigned", actor, cohort, reason=course)
    for membership in cohort.memberships:
        records.enrol(membership.person, course, cohort)
    return assignment


def assignment_for(enrolment) -> Assignment | None:
    """The dates that hold for an enrolment; None for one that came through no cohort."""
    return db.session.get(Assignment, (enrolment.cohort_id, enrolment.course)) if enrolment.cohort_id else None
