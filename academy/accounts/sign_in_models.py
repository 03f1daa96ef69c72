"""What signing in leaves behind: sessions, second factors with their codes, links to single sign-on, forms put aside."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import Moment, db, one_of

WAYS = ("password", "sso", "platform")
WAITS = ("", "code", "set_up")
LINKED = ("email", "self")


class SignInSession(db.Model):
    """One browser that is signed in. Its cookie has the key, of which only the digest is kept.

    `waits_for` says what is missing before it opens anything: the code of a second factor, or a factor to be set up.
    """

    __table_args__ = (
        one_of("how", WAYS),
        one_of("waits_for", WAITS),
        sa.Index("ix_sign_in_session_person_id_ended_at", "person_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    how: Mapped[str] = mapped_column(sa.String(10))
    waits_for: Mapped[str] = mapped_column(sa.String(10), default="")
    browser: Mapped[str] = mapped_column(sa.String(40), default="")
    system: Mapped[str] = mapped_column(sa.String(40), default="")
    address: Mapped[str] = mapped_column(sa.String(45), default="")  # the network only, not the machine
    began_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class SecondFactor(db.Model):
    """The secret that somebody's authenticator app shares with us, sealed; it counts once a code has confirmed it."""

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str] = mapped_column(sa.String(300))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)


class SecondFactorUse(db.Model):
    """A code that was accepted, by the half minute that it is of: the key lets each count once."""

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class RecoveryCode(db.Model):
    """One of ten codes on paper, as a digest. Each opens the account once without the app."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    code_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SsoLink(db.Model):
    """Whom a provider of single sign-on means by a subject. Linked by a confirmed e-mail address, or by the person."""

    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("issuer", "person_id"),
        one_of("linked_by", LINKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    linked_by: Mapped[str] = mapped_column(sa.String(10))
    linked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    person: Mapped[Person] = relationship()


class AsideForm(db.Model):
    """A form that was sent without a session, sealed, while its sender goes through more than one page to sign in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)  # for nobody else, once known
    sealed: Mapped[str] = mapped_column(sa.Text)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
