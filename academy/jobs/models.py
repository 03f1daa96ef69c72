"""The jobs table."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from academy import clock
from academy.db import JSON, Moment, db, one_of, one_while

STATES = ("waiting", "running", "done", "failed")


class Job(db.Model):
    """`done` of `total` is its progress, `state_kept` what it resumes from; the payload is emptied when it is done."""

    __table_args__ = (
        one_of("state", STATES),
        sa.Index("ix_job_state_not_before", "state", "not_before"),
        sa.Index("ix_job_key", "key"),
        one_while("finished_at IS NULL", "uq_job_key_unfinished", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str | None] = mapped_column(sa.String(120))
    payload: Mapped[dict] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    state_kept: Mapped[dict] = mapped_column(JSON, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    not_before: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    claim = 0  # the try that this process is at; not stored
