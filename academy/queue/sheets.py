"""Marking sheets: work to be marked in a spreadsheet, without the names of who wrote it, and what comes back."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from academy import audit, clock, exports
from academy.access import current_person
from academy.db import apart
from academy.exports import csv, reading
from academy.queue import workbook
from academy.queue.batches import MOST

LARGEST = 3_000_000  # bytes of text in a sheet, so that it can be sent back, whatever a spreadsheet makes of it
LARGEST_FORM = 8_000_000
FORMATS = ("csv", "xlsx")
GIVEN = ("text", "version", "learner")  # how the rows of all sheets begin


@dataclass(frozen=True)
class Layout:
    """What a marking sheet looks like: its columns, those that a marker fills in, the numbers that can be chosen in some,
    how wide those with words are, and (name, words) lines that say how to fill it in."""

    columns: tuple[str, ...]
    filled: tuple[str, ...]
    choices: Mapping[str, Sequence[int]] = field(default_factory=dict)
    wide: Mapping[str, int] = field(default_factory=dict)
    how_to: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a cell: the line as the spreadsheet counts it, the column, and the code of the problem."""

    row: int
    column: str
    code: str


@dataclass(frozen=True)
class Read:
    """A sheet that came back: the rows of its batch (see batches.Judges), what is wrong, and how many rows nobody
    filled in."""

    rows: list[Mapping[str, Any]]
    wrong: list[Wrong]
    untouched: int = 0


@dataclass(frozen=True)
class Filled:
    """The rows of a sheet in which something is filled in, as (line, cells by column), and how many others it has."""

    rows: list[tuple[int, dict[str, str]]]
    untouched: int


class Foreign(Exception):
    """A table that is no marking sheet: `missing` are the columns that it lacks."""

    def __init__(self, missing: list[str]):
        super().__init__(", ".join(missing))
        self.missing = missing


def download(name: str, suffix: str, layout: Layout, rows: Iterable[Sequence]):
    """The sheet as the answer to a request, on record."""
    found = list(_fitting(rows))
    with apart():
        audit.note("sheet.downloaded", current_person, None, reason=f"{name}: {len(found)} texts")
    pieces = csv.as_csv(layout.columns, found, exports.zone()) if suffix == "csv" else workbook.as_xlsx(layout, found)
    file = f"marking-{name}-{clock.today():%Y-%m-%d}.{suffix}"
    return exports.download(file, exports.FORMATS[suffix].mimetype, pieces)


def learner_number(person_id: int) -> str:
    """Who wrote a text, for who must not know: the same for all of a learner's texts, and for nobody else's."""
    key = current_app.config["SECRET_KEY"].encode()
    return "L" + hmac.new(key, f"learner/{person_id}".encode(), hashlib.sha256).hexdigest()[:8]


def marked_version(version: str | int) -> str:
    """A version as it stands in a cell: a letter before it, or a spreadsheet takes 0.0 for a number and writes 0."""
    return f"v{version}"


def plain_version(cell: str) -> str:
    return cell.removeprefix("v")


def filled(data: bytes, needed: Iterable[str], is_filled: Callable[[str], bool]) -> Filled:
    """What somebody has filled in of a sheet; `is_filled` tells columns that a marker fills in. Raises Foreign, and
    reading.Unreadable."""
    columns, table = reading.read(data)
    if missing := [name for name in needed if name not in columns]:
        raise Foreign(missing)
    own = [name for name in columns if is_filled(name)]
    rows = [(line, cells) for line, cells in table if any(cells[name] for name in own)]
    if len(rows) > MOST:
        raise reading.Unreadable("large")
    return Filled(rows, len(table) - len(rows))


def _fitting(rows: Iterable[Sequence]) -> Iterator[list]:
    """As many rows as fit into a sheet; the others wait for the next one. No cell is longer than one that can be read."""
    room = LARGEST
    for row in rows:
        cells = [_within(cell) if isinstance(cell, str) else cell for cell in row]
        room -= sum(len(cell.encode()) for cell in cells if isinstance(cell, str))
        if room < 0:
            return
        yield cells


def _within(text: str) -> str:
    """A text that can come back: there is a sign before what could be taken for a formula."""
    return text if len(text) < reading.MOST_CELL else text[: reading.MOST_CELL - 2] + "…"
