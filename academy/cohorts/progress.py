"""How far a cohort is: per course in numbers, and who of it has not started, is overdue, is done. Counted by the database."""

from typing import NamedTuple

import sqlalchemy as sa

from academy.accounts.models import Person
from academy.cohorts.models import Cohort, Membership
from academy.db import db, page_number
from academy.records.models import Enrolment, Standing
from academy.records.register import STATUSES, is_overdue, status_conditions

OVERDUE = "overdue"
STATES = (*STATUSES, OVERDUE)
PAGE_ROWS = 50


class Line(NamedTuple):
    """A course of a cohort and how many of its learners are where; whoever is overdue is counted in their status, too."""

    course: str
    not_started: int = 0
    in_progress: int = 0
    awaiting: int = 0
    completed: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.not_started + self.in_progress + self.awaiting + self.completed


class Page(NamedTuple):
    """Rows of Person, how many of the cohort's courses they have completed, and in how many they are overdue."""

    rows: list[tuple[Person, int, int]]
    total: int
    number: int
    pages: int


class Filters(NamedTuple):
    """Empty where nothing was asked for; `state`, one of STATES, is that in the `course`, or else in any of the cohort's."""

    words: str = ""
    course: str = ""
    state: str = ""

    @classmethod
    def of(cls, arguments) -> "Filters":
        """Those of an address."""
        given = cls(*(arguments.get(name, "").strip()[:100] for name in ("words", "in", "state")))
        return given if given.state in STATES else given._replace(state="")

    @property
    def given(self) -> dict:
        """As arguments of an address."""
        named = {"words": self.words, "in": self.course, "state": self.state}
        return {name: value for name, value in named.items() if value}


def of_courses(cohort: Cohort) -> dict[str, Line]:
    """Each course that the cohort has, in one query."""
    open_, awaiting = Enrolment.completed_at.is_(None), sa.func.coalesce(Standing.awaiting, sa.false())
    begun = Enrolment.started_at.is_not(None)
    counted = {
        "not_started": open_ & ~begun & ~awaiting,
        "in_progress": open_ & begun & ~awaiting,
        "awaiting": open_ & awaiting,
        "completed": ~open_,
        "overdue": is_overdue(),
    }
    sums = (sa.func.sum(sa.case((condition, 1), else_=0)) for condition in counted.values())
    query = (
        sa.select(Enrolment.course, *sums)
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .join(Enrolment, Enrolment.person_id == Membership.person_id)
        .outerjoin(Standing, Standing.enrolment_id == Enrolment.id)
        .where(Membership.cohort_id == cohort.id, Person.role == "learner", Enrolment.course.in_(_courses(cohort)))
        .group_by(Enrolment.course)
    )
    found = {row[0]: Line(*row) for row in db.session.execute(query)}
    return {given.course: found.get(given.course, Line(given.course)) for given in cohort.assignments}


def members(cohort: Cohort, filters: Filters) -> Page:
    """The page of its learners by name that the address asks for."""
    query = _learners(cohort).where(*_conditions(cohort, filters))
    total = db.session.scalar(query.with_only_columns(sa.func.count()).order_by(None))
    pages = -(-total // PAGE_ROWS)
    number = min(page_number(), max(1, pages))
    found = list(db.session.scalars(query.limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)))
    counts = _counts(cohort, [person.id for person in found])
    return Page([(person, *counts.get(person.id, (0, 0))) for person in found], total, number, pages)


def _counts(cohort: Cohort, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Completed and overdue courses of these people."""
    counted = (sa.case((Enrolment.completed_at.is_not(None), 1), else_=0), sa.case((is_overdue(), 1), else_=0))
    query = sa.select(Enrolment.person_id, *map(sa.func.sum, counted))
    query = query.where(Enrolment.person_id.in_(ids), Enrolment.course.in_(_courses(cohort)))
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query.group_by(Enrolment.person_id))}


def _learners(cohort: Cohort) -> sa.Select:
    query = sa.select(Person).join(Membership, Membership.person_id == Person.id)
    query = query.where(Membership.cohort_id == cohort.id, Person.role == "learner")
    return query.order_by(Person.name, Person.id)


def _conditions(cohort: Cohort, filters: Filters) -> list:
    conditions = []
    if words := filters.words:
        conditions.append(Person.name.icontains(words, autoescape=True) | (Person.personal_number == words))
    if filters.state:
        state = [is_overdue()] if filters.state == OVERDUE else status_conditions(filters.state)
        courses = [filters.course] if filters.course else _courses(cohort)
        inside = sa.select(Enrolment.person_id).join(Membership, Membership.person_id == Enrolment.person_id)
        inside = inside.where(Membership.cohort_id == cohort.id, Enrolment.course.in_(courses), *state)
        conditions.append(Person.id.in_(inside))
    return conditions


def _courses(cohort: Cohort) -> list[str]:
    return [given.course for given in cohort.assignments]
