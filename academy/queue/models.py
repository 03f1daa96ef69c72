"""Who has which piece of work at hand, the phrases that instructors use again, and what they judge many at a time."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_of


class Claim(db.Model):
    """An instructor has a piece of work at hand, since then and until it lapses. There is one of a piece at most;
    whoever takes it over becomes its person."""

    __tablename__ = "review_claim"
    __table_args__ = (sa.CheckConstraint("since <= until", name="until_after_since"),)

    source: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Phrase(db.Model):
    """Words that an instructor uses again, for a `topic`: one of those that the sources of the queue have. `used` counts
    the texts that were kept with it."""

    __tablename__ = "review_phrase"
    __table_args__ = (sa.UniqueConstraint("owner_id", "topic", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    topic: Mapped[str] = mapped_column(sa.String(80), default="")
    text: Mapped[str] = mapped_column(sa.String(500))
    shared: Mapped[bool] = mapped_column(default=False, index=True)
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    owner: Mapped[Person] = relationship()


class Batch(db.Model):
    """Judgements that one instructor makes at once, prepared and looked at before they are applied: `rows` are those of
    batches.Judges, all of one source. `done` counts the rows that were gone through, `refused` are (row, code) of those
    not kept."""

    __tablename__ = "review_batch"
    __table_args__ = (one_of("kind", ("confirm", "sheet")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    rows: Mapped[list] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    refused: Mapped[list] = mapped_column(JSON, default=list)

    person: Mapped[Person] = relationship()

    @property
    def source(self) -> str:
        """Of which work of the queue it is; when batches could only be of runs, their rows did not say so."""
        return self.rows[0].get("source", "run")
