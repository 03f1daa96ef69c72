"""Certificates: frozen at issue."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.certificates.designs.models import DesignEdition
from academy.db import JSON, Moment, db, one_while
from academy.editions.models import Edition
from academy.records.models import Enrolment

STANDING = "revoked_at IS NULL AND superseded_at IS NULL"


class Certificate(db.Model):
    """What was true at issue, written once (triggers guard it), and what became of it.

    `fields` is what is printed, in `design`; `basis` the editions, the grader and the results that it rests on. The
    document is drawn later, with all that proves it: `seal` is what the QR code holds, `credential` the signed JSON.

    Once it is erased, its names and bytes are gone; `document_digest` still tells the document that was issued.
    """

    __table_args__ = (
        sa.Index("uq_certificate_supersedes_id", "supersedes_id", unique=True),
        sa.Index("ix_certificate_issued_at", "issued_at", "id"),  # the order of the register
        one_while(STANDING, "uq_certificate_person_id_course_standing", "person_id", "course"),
        sa.CheckConstraint("(document IS NULL) = (document_digest IS NULL)", name="document_has_digest"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_reason = '')", name="revoked_for_a_reason"),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_reason = '')", name="superseded_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(sa.String(20), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id), index=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    design_id: Mapped[int | None] = mapped_column(sa.ForeignKey(DesignEdition.id))
    supersedes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificate.id"))
    course: Mapped[str] = mapped_column(sa.String(60))
    fields: Mapped[dict] = mapped_column(JSON)
    basis: Mapped[dict | None] = mapped_column(JSON)
    valid_until: Mapped[date | None]
    key_id: Mapped[str | None] = mapped_column(sa.String(8))
    seal: Mapped[str | None] = mapped_column(sa.Text)
    credential: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    document: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    document_digest: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_reason: Mapped[str] = mapped_column(sa.Text, default="")
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)
    superseded_reason: Mapped[str] = mapped_column(sa.Text, default="")
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    updated_at: Mapped[datetime | None] = mapped_column(Moment, onupdate=clock.now)  # None: is as it was made

    person: Mapped[Person] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    edition: Mapped[Edition] = relationship()
    design: Mapped[DesignEdition | None] = relationship()
    supersedes: Mapped["Certificate | None"] = relationship(remote_side=id)

    @property
    def ready(self) -> bool:
        return self.document_digest is not None and self.erased_at is None

    @property
    def completed_on(self) -> date:
        return date.fromisoformat(self.fields["completed_on"])

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.fields["issued_on"])

    @property
    def status(self) -> str:
        """valid, revoked, superseded or expired."""
        if self.revoked_at:
            return "revoked"
        if self.superseded_at:
            return "superseded"
        return "expired" if self.valid_until and self.valid_until < clock.today() else "valid"
