"""The tables of live events: streams, their events, and how far each public one has been broadcast."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from academy import clock
from academy.db import JSON, Moment, db

_PUBLIC = sa.text("public")


class LiveStream(db.Model):
    """How far a stream has counted. Whoever adds events holds this row until the commit, so that numbers come in the order
    of commits, without a gap."""

    __table_args__ = (
        sa.CheckConstraint("newest >= 1", name="counted_from_one"),
        sa.Index("ix_live_stream_public", "stream", sqlite_where=_PUBLIC, postgresql_where=_PUBLIC),
    )

    stream: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    newest: Mapped[int]
    public: Mapped[bool]


class LiveEvent(db.Model):
    __table_args__ = (sa.CheckConstraint("number >= 1", name="counted_from_one"),)

    stream: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(40))
    data: Mapped[dict] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class LiveBroadcast(db.Model):
    """The number up to which a public stream was given to the server that broadcasts it."""

    stream: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    number: Mapped[int]
