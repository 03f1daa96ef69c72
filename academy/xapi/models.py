"""Statements on their way to a learning record store, and where that is."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import JSON, Moment, db, one_of, one_while

STATES = ("waiting", "sent", "refused")
UNDER_WAY = timedelta(minutes=5)  # that sending a batch may last; then its worker was lost


class Outlet(db.Model):
    """A store that statements go to. Without an `endpoint` it is the academy's own, which the settings name; the others are
    those of learning platforms, each for one launch with the `token` of it.

    One worker at a time sends to it: the one that has it, `held_until`. After `failures` in a row it is left alone, until
    `rests_until`; `trouble` is what it answered last, if that was no yes. Nothing more is written for one that is
    `closing`: its token is forgotten with the last statement.
    """

    __tablename__ = "xapi_outlet"
    __table_args__ = (one_while("endpoint = ''", "uq_xapi_outlet_own", "endpoint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(sa.String(1000), default="")
    token: Mapped[str] = mapped_column(sa.Text, default="")
    closing: Mapped[bool] = mapped_column(default=False)
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(sa.Text, default="")

    @property
    def own(self) -> bool:
        return not self.endpoint


class Statement(db.Model):
    """A statement by its `uuid`, in the order of `id`. Its content is forgotten once it was sent: the store has it then.

    `answer` is what the store said when it did not take it, with its `status`. One that failed when it came alone is `alone`
    from then on, and keeps no other waiting.
    """

    __tablename__ = "xapi_statement"
    __table_args__ = (
        one_of("state", STATES),
        sa.CheckConstraint("(state = 'sent') = (content IS NULL)", name="kept_until_sent"),
        sa.Index("ix_xapi_statement_outlet_id_state", "outlet_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(sa.Uuid, unique=True)
    outlet_id: Mapped[int] = mapped_column(sa.ForeignKey(Outlet.id))
    content: Mapped[dict | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    written_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    not_before: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    tries: Mapped[int] = mapped_column(default=0)
    alone: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    status: Mapped[int | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")

    outlet: Mapped[Outlet] = relationship()
