"""The log as a file: entries in their order, in flat memory, and the head that they lead to as the last line.

A file of all entries can be checked without the academy: JSON lines hold everything that goes into the hashes.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo


from academy.audit import search, telling
from academy.audit.heads import Head
from academy.audit.models import AuditChain
from academy.audit.search import Filters
from academy.audit.telling import Line
from academy.db import db
from academy.exports import csv

PORTION = 1000
COLUMNS = (
    "number", "at", "actor_id", "actor", "action", "sentence", "subject_type", "subject_id", "subject", "reason", "values",
    "request_id", "hash",
)  # fmt: skip
ERASED = "erased"


class Format(NamedTuple):
    mimetype: str
    write: Callable[[Filters, Head, ZoneInfo], Iterator[bytes]]


def lines(filters: Filters, head: Head) -> Iterator[Line]:
    """All that fit, up to the head, the first at first."""
    number, following = 0, search.query(filters).where(AuditChain.number <= head.number).order_by(
        AuditChain.number
    ).limit(PORTION)
    while found := list(db.session.execute(following.where(AuditChain.number > number))):
        yield from telling.lines(found)
        number = found[-1].number


def as_csv(filters: Filters, head: Head, zone: ZoneInfo) -> Iterator[bytes]:
    last = (head.number, head.at, None, "", "head", "", "", None, "", str(head), head.signed, "", head.hash)
    return csv.as_csv(COLUMNS, _and_last(map(_row, lines(filters, head)), last), zone)


def as_jsonl(filters: Filters, head: Head, zone: ZoneInfo) -> Iterator[bytes]:
    for line in lines(filters, head):
        yield _json(_record(line))
    yield _json({"head": str(head), "at": head.at.isoformat(), "signed": head.signed})


FORMATS = {
    "csv": Format(csv.MIMETYPE, as_csv),
    "jsonl": Format("application/jsonl; charset=utf-8", as_jsonl),
}


def _row(line: Line) -> tuple:
    entry = line.entry
    values = ERASED if line.erased else json.dumps(entry.said, ensure_ascii=False) if entry.said else ""
    who, what = (str(each) if each else "" for each in (line.actor, line.subject))
    whose = (entry.actor_id, who, entry.action, line.plain, entry.subject_type, entry.subject_id, what)
    return (entry.number, entry.at, *whose, entry.reason, values, entry.request_id, entry.hash)


def _record(line: Line) -> dict[str, Any]:
    """`number` to `values` are what the hash is of, with the hash before it as `previous`; `said` is what `values` is the
    digest of, with its salt before it."""
    entry = line.entry
    return {
        "number": entry.number,
        "at": _utc(entry.at),
        "action": entry.action,
        "actor": entry.actor_id,
        "subject_type": entry.subject_type,
        "subject": entry.subject_id,
        "reason": entry.reason,
        "request": entry.request_id,
        "values": entry.values_digest,
        "hash": entry.hash,
        "salt": entry.salt,
        "said": entry.said,
        "erased": line.erased,
        "sentence": line.plain,
    }


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _and_last(rows: Iterator[tuple], last: tuple) -> Iterator[tuple]:
    yield from rows
    yield last
