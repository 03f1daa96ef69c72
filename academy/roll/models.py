"""Files of people that administrators brought."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_while
from academy.jobs.models import Job

COUNTS = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Roll(db.Model):
    """A file of people: `data` are its bytes and `content` the table in it, packed, until it is forgotten.

    `chosen` are the fields of its columns, by column. `whole` says that all of it is imported or nothing. `counts` are how many
    rows were "new", "changed", "unchanged" and "wrong" when it was over.
    """

    __table_args__ = (
        one_while("applied_at IS NULL", "uq_roll_waiting", "person_id", "digest"),
        sa.CheckConstraint("finished_at IS NULL OR applied_at IS NOT NULL", name="finished_after_applied"),
        sa.Index("ix_roll_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    digest: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    encoding: Mapped[str] = mapped_column(sa.String(20), default="")
    chosen: Mapped[dict[str, str]] = mapped_column(JSON)
    makes_cohorts: Mapped[bool] = mapped_column(default=False)
    whole: Mapped[bool] = mapped_column(default=True)
    invites: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Job.id))
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Job.id))
    counts: Mapped[dict[str, Any] | None] = mapped_column(COUNTS)

    person: Mapped[Person] = relationship()
    job: Mapped[Job | None] = relationship(foreign_keys=job_id)
    invitation: Mapped[Job | None] = relationship(foreign_keys=invitation_id)
