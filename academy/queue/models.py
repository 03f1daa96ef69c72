"""Who has which piece of work at hand, and the phrases that instructors use again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import Moment, db


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
    """Words that an instructor uses again, for a `topic`: the slug of a criterion, or empty. `used` counts the texts
    that were kept with it."""

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
