"""The jobs table, the files that jobs made, and the days whose daily jobs were added."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_of, one_while

STATES = ("waiting", "running", "done", "failed", "cancelled")
TRIES = 5
RESULT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Job(db.Model):
    """`done` of `total` is its progress, `state_kept` what it resumes from; the payload is emptied when it is over.

    `person` is who asked for it, nobody when the house did. `error` is the last trouble for whoever looks after the server,
    `trouble` the same for everybody, if it could be said. `result` is None, or plain values; a file is described there.
    """

    __table_args__ = (
        one_of("state", STATES),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)", name="over_has_moment"
        ),
        sa.Index("ix_job_state_not_before", "state", "not_before"),
        sa.Index("ix_job_state_finished_at", "state", "finished_at"),
        sa.Index("ix_job_key", "key"),
        one_while("finished_at IS NULL", "uq_job_key_unfinished", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str | None] = mapped_column(sa.String(120))
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    payload: Mapped[dict] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    state_kept: Mapped[dict] = mapped_column(JSON, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    tries_allowed: Mapped[int] = mapped_column(default=TRIES)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    trouble: Mapped[str] = mapped_column(sa.Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(RESULT)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    not_before: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    cancel_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person | None] = relationship()

    claim = 0  # the try that this process is at; not stored
    begun_at = None  # when it began that; not stored
    reported = False  # whether this process told of its progress beside the row; not stored


class JobChunk(db.Model):
    """A piece of the file that a try (`claim`) of a job made."""

    job_id: Mapped[int] = mapped_column(sa.ForeignKey(Job.id, ondelete="CASCADE"), primary_key=True)
    claim: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class DailyRound(db.Model):
    """A day, and the version of the program, whose daily jobs were added."""

    mark: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
