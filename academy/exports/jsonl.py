"""The register as JSON, a line for each row: what scripts read best."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from academy.exports.csv import number
from academy.records.columns import NAMES, Row

MIMETYPE = "application/x-ndjson"
BATCH = 500


def lines(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
    """In flat memory; times are ISO 8601 in the academy's zone, null is what is not known."""
    waiting = []
    for row in rows:
        waiting.append(line(row, zone))
        if len(waiting) == BATCH:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting)


def line(row: Row, zone: ZoneInfo) -> bytes:
    said = dict(zip(NAMES, (_value(value, zone) for value in row), strict=True))
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _value(value, zone: ZoneInfo):
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else number(value)
