"""Audit entries of ids and digests, and the values that can be erased."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import JSON, Moment, db


class AuditEntry(db.Model):
    """`subject_type` is a table's name. `actor_id` is no foreign key: entries outlive people."""

    __table_args__ = (sa.Index("ix_audit_entry_subject_type_subject_id", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    subject_type: Mapped[str] = mapped_column(sa.String(40), default="")
    subject_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    request_id: Mapped[str] = mapped_column(sa.String(64), default="")
    values_digest: Mapped[str] = mapped_column(sa.String(64), default="")

    values_row: Mapped["AuditValues | None"] = relationship(back_populates="entry", cascade="all, delete-orphan")


class AuditValues(db.Model):
    """The personal part of an entry: gone when somebody is erased."""

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(AuditEntry.id), primary_key=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    values: Mapped[dict] = mapped_column(JSON)

    entry: Mapped[AuditEntry] = relationship(back_populates="values_row")
