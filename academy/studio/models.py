"""Drafts: packs in the making, shared by all who teach, with every version that somebody left."""

import hashlib
from datetime import datetime

import rfc8785
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_of, one_while
from academy.editions.models import PACK_KINDS, Edition

OPEN = "closed_at IS NULL"


class Draft(db.Model):
    """An edition in the making. There is one open draft of a pack at most; whoever edits the pack edits this one.

    `based_on` is the edition that it began as, or that it was last published as. `original` is the edition that it
    translates, shown beside what is typed.
    """

    __table_args__ = (one_of("kind", PACK_KINDS), one_while(OPEN, "uq_draft_kind_slug_open", "kind", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(300))
    based_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Edition.id))
    original_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Edition.id))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    based_on: Mapped[Edition | None] = relationship(foreign_keys=based_on_id)
    original: Mapped[Edition | None] = relationship(foreign_keys=original_id)
    versions: Mapped[list["DraftVersion"]] = relationship(back_populates="draft", order_by="DraftVersion.number")


class DraftVersion(db.Model):
    """The draft as one person left it. What the same person saves soon after is the same version, unless it has a note
    or is the first, which says how the draft began.

    `document` is the content as in pack.yaml, sound or not; `files` gives the digest of each image by its path.
    """

    __table_args__ = (
        sa.UniqueConstraint("draft_id", "number"),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(sa.ForeignKey(Draft.id))
    number: Mapped[int]
    document: Mapped[dict] = mapped_column(JSON, deferred=True)
    files: Mapped[dict] = mapped_column(JSON, default=dict)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    begun_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    draft: Mapped[Draft] = relationship(back_populates="versions")
    person: Mapped[Person] = relationship()

    @property
    def digest(self) -> str:
        """Tells whether it is still what somebody looked at."""
        return hashlib.sha256(rfc8785.dumps([self.document, self.files])).hexdigest()


class DraftVisit(db.Model):
    """Who has a draft open, where in it, and when their page last said so."""

    draft_id: Mapped[int] = mapped_column(sa.ForeignKey(Draft.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    person: Mapped[Person] = relationship()


class PackUpload(db.Model):
    """A zip that somebody brought, kept for an hour while they look at what is in it; `name` is what its file was called."""

    __table_args__ = (sa.UniqueConstraint("person_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(sa.String(120))
    digest: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
