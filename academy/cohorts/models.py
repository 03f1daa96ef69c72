"""Cohorts, who is in them and who teaches them, which courses they get, and what is granted to single learners."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import Moment, db


class Cohort(db.Model):
    __table_args__ = (sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="cohort")
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="cohort", order_by="Assignment.course")

    @property
    def learners(self) -> list[Person]:
        return self._people("learner")

    @property
    def instructors(self) -> list[Person]:
        """Who teaches it."""
        return self._people("instructor")

    def _people(self, role: str) -> list[Person]:
        found = (membership.person for membership in self.memberships if membership.person.role == role)
        return sorted(found, key=lambda person: (person.name, person.id))


class Membership(db.Model):
    """A learner in a cohort, or an instructor who teaches it: the role of the person tells which."""

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey(Cohort.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), primary_key=True, index=True)

    cohort: Mapped[Cohort] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship(lazy="joined")


class Assignment(db.Model):
    """A course for a cohort. Days count in the academy's zone; nothing can be started before `opens_on` or after `closes_on`.
    Which dates hold for one learner, academy.cohorts.dates says. Learners are reminded `remind_days` before it is due: None
    is as many as the academy has for all, 0 is not at all."""

    __table_args__ = (
        sa.CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR opens_on <= closes_on", name="closes_after_opening"
        ),
        sa.CheckConstraint("remind_days >= 0", name="reminds_before"),
    )

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey(Cohort.id), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    remind_days: Mapped[int | None]

    cohort: Mapped[Cohort] = relationship(back_populates="assignments")

    @property
    def dates(self) -> dict[str, date | int | None]:
        names = ("opens_on", "due_on", "closes_on", "remind_days")
        return {name: getattr(self, name) for name in names}


class Extension(db.Model):
    """More time for one learner in one course."""

    __table_args__ = (
        sa.CheckConstraint("due_on IS NOT NULL OR closes_on IS NOT NULL", name="gives_time"),
        sa.CheckConstraint("due_on IS NULL OR closes_on IS NULL OR due_on <= closes_on", name="closes_after_due"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )

    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, autoincrement=False)
    due_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(500))
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    granted_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    granted_by: Mapped[Person | None] = relationship()


class Accommodation(db.Model):
    """What is granted to a learner in all courses, from a day until a day or for good: `untimed`, scenarios begin without
    time pressure; `extra_days`, due and closing dates that lie within are so much later."""

    __table_args__ = (
        sa.CheckConstraint("untimed OR extra_days > 0", name="grants_something"),
        sa.CheckConstraint("extra_days BETWEEN 0 AND 366", name="extra_days_bounded"),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="ends_after_start"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    untimed: Mapped[bool]
    extra_days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(500))
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    granted_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    granted_by: Mapped[Person | None] = relationship(foreign_keys=granted_by_id)
