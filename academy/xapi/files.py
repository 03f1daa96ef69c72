"""Statements as a file: a line each, for the records that were asked for."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from academy.db import db
from academy.records.models import Enrolment
from academy.records.columns import Row
from academy.xapi import telling

MIMETYPE = "application/x-ndjson"
BATCH = 50  # enrolments that are told of at once


def lines(rows: Iterable[Row], _zone: ZoneInfo | None = None) -> Iterator[bytes]:
    """The statements of these rows of the register, those of a learner in a course together: JSON, in UTC, in flat memory.
    Their ids are those that a store is sent."""
    for statements in of_rows(rows):
        yield b"".join(json.dumps(said, ensure_ascii=False, sort_keys=True).encode() + b"\n" for said in statements)


def of_rows(rows: Iterable[Row]) -> Iterator[list[dict]]:
    """The statements of these rows, a few dozen rows at a time."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield list(telling.of_enrolments(_enrolments(batch)).values())


def _enrolments(rows: list[Row]) -> list[Enrolment]:
    wanted = [(row.person_id, row.course) for row in rows]
    query = sa.select(Enrolment).where(Enrolment.person_id.in_({person for person, _ in wanted}))
    found = {(each.person_id, each.course): each for each in db.session.scalars(query)}
    return [found[each] for each in wanted]
