"""What is kept of a run after it: what the learner thinks of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import Moment, db
from scenarios.models import Run


class Reflection(db.Model):
    """A learner's answer to a question of the scenario's reflection, by its number from 1; it can be written anew."""

    __table_args__ = (sa.UniqueConstraint("run_id", "number"), sa.CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id))
    number: Mapped[int]
    answer: Mapped[str] = mapped_column(sa.Text)
    answered_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    run: Mapped[Run] = relationship()


Run.reflections = relationship(Reflection, order_by="Reflection.number", viewonly=True)
