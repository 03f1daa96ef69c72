"""Audit entries of ids and digests, the chain that they stand in, and the values that can be erased."""

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
    """The personal part of an entry: never changed, and gone when somebody is erased."""

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(AuditEntry.id), primary_key=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    values: Mapped[dict] = mapped_column(JSON)

    entry: Mapped[AuditEntry] = relationship(back_populates="values_row")


class AuditChain(db.Model):
    """The place of an entry, counted from 1 without a gap; `hash` is of the entry and of the hash before it."""

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(AuditEntry.id), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(db.Model):
    """One row: where the chain ends. Whoever lengthens the chain locks it first."""

    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditWitness(db.Model):
    """What the head was at a moment; `token` is that signed, "" while there was no key to sign with."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    token: Mapped[str] = mapped_column(sa.Text, default="")
