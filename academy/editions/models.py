"""Editions: validated packs, immutable, addressed by the digest of their canonical form."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import Moment, db, one_of

PACK_KINDS = ("course", "scenario", "rules")


class Edition(db.Model):
    """`canonical` is the JSON that `digest` is the SHA-256 of; `rules` the rules edition that it cites."""

    __table_args__ = (one_of("kind", PACK_KINDS), sa.Index("ix_edition_kind_slug", "kind", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str] = mapped_column(sa.String(60))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    canonical: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    rules_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    rules: Mapped["Edition | None"] = relationship(remote_side=id)


class EditionFile(db.Model):
    """The bytes of an image, stored once however many editions show it."""

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Publication(db.Model):
    """Which edition of a slug is offered now. What was started with another one keeps it."""

    __table_args__ = (one_of("kind", PACK_KINDS),)

    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    published_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    edition: Mapped[Edition] = relationship(lazy="joined")
