"""Whom the provider of single sign-on means: people whom the academy has, linked once and known by subject from then on."""

import sqlalchemy as sa

from academy import audit
from academy.accounts import people
from academy.accounts.models import Person
from academy.accounts.sign_in_models import SsoLink
from academy.accounts.sso import Claims
from academy.db import db, refused_as


class Unknown(Exception):
    """The academy has nobody of this subject or confirmed address."""


class SwitchedOff(Exception):
    """The account may not sign in."""


class ByThemselves(Exception):
    """Administrators are not known by an address alone: they link their account when they are signed in."""


class Taken(Exception):
    """The subject is linked to another account, or the account to another subject."""


def person_of(claims: Claims) -> Person:
    """Whose sign-in this is; the first time by address. Raises Unknown, SwitchedOff, ByThemselves or Taken."""
    link = _of_subject(claims) or _link_by_address(claims)
    if not link.person.active:
        raise SwitchedOff
    if link.person.role == "administrator" and link.linked_by == "email":
        raise ByThemselves
    return link.person


def link(person: Person, claims: Claims) -> None:
    """Link the account of somebody who is signed in. Doing it again changes nothing. Raises Taken."""
    there = _of_subject(claims)
    if there and there.person_id != person.id:
        raise Taken
    if there:
        there.linked_by = "self"
    else:
        _add(person, claims, "self")


def unlink(person: Person, issuer: str) -> None:
    if own := of(person, issuer):
        db.session.delete(own)
        audit.note("sso.unlinked", person, person, issuer=own.issuer, known_as=own.subject)


def of(person: Person, issuer: str) -> SsoLink | None:
    """How the person is known to this provider."""
    return db.session.scalar(sa.select(SsoLink).where(SsoLink.issuer == issuer, SsoLink.person_id == person.id))


def _of_subject(claims: Claims) -> SsoLink | None:
    query = sa.select(SsoLink).where(SsoLink.issuer == claims.issuer, SsoLink.subject == claims.subject)
    return db.session.scalar(query)


def _link_by_address(claims: Claims) -> SsoLink:
    person = people.by_email(claims.email) if claims.email else None
    if person is None:
        raise Unknown
    if not person.active:
        raise SwitchedOff
    if person.role == "administrator":
        raise ByThemselves
    return _add(person, claims, "email")


def _add(person: Person, claims: Claims, linked_by: str) -> SsoLink:
    made = SsoLink(issuer=claims.issuer, subject=claims.subject, person=person, linked_by=linked_by)
    with refused_as(Taken()):
        db.session.add(made)
    audit.note("sso.linked", person, person, issuer=claims.issuer, known_as=claims.subject, by=linked_by)
    return made
