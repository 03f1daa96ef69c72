"""Cohorts, who is in them and who teaches them, and which courses they get."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.accounts.models import Person
from academy.db import db


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
    """A course for a cohort. Days count in the academy's zone; nothing can be started before `opens_on` or after `closes_on`."""

    __table_args__ = (
        sa.CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR opens_on <= closes_on", name="closes_after_opening"
        ),
    )

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey(Cohort.id), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    closes_on: Mapped[date | None]

    cohort: Mapped[Cohort] = relationship(back_populates="assignments")

    @property
    def dates(self) -> dict[str, date | None]:
        return {"opens_on": self.opens_on, "due_on": self.due_on, "closes_on": self.closes_on}

    def open_on(self, day: date) -> bool:
        return (self.opens_on is None or self.opens_on <= day) and (self.closes_on is None or day <= self.closes_on)
