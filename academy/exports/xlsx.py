"""The register as a workbook: rows with real dates, means by criterion, and a sheet that says what this is."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from academy import clock
from academy.exports import jsonl
from academy.records import criteria, register
from academy.records.columns import COLUMNS, NAMES
from academy.records.register import Rows

MOST_ROWS = 1_048_575  # of a sheet, beside its header: the rest goes to further sheets
SHOWN = {"moment": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd"}


def as_xlsx(rows: Rows, zone: ZoneInfo) -> Iterator[bytes]:
    """In flat memory: rows go to the disk as they come."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        _write_workbook(file.name, rows, zone)
        while piece := file.read(1 << 16):
            yield piece


def _write_workbook(path: str, rows: Rows, zone: ZoneInfo) -> None:
    import xlsxwriter  # only when somebody wants a workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "use_zip64": True}
    with xlsxwriter.Workbook(path, options) as book:
        digest = hashlib.sha256()
        shown = {kind: book.add_format({"num_format": pattern}) for kind, pattern in SHOWN.items()}
        register_sheet = _Sheet(book, "register", NAMES, shown)
        for row in rows:
            digest.update(jsonl.line(row, zone))
            register_sheet.add([_local(value, zone) for value in row])
        register_sheet.close()
        means = _Sheet(book, "criteria", criteria.Mean._fields, shown)
        for mean in criteria.of(register.enrolments(rows.filters)):
            means.add(mean)
        means.close()
        _write_readme(book, rows, register_sheet.count, digest.hexdigest(), zone)


def _local(value, zone: ZoneInfo):
    """Cells have no zone: the readme says which."""
    return value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value


class _Sheet:
    """A table with a frozen header and a filter, in as many sheets as it takes."""

    def __init__(self, book, name: str, columns: tuple[str, ...], shown: dict):
        self.book, self.name, self.columns, self.shown = book, name, columns, shown
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.count = self.number = 0
        self._begin()

    def add(self, cells) -> None:
        if self.number == MOST_ROWS:
            self.close()
            self._begin()
        self.number += 1
        self.count += 1
        for column, value in enumerate(cells):
            self._write(column, value)

    def close(self) -> None:
        self.sheet.autofilter(0, 0, self.number, len(self.columns) - 1)

    def _begin(self) -> None:
        nth = self.count // MOST_ROWS + 1
        self.sheet = self.book.add_worksheet(self.name if nth == 1 else f"{self.name} {nth}")
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(self.columns) - 1, 18)
        self.sheet.write_row(0, 0, self.columns, self.head)
        self.number = 0

    def _write(self, column: int, value) -> None:
        if isinstance(value, str):
            if value:
                self.sheet.write_string(self.number, column, value)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(self.number, column, value, self.shown["moment"])
        elif isinstance(value, date):
            self.sheet.write_datetime(self.number, column, value, self.shown["day"])
        elif value is not None:
            self.sheet.write_number(self.number, column, value)


def _write_readme(book, rows: Rows, count: int, digest: str, zone: ZoneInfo) -> None:
    head = book.add_format({"bold": True})
    sheet = book.add_worksheet("readme")
    sheet.set_column(0, 1, 40)
    now = clock.now().astimezone(zone)
    lines = [
        ("Rows", str(count)),
        ("One row is", "a learner in a course"),
        ("Which rows", register.in_words(rows.filters)),
        ("Written at", now.isoformat(timespec="seconds")),
        ("Written for", rows.by),
        ("Times are in", str(zone)),
        ("SHA-256 of the rows", digest),
        ("This is the digest of", "the same rows in the format jsonl"),
        ("Head of the audit log", rows.head),
        (
            "criteria",
            "mean level by learner, course, activity and criterion, from lowest to highest, over so many posts",
        ),
        ("", ""),
        *((column.name, column.meaning) for column in COLUMNS),
    ]
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, name, head)
        sheet.write_string(number, 1, value)
