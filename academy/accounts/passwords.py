"""Passwords: set, check, change, and the links by which an administrator lets somebody set one."""

import secrets
import threading
from datetime import timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app

from academy import audit, clock
from academy.accounts import sessions
from academy.accounts.models import Person, ResetLink
from academy.db import db
from academy.tokens import digest

SHORTEST = 12

_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(2)  # each hash takes 64 MiB and a core
_nobody = None  # the hash that is checked when there is no such person, so that the answer takes as long


def put(person: Person, password: str) -> None:
    """Set the password and end every session of the person."""
    with _slots:
        person.password_hash = _hasher.hash(password)
    db.session.flush()
    sessions.end_all(person)


def fits(person: Person | None, password: str) -> bool:
    """Whether this is the person's password; as slow for nobody as for somebody."""
    known = person is not None and person.password_hash is not None
    try:
        with _slots:
            return _hasher.verify(person.password_hash if known else _nobodys_hash(), password) and known
    except (VerifyMismatchError, InvalidHashError):
        return False


def change(person: Person, password: str) -> None:
    put(person, password)
    audit.note("password.changed", person, person)


def issue_link(actor: Person | None, person: Person, hours: int | None = None) -> str:
    """The token of a new link, good for RESET_HOURS unless it is said; older links of the person stop working."""
    db.session.execute(sa.delete(ResetLink).where(ResetLink.person_id == person.id, ResetLink.used_at.is_(None)))
    token = secrets.token_urlsafe(32)
    hours = hours or current_app.config["RESET_HOURS"]
    db.session.add(
        ResetLink(
            person=person,
            issued_by_id=actor and actor.id,
            token_digest=digest(token),
            expires_at=clock.now() + timedelta(hours=hours),
        )
    )
    db.session.flush()
    audit.note("password.link_issued", actor, person)
    return token


def usable_link(token: str) -> ResetLink | None:
    """The link of this token. A used or expired one is as unknown as any other."""
    link = db.session.scalar(sa.select(ResetLink).where(ResetLink.token_digest == digest(token)))
    return link if link and link.usable else None


def reset(link: ResetLink, password: str) -> Person:
    """Set the password by a link, which is used up."""
    link.used_at = clock.now()
    put(link.person, password)
    audit.note("password.reset", link.person, link.person)
    return link.person


def _nobodys_hash() -> str:
    global _nobody
    _nobody = _nobody or _hasher.hash(secrets.token_hex())
    return _nobody
