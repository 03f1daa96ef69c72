"""Invitations: an address that lets one platform register itself with us, once and within a week."""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from academy import audit, clock
from academy.accounts.models import Person
from academy.db import db
from academy.lti.models import Invitation
from academy.tokens import digest

GOOD_FOR = timedelta(days=7)


class NotGood(Exception):
    """It was used, or ran out, or there never was one."""


def make(actor: Person | None, family: str) -> str:
    """The token of a new invitation: this is the only time that it can be read."""
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        token_digest=digest(token), family=family, made_by_id=actor and actor.id, expires_at=clock.now() + GOOD_FOR
    )
    db.session.add(invitation)
    db.session.flush()
    audit.note("lti.invited", actor, invitation)
    return token


def find(token: str) -> Invitation:
    """The invitation, if it is still good. Raises NotGood."""
    found = db.session.scalar(sa.select(Invitation).where(*_good(token)))
    if found is None:
        raise NotGood
    return found


def take(token: str) -> Invitation:
    """Use an invitation up: of several who come with it at once, one gets it. Raises NotGood."""
    taken = sa.update(Invitation).where(*_good(token)).values(used_at=clock.now()).returning(Invitation.id)
    found = db.session.scalar(taken)
    if found is None:
        raise NotGood
    return db.session.get(Invitation, found, populate_existing=True)


def give_back(invitation_id: int) -> None:
    """Nothing came of it: it may be used once more, as long as it is good."""
    db.session.execute(sa.update(Invitation).where(Invitation.id == invitation_id).values(used_at=None))


def _good(token: str) -> tuple:
    return (
        Invitation.token_digest == digest(token),
        Invitation.used_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
