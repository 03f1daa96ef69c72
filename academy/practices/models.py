"""Good practices, and the recognition of those who shared them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person, ServiceGroup
from academy.db import JSON, Moment, db, one_of, one_while
from academy.practices.content import CERTAINTIES, CONSENTS, LANGUAGES, OPEN, STATES, USES

UNTOUCHED = "state = 'draft' AND version = 0 AND origin IS NULL"
WAITING = "waits IS NOT NULL"


class Practice(db.Model):
    """A thing that worked: the situation, what was done, what is known of its effect and from where. `sources` are mappings of
    texts (title, url, checked_on, certainty), `certainty` is that of the first. `consent` says that who appears in it agreed,
    `consent_note` how, or that nobody can be recognised; `public` that everybody on the web may read it.

    `origin` says from where it came if nobody began it on the page, "shipped/one-window": there is one of each. `shipped` is
    the digest of what came with the academy while nobody here has changed it. `version` counts the changes, `rounds` how often
    it was submitted, `waits` is its rank in the review queue. `reason` is why it was returned or withdrawn.
    """

    __table_args__ = (
        one_of("state", STATES),
        one_of("use", ("", *USES)),
        one_of("consent", ("", *CONSENTS)),
        one_of("certainty", ("", *CERTAINTIES)),
        one_of("language", LANGUAGES),
        one_while(UNTOUCHED, "uq_practice_contributor_id_untouched", "contributor_id"),
        sa.CheckConstraint("version >= 0 AND rounds >= 0", name="counts_up"),
        sa.CheckConstraint("(waits IS NOT NULL) = (state = 'submitted')", name="waits_while_submitted"),
        sa.CheckConstraint("state <> 'approved' OR approved_at IS NOT NULL", name="approved_at_a_moment"),
        sa.CheckConstraint("state <> 'returned' OR reason <> ''", name="returned_for_a_reason"),
        sa.CheckConstraint("state IN ('draft', 'returned', 'withdrawn') OR consent <> ''", name="shown_with_consent"),
        sa.CheckConstraint("approved_by_id <> contributor_id", name="approved_by_another"),
        sa.Index("ix_practice_state_approved_at", "state", "approved_at", "id"),
        sa.Index(
            "ix_practice_waits", "waits", "submitted_at", "id",
            sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str | None] = mapped_column(sa.String(80), unique=True)
    contributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    state: Mapped[str] = mapped_column(sa.String(12), default="draft")
    title: Mapped[str] = mapped_column(sa.Text, default="")
    situation: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text, default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    sources: Mapped[list] = mapped_column(JSON, default=list)
    certainty: Mapped[str] = mapped_column(sa.String(10), default="")
    consent: Mapped[str] = mapped_column(sa.String(10), default="")
    consent_note: Mapped[str] = mapped_column(sa.Text, default="")
    needs_time: Mapped[str] = mapped_column(sa.Text, default="")
    needs_people: Mapped[str] = mapped_column(sa.Text, default="")
    needs_money: Mapped[str] = mapped_column(sa.Text, default="")
    whom_to_ask: Mapped[str] = mapped_column(sa.Text, default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    service_code: Mapped[str | None] = mapped_column(sa.ForeignKey(ServiceGroup.code))
    use: Mapped[str] = mapped_column(sa.String(20), default="")
    triage: Mapped[list] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    public: Mapped[bool] = mapped_column(default=False)
    shipped: Mapped[str | None] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column(default=0)
    rounds: Mapped[int] = mapped_column(default=0)
    waits: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    begun_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))

    contributor: Mapped[Person | None] = relationship(foreign_keys=contributor_id)
    approved_by: Mapped[Person | None] = relationship(foreign_keys=approved_by_id)
    service: Mapped[ServiceGroup | None] = relationship()
    recognition: Mapped["Recognition | None"] = relationship(back_populates="practice")

    @property
    def open(self) -> bool:
        """Whether its contributor can still write."""
        return self.state in OPEN

    @property
    def approved(self) -> bool:
        return self.state == "approved"

    @property
    def called(self) -> str:
        """Its title, or "" while it has none."""
        return self.title.strip()


class Recognition(db.Model):
    """An Open Badge for a practice that was approved: `fields` is what it says, frozen at issue (triggers guard it), and
    `credential` the signed JSON, which a job makes. Once it is erased, its names and the credential are gone."""

    __table_args__ = (
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_reason = '')", name="revoked_for_a_reason"),
        sa.CheckConstraint("credential IS NULL OR key_id IS NOT NULL", name="signed_by_a_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(sa.String(20), unique=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    fields: Mapped[dict] = mapped_column(JSON)
    key_id: Mapped[str | None] = mapped_column(sa.String(8))
    credential: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    issued_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_reason: Mapped[str] = mapped_column(sa.Text, default="")
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    practice: Mapped[Practice] = relationship(back_populates="recognition")
    person: Mapped[Person] = relationship()

    @property
    def signed(self) -> bool:
        return self.key_id is not None and self.erased_at is None

    @property
    def status(self) -> str:
        """valid or revoked."""
        return "revoked" if self.revoked_at else "valid"
