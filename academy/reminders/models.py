"""What was sent to whom, so that nothing is sent twice."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from academy.accounts.models import Person
from academy.db import db, one_of

SOON, OVERDUE = "soon", "overdue"


class ReminderMessage(db.Model):
    """A message to a person: one a day to a learner, one a week, by its first day, to an instructor."""

    __table_args__ = (one_of("kind", ("learner", "instructor")), sa.Index("ix_reminder_message_day", "day"))

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class Reminder(db.Model):
    """A learner was told on a `day` that a course is due soon, or overdue. Another due date is told anew."""

    __table_args__ = (one_of("kind", (SOON, OVERDUE)), sa.Index("ix_reminder_day", "day"))

    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    day: Mapped[date]
