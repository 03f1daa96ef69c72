"""Heads of the chain: what it comes to at a moment, signed with the academy's key, and kept where a database does not reach.

Whoever can write the whole database can compute the chain anew, and cut it off. They cannot sign: so the head is signed every
day and with every export. It stands in the export, in the table of witnesses, and in a file among what the academy publishes.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from academy import clock
from academy.audit.models import AuditHead, AuditWitness
from academy.db import db
from academy.files import alone
from academy.proof import heads
from academy.proof.keyring import KeyTrouble

FILE = "audit-heads.jsonl"


class Head(NamedTuple):
    """So many entries are committed, and this is the hash that they lead to; `signed` is a JWS of both, "" without a key."""

    number: int
    hash: str
    signed: str
    at: datetime

    def __str__(self):
        """As people read it out and `academy audit verify --head` takes it."""
        return f"{self.number}:{self.hash}"


def head() -> Head:
    """The head that is committed, for whatever leaves the house to carry along."""
    number, hash = db.session.execute(sa.select(AuditHead.number, AuditHead.hash)).one()
    at = clock.now()
    return Head(number, hash, _signed(number, hash, at), at)


def witness() -> Head:
    """Sign the head and keep it, in this transaction and in the file."""
    found = head()
    db.session.add(AuditWitness(number=found.number, hash=found.hash, at=found.at, token=found.signed))
    db.session.flush()
    _append(found)
    return found


def newest() -> AuditWitness | None:
    """The last head that was signed and kept."""
    signed = sa.select(AuditWitness).where(AuditWitness.token != "")
    return db.session.scalar(signed.order_by(AuditWitness.id.desc()).limit(1))


def path() -> Path:
    """The file of all heads so far, one in a line."""
    from academy.certificates import publishing

    return publishing.folder() / FILE


def _signed(number: int, hash: str, at: datetime) -> str:
    from academy.certificates import signing

    try:
        return heads.token(number, hash, key=signing.signing_key(), at=at)
    except KeyTrouble:
        return ""  # the log goes on, and its page says that nobody vouches for it


def _append(head: Head) -> None:
    line = {
        "number": head.number,
        "hash": head.hash,
        "at": head.at.isoformat(timespec="seconds"),
        "signed": head.signed,
    }
    path().parent.mkdir(parents=True, exist_ok=True)
    with alone(path().with_name(f".{FILE}.lock")), path().open("a") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
