"""Certificates: frozen at issue."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_while
from academy.editions.models import Edition
from academy.records.models import Enrolment

STANDING = "revoked_at IS NULL"


class Certificate(db.Model):
    """`fields` is what is printed, `document` the PDF made of it; both are written once (a trigger guards them)."""

    __table_args__ = (
        one_while(STANDING, "uq_certificate_person_id_course_standing", "person_id", "course"),
        sa.CheckConstraint("(document IS NULL) = (document_digest IS NULL)", name="document_has_digest"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_reason = '')", name="revoked_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(sa.String(20), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id), index=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    course: Mapped[str] = mapped_column(sa.String(60))
    fields: Mapped[dict] = mapped_column(JSON)
    document: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    document_digest: Mapped[str | None] = mapped_column(sa.String(64))
    issued_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_reason: Mapped[str] = mapped_column(sa.Text, default="")

    person: Mapped[Person] = relationship()
    enrolment: Mapped[Enrolment] = relationship()

    @property
    def ready(self) -> bool:
        return self.document_digest is not None

    @property
    def completed_on(self) -> date:
        return date.fromisoformat(self.fields["completed_on"])

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.fields["issued_on"])

    @property
    def status(self) -> str:
        return "revoked" if self.revoked_at else "valid"
