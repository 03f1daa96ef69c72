"""Who somebody is whom a platform launches: by issuer and subject, and by nothing else."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from academy import audit, certificates
from academy.accounts import people
from academy.accounts.models import Person
from academy.certificates.sheet import letters
from academy.db import db, once
from academy.lti import claims as names
from academy.lti.models import Identity
from academy.records.models import Enrolment

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LONGEST_NAME = 120
EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


class SwitchedOff(Exception):
    """The account was switched off by an administrator."""


class OtherRole(Exception):
    """The platform says instructor of somebody who learns here: a person decides."""


class NoInstructors(Exception):
    """The platform's instructors are not let in as instructors."""


class IsAdministrator(Exception):
    """Whoever runs the academy is let in by no other system's word, least of all into a frame."""


def find(issuer: str, subject: str) -> Identity | None:
    return db.session.scalar(sa.select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def arrive(
    issuer: str, claims: Mapping[str, Any], role: Literal["learner", "instructor"], teaching: bool = False
) -> Identity:
    """The identity that an issuer speaks of; whoever was never here gets an account. `teaching`: its instructors are
    instructors here.

    Raises SwitchedOff, OtherRole, NoInstructors, IsAdministrator.
    """
    if role == "instructor" and not teaching:
        raise NoInstructors
    subject = claims["sub"]
    identity, new = once(
        lambda: find(issuer, subject),
        lambda: Identity(issuer=issuer, subject=subject, person=_account(claims, role)),
    )
    person = identity.person
    if new:
        audit.note("lti.linked", None, person, issuer=issuer, known_as=subject)
        return identity
    if not person.active:
        raise SwitchedOff
    if person.role == "administrator":
        raise IsAdministrator
    if role == "instructor" and person.role == "learner":
        _promote(person)
    _name(person, claims)
    return identity


def _account(claims: Mapping[str, Any], role: str) -> Person:
    """A new account. An address that somebody has already is left out: it would not make two people one."""
    name, email = _said_name(claims), _said_email(claims)
    if email and people.by_email(email):
        email = None
    return people.create(None, email=email, name=name or _made_up(), role=role, anonymous=not name)


def _promote(person: Person) -> None:
    if db.session.scalar(
        sa.select(sa.exists().where(Enrolment.person_id == person.id, Enrolment.started_at.is_not(None)))
    ):
        raise OtherRole
    people.change(None, person, role="instructor")


def _name(person: Person, claims: Mapping[str, Any]) -> None:
    """Take a name from the platform for whoever has none here yet; one that is here stays, as certificates print it."""
    if person.anonymous and (name := _said_name(claims)):
        people.name(person, name)
        certificates.issue_held(person)


def _said_name(claims: Mapping[str, Any]) -> str:
    whole = claims.get("name") or " ".join(filter(None, (_text(claims, "given_name"), _text(claims, "family_name"))))
    seen = "".join(each for each in whole if not letters.unseen(each)) if isinstance(whole, str) else ""
    return " ".join(seen.split())[:LONGEST_NAME]


def _said_email(claims: Mapping[str, Any]) -> str | None:
    email = _text(claims, "email").strip().lower()
    return email if EMAIL.fullmatch(email) and email.isprintable() and len(email) <= 254 else None


def language(claims: Mapping[str, Any]) -> str:
    """The language that the platform speaks with them, without its country; "" if it does not say."""
    presentation = claims.get(names.LAUNCH_PRESENTATION)
    said = presentation.get("locale") if isinstance(presentation, Mapping) else None
    return str(said or claims.get("locale") or "").replace("_", "-").partition("-")[0].lower()[:5]


def _text(claims: Mapping[str, Any], name: str) -> str:
    said = claims.get(name)
    return said if isinstance(said, str) else ""


def _made_up() -> str:
    return f"Learner {''.join(secrets.choice(LETTERS) for _ in range(5))}"
