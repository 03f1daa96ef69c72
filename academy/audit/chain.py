"""The chain: an entry gets its number, and the hash of itself and of all before it, when its transaction commits.

That is the last thing before the commit, under a lock on the head: writers wait for each other no longer than a commit
takes, whoever holds the lock waits for nobody, and numbers have no gap, since who gives up after all has moved no head.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

import rfc8785
import sqlalchemy as sa
from sqlalchemy.orm import Session

from academy.audit.models import AuditChain, AuditEntry, AuditHead

START = "0" * 64  # the hash before the first entry
AT_ONCE = 500

_WAITING = "unchained_entries"
_entries, _chain, _head = AuditEntry.__table__, AuditChain.__table__, AuditHead.__table__


def hash_of(previous: str, number: int, entry: Any) -> str:
    """SHA-256, in hexadecimal, of an entry's fields and the hash before it as canonical JSON (RFC 8785). For ever: what was
    chained once has to lead to the same hash in every version."""
    said = {
        "number": number,
        "previous": previous,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": entry.actor_id,
        "subject_type": entry.subject_type,
        "subject": entry.subject_id,
        "reason": entry.reason,
        "request": entry.request_id,
        "values": entry.values_digest,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def links(number: int, previous: str, entries: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The rows of the chain for entries that follow the one of this number and hash."""
    for number, entry in enumerate(entries, number + 1):
        previous = hash_of(previous, number, entry)
        yield {"number": number, "entry_id": entry.id, "hash": previous}


@sa.event.listens_for(AuditEntry, "after_insert")
def _remember(mapper, connection, entry):
    sa.orm.object_session(entry).info.setdefault(_WAITING, set()).add(entry.id)


@sa.event.listens_for(Session, "before_commit")
def _lengthen(session):
    if session.in_nested_transaction():
        return  # a savepoint: whether its entries stay is not known yet
    session.flush()
    waiting = sorted(session.info.pop(_WAITING, ()))
    # read back: what is in the database is what has to verify, and what a savepoint took back is not there
    found = [entry for ids in _portions(waiting) for entry in session.execute(_by_id(ids))]
    if not found:
        return
    head = session.execute(sa.select(_head).with_for_update()).one()
    added = list(links(head.number, head.hash, found))
    session.execute(sa.insert(_chain), added)
    session.execute(sa.update(_head).values(number=added[-1]["number"], hash=added[-1]["hash"]))


@sa.event.listens_for(Session, "after_rollback")
def _forget(session):
    if not session.in_nested_transaction():
        session.info.pop(_WAITING, None)


def _by_id(ids: Sequence[int]) -> sa.Select:
    return sa.select(_entries).where(_entries.c.id.in_(ids)).order_by(_entries.c.id)


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
