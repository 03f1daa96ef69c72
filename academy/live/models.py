"""The events table."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from academy import clock
from academy.db import JSON, Moment, db


class LiveEvent(db.Model):
    __table_args__ = (sa.CheckConstraint("number >= 1", name="counted_from_one"),)

    stream: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(40))
    data: Mapped[dict] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
