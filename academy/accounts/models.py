"""People, the links that let them set a password, and failed sign-ins."""

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.access import ROLES
from academy.db import Moment, db, one_of


class ServiceGroup(db.Model):
    """An occupational group or cadre ("PAS", "Pakistan Administrative Service"); editable data. `country` is a code of
    ISO 3166, or "". Whoever has one that is retired keeps it; it is offered to nobody else."""

    code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    country: Mapped[str] = mapped_column(sa.String(2), default="", server_default="")
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class Person(UserMixin, db.Model):
    """`name` is as printed; `second_name` is the same name in another script.

    Whoever a learning platform sends may have no `email`, or be `anonymous`: then the name is made up until they say theirs.
    """

    __table_args__ = (
        one_of("role", ROLES),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("(second_name = '') = (second_script = '')", name="second_name_has_script"),
        sa.Index("ix_person_name_id", "name", "id"),
        sa.Index("ix_person_personal_number", "personal_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    second_name: Mapped[str] = mapped_column(sa.String(120), default="")
    second_script: Mapped[str] = mapped_column(sa.String(2), default="")  # the language tag of second_name
    role: Mapped[str] = mapped_column(sa.String(20), index=True)
    service_code: Mapped[str | None] = mapped_column(sa.ForeignKey(ServiceGroup.code), index=True)
    personal_number: Mapped[str] = mapped_column(sa.String(40), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    active: Mapped[bool] = mapped_column(default=True)
    anonymous: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    invited_at: Mapped[datetime | None] = mapped_column(Moment)  # when a link to set a password was last mailed
    erased_at: Mapped[datetime | None] = mapped_column(Moment)  # when everything that is personal was emptied
    updated_at: Mapped[datetime | None] = mapped_column(Moment, onupdate=clock.now)  # None: is as it was made
    reminders: Mapped[bool] = mapped_column(default=True, server_default=sa.true())  # whether they want any by mail

    service: Mapped[ServiceGroup | None] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        return self.active


class ResetLink(db.Model):
    """A link that lets its bearer set a password once. Only the digest of its token is kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(foreign_keys=person_id)

    @property
    def usable(self) -> bool:
        return self.used_at is None and clock.now() < self.expires_at and self.person.active


class SignInFailure(db.Model):
    """A failed sign-in: the digest of the address that was tried, known or not; another one in a browser that is known."""

    __table_args__ = (sa.Index("ix_sign_in_failure_email_digest_at", "email_digest", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
