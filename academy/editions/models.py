"""Editions: validated packs, immutable, addressed by the digest of their canonical form."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import Moment, db, one_of

PACK_KINDS = ("course", "scenario", "rules", "bank", "dialogue")
CITED = ("rules", "bank")  # kinds that others cite: an edition has a column for each
RELEASES = ("published", "retired", "resumed")


class Edition(db.Model):
    """`canonical` is the JSON that `digest` is the SHA-256 of; `rules` and `bank` are the editions of those packs that it
    cites."""

    __table_args__ = (one_of("kind", PACK_KINDS), sa.Index("ix_edition_kind_slug", "kind", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str] = mapped_column(sa.String(60))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    canonical: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    rules_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"))
    bank_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    rules: Mapped["Edition | None"] = relationship(foreign_keys=rules_id, remote_side=id)
    bank: Mapped["Edition | None"] = relationship(foreign_keys=bank_id, remote_side=id)

    @property
    def cited(self) -> dict[str, "Edition"]:
        """The editions that it pins, by kind."""
        return {kind: edition for kind in CITED if (edition := getattr(self, kind))}


class EditionFile(db.Model):
    """The bytes of an image, stored once however many editions show it."""

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Publication(db.Model):
    """Which edition of a slug is offered now. What was started with another one keeps it.

    A retired one is offered to nobody anew: it is on no list, but what names it finds it.
    """

    __table_args__ = (one_of("kind", PACK_KINDS),)

    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    published_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)

    edition: Mapped[Edition] = relationship(lazy="joined")


class Release(db.Model):
    """What was published, retired or offered again, by whom and why. Append-only; nobody is the person of what an academy
    ships or takes in from a command line."""

    __tablename__ = "pack_release"  # the bare word is one of SQL's own
    __table_args__ = (
        one_of("kind", PACK_KINDS),
        one_of("act", RELEASES),
        sa.Index("ix_pack_release_kind_slug", "kind", "slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str] = mapped_column(sa.String(60))
    act: Mapped[str] = mapped_column(sa.String(10))
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person | None] = relationship()
