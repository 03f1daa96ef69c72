"""Who somebody is whom a platform launches: by issuer and subject, and by nothing else."""

import secrets
from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from academy import audit, certificates
from academy.accounts import people
from academy.accounts.models import Person
from academy.db import db, once
from academy.lti import claims as names
from academy.lti.models import NAME, Identity, Registration
from academy.records.models import Enrolment

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LONGEST_NAME = 120


class SwitchedOff(Exception):
    """The account was switched off by an administrator."""


class OtherRole(Exception):
    """The platform says instructor of somebody who learns here: a person decides."""


class NoInstructors(Exception):
    """The platform's instructors are not let in as instructors."""


def find(issuer: str, subject: str) -> Identity | None:
    return db.session.scalar(sa.select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def of_person(person: Person) -> list[Identity]:
    return list(db.session.scalars(sa.select(Identity).where(Identity.person_id == person.id).order_by(Identity.id)))


def arrive(registration: Registration, claims: Mapping[str, Any], role: Literal["learner", "instructor"]) -> Identity:
    """The identity that a message speaks of; whoever was never here gets an account.

    Raises SwitchedOff, OtherRole, NoInstructors.
    """
    if role == "instructor" and not registration.teaching:
        raise NoInstructors
    subject = str(claims["sub"])[:NAME]
    identity, new = once(
        lambda: find(registration.issuer, subject),
        lambda: Identity(issuer=registration.issuer, subject=subject, person=_account(claims, role)),
    )
    person = identity.person
    if new:
        audit.note("lti.linked", None, person, issuer=registration.issuer, known_as=subject)
        return identity
    if not person.active:
        raise SwitchedOff
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
    return " ".join(whole.split())[:LONGEST_NAME] if isinstance(whole, str) else ""


def _said_email(claims: Mapping[str, Any]) -> str | None:
    email = _text(claims, "email").strip().lower()
    return email if "@" in email and len(email) <= 254 else None


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
