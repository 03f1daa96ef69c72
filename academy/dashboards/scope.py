"""Whom a dashboard is about: what was asked for, as far as who asks may see it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from academy import clock, cohorts
from academy.accounts.models import Person
from academy.records.models import Enrolment


class Filters(NamedTuple):
    """Empty means all. The days count in the academy's zone, and narrow what happened: completions and judgements."""

    cohort: int | None = None
    course: str = ""
    service: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def given(self) -> dict[str, str]:
        """As an address, a job or the audit log has it."""
        return {name: str(value) for name, value in self._asdict().items() if value}

    @classmethod
    def of(cls, given: dict[str, str]) -> "Filters":
        """What `given` said."""
        read = {"cohort": int, "since": date.fromisoformat, "until": date.fromisoformat}
        return cls(**{name: read.get(name, str)(value) for name, value in given.items()})


@dataclass(frozen=True)
class Scope:
    """Enrolments that fit, of the cohorts with the ids `taught`, or of all where it is None."""

    person: Person
    filters: Filters
    taught: tuple[int, ...] | None = None

    def conditions(self) -> list:
        """Of enrolments, whatever else a query has joined."""
        filters, conditions = self.filters, []
        if self.taught is not None:
            conditions.append(Enrolment.cohort_id.in_(self.taught))
        if filters.cohort:
            conditions.append(Enrolment.cohort_id == filters.cohort)
        if filters.course:
            conditions.append(Enrolment.course == filters.course)
        if filters.service:
            of_group = sa.select(Person.id).where(Person.service_code == filters.service)
            conditions.append(Enrolment.person_id.in_(of_group))
        return conditions

    def enrolments(self) -> sa.Select:
        """The ids of those that fit."""
        return sa.select(Enrolment.id).where(*self.conditions())

    def within(self, enrolment_id) -> list:
        """That an id is of an enrolment that fits."""
        return [enrolment_id.in_(self.enrolments())] if self.conditions() else []

    def happened(self, moment) -> list:
        """That a moment lies within the days that were asked for."""
        conditions = []
        if self.filters.since:
            conditions.append(moment >= clock.midnight(self.filters.since))
        if self.filters.until:
            conditions.append(moment < clock.midnight(self.filters.until, days=1))
        return conditions


def of(person: Person, filters: Filters) -> Scope:
    """Administrators see all, instructors the cohorts that they teach."""
    if person.role == "administrator":
        return Scope(person, filters)
    return Scope(person, filters, tuple(cohort.id for cohort in cohorts.looked_after_by(person)))
