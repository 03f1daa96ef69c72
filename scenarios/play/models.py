"""What is kept of a run while it is played, beside its moves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import Moment, db
from scenarios.models import Run


class Unsent(db.Model):
    """What the panel of a post held when it was last saved, by version; `post` is "" for what is about no post."""

    __table_args__ = (
        sa.UniqueConstraint("run_id", "post"),
        sa.CheckConstraint("version > 0 AND pasted >= 0", name="counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id))
    post: Mapped[str] = mapped_column(sa.String(60), default="")
    action: Mapped[str] = mapped_column(sa.String(10), default="")
    target: Mapped[str] = mapped_column(sa.String(60), default="")
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    pasted: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    run: Mapped[Run] = relationship()


class Hint(db.Model):
    """A hint that the learner has taken: the coach's first, second or third on a post; `post` "" is the statement."""

    __table_args__ = (
        sa.UniqueConstraint("run_id", "post", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id))
    post: Mapped[str] = mapped_column(sa.String(60), default="")
    number: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    run: Mapped[Run] = relationship()


Run.unsent = relationship(Unsent, order_by="Unsent.saved_at", viewonly=True)
Run.hints = relationship(Hint, order_by="Hint.number", viewonly=True)
