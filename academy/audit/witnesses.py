"""Heads of the chain that were kept, in the log, in the file beside it, on paper: what the chain is held against."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from academy.audit.models import AuditWitness
from academy.db import db
from academy.proof import heads
from academy.proof.keys import PublicKey
from academy.proof.refusals import Refusal

GIVEN = re.compile("([0-9]{1,15}):([0-9a-f]{64})")
IN_LOG = ""  # the place of those that the log itself keeps
LONGEST = 4000  # characters of a line


class Witness(NamedTuple):
    """So many entries led to this hash at a moment, if that is known. `place` is the file that says so; `signed` is by a key
    of the academy: none for demonstrations, unless it has no other."""

    number: int
    hash: str
    at: datetime | None
    place: str
    signed: bool


class Doubtful(NamedTuple):
    """What should be a head and is none, or is not signed by whom it says: row or line `number` of a place."""

    number: int
    place: str


def given(text: str) -> Witness:
    """Of a head as exports print it, NUMBER:HASH; raises ValueError."""
    found = GIVEN.fullmatch(text.strip().lower())
    if not found:
        raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
    return Witness(int(found[1]), found[2], None, "", signed=False)


def in_log(keys: Iterable[PublicKey]) -> Iterator[Witness | Doubtful]:
    believed = _believed(keys)
    for row in db.session.execute(
        sa.select(AuditWitness.__table__).order_by(AuditWitness.id).execution_options(yield_per=500)
    ):
        yield _read(row.id, row.number, row.hash, row.at, row.token, IN_LOG, believed)


def in_file(path: Path, keys: Iterable[PublicKey]) -> Iterator[Witness | Doubtful]:
    """Raises OSError."""
    believed = _believed(keys)
    with path.open(encoding="utf-8", errors="replace") as file:
        for count, line in enumerate(iter(lambda: file.readline(LONGEST), ""), 1):
            try:
                said = json.loads(line)
                at = datetime.fromisoformat(said["at"])
                yield _read(count, said["number"], said["hash"], at, said["signed"], path.name, believed)
            except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
                yield Doubtful(count, path.name)


def _read(count, number, hash, at, token, place, keys) -> Witness | Doubtful:
    """The token counts: what stands beside it has to be the same."""
    if type(number) is not int or not isinstance(hash, str):
        return Doubtful(count, place)
    if not token:
        return Witness(number, hash, at, place, signed=False)
    try:
        said = heads.read(token, keys)
    except Refusal:
        return Doubtful(count, place)
    if (said.number, said.hash) != (number, hash):
        return Doubtful(count, place)
    return Witness(number, hash, said.at, place, signed=True)


def _believed(keys: Iterable[PublicKey]) -> list[PublicKey]:
    keys = list(keys)
    return [key for key in keys if not key.demo] or keys
