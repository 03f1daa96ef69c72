"""Tokens of the records API."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.cohorts.models import Cohort
from academy.db import JSON, Moment, db


class ApiToken(db.Model):
    """What a program may read, of one cohort or of all. Only the token's digest is kept, and its `beginning`, by which people
    know it again. It is as good as the administrator who made it, `person`."""

    __table_args__ = (
        sa.CheckConstraint("expires_at > made_at", name="expires_after_made"),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    beginning: Mapped[str] = mapped_column(sa.String(12))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Cohort.id))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # about: written once in a while
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    cohort: Mapped[Cohort | None] = relationship()

    @property
    def state(self) -> str:
        """good, revoked, expired or orphaned: who made it is no administrator any more, or switched off."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= clock.now():
            return "expired"
        return "good" if self.person.active and self.person.role == "administrator" else "orphaned"
