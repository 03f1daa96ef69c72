"""Claims: who has a piece of work at hand, so that two people do not decide it past each other.

A claim is held for some minutes and renewed by the open page. It keeps nobody out for ever: another takes a lapsed one
by opening the work, and a standing one on purpose.
"""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from academy import clock
from academy.db import db, once
from academy.queue.models import Claim

LEASE = timedelta(minutes=10)


class Lost(Exception):
    """Somebody else has the work at hand now: `claim` says who, and since when."""

    def __init__(self, claim: Claim):
        super().__init__(claim.person_id)
        self.claim = claim


def take(person, source: str, key: int) -> Claim:
    """Claim a piece of work, or renew the own claim. Where somebody else has it, their claim comes back as it is."""
    claim, _new = once(lambda: _locked(source, key), lambda: _made(person, source, key))
    if claim.person_id == person.id:
        claim.until = clock.now() + LEASE
    elif not in_force(claim):
        _give(claim, person)
    db.session.flush()
    return claim


def take_over(person, source: str, key: int) -> Claim:
    """Claim a piece of work whoever has it: done on purpose, never by opening a page."""
    claim = take(person, source, key)
    if claim.person_id != person.id:
        _give(claim, person)
    return claim


def require(person, source: str, key: int) -> Claim:
    """Claim a piece of work in order to decide it. Raises Lost where somebody else has it."""
    claim = take(person, source, key)
    if claim.person_id != person.id:
        raise Lost(claim)
    return claim


def release(person, source: str, key: int) -> None:
    """Let go of a piece of work: it is decided, or left to others."""
    claim = _locked(source, key)
    if claim and claim.person_id == person.id:
        db.session.delete(claim)
        db.session.flush()


def of(places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Claim]:
    """The claims in force of these (source, key) pairs."""
    wanted = list(places)
    if not wanted:
        return {}
    query = sa.select(Claim).where(Claim.until > clock.now(), Claim.key.in_({key for _, key in wanted}))
    found = {(claim.source, claim.key): claim for claim in db.session.scalars(query)}
    return {place: found[place] for place in wanted if place in found}


def in_force(claim: Claim) -> bool:
    return claim.until > clock.now()


def held_by_another(person, source: str, key) -> sa.ColumnElement[bool]:
    """Whether somebody else has the piece of work in a column of keys at hand."""
    others = (Claim.person_id != person.id, Claim.until > clock.now())
    return sa.exists().where(Claim.source == source, Claim.key == key, *others)


def _locked(source: str, key: int) -> Claim | None:
    return db.session.get(Claim, (source, key), populate_existing=True, with_for_update={"of": Claim})


def _made(person, source: str, key: int) -> Claim:
    now = clock.now()
    return Claim(source=source, key=key, person_id=person.id, since=now, until=now + LEASE)


def _give(claim: Claim, person) -> None:
    now = clock.now()
    claim.person_id, claim.since, claim.until = person.id, now, now + LEASE
    db.session.flush()
    db.session.refresh(claim, ["person"])
