"""Erasures, and for how long each kind of data is kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db


class Erasure(db.Model):
    """What is kept of a `person` is emptied, or was; without a person it is what was kept long enough.

    While one is not finished, and then only, what was written once can be emptied: triggers look here. `counts` are rows by
    the kind of what they hold.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), unique=True)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    counts: Mapped[dict] = mapped_column(JSON, default=dict)

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    asked_by: Mapped[Person | None] = relationship(foreign_keys=asked_by_id)


class RetentionPeriod(db.Model):
    """How many days a kind of data is kept, where administrators have said so; 0 is for ever."""

    __table_args__ = (sa.CheckConstraint("days >= 0", name="days"),)

    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    days: Mapped[int]
