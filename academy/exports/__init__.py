"""Exports of the register, each format behind one function: rows in, bytes out, in flat memory."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from academy.records.register import COLUMNS, Row

BOM = "\ufeff"  # so that spreadsheets read UTF-8
RISKY = ("=", "+", "-", "@", "\t", "\r")
CSV_BATCH = 500


class Format(NamedTuple):
    """`write(rows, zone)` yields the file's bytes."""

    suffix: str
    mimetype: str
    write: Callable[[Iterable[Row], ZoneInfo], Iterator[bytes]]


def neutral(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def as_csv(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
    """UTF-8 with BOM; times are ISO 8601 in the academy's zone."""
    buffer = io.StringIO(BOM)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        writer.writerow([_csv_cell(value, zone) for value in astuple(row)])
        if number % CSV_BATCH == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[bytes]:
    """A sheet with real dates, a frozen header and a filter, and a sheet that says what this is."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        _write_workbook(file.name, rows, zone)
        while piece := file.read(1 << 16):
            yield piece


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", as_csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


def _csv_cell(value, zone):
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return neutral(value) if isinstance(value, str) else value


def _write_workbook(path, rows, zone):
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("register")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        sheet.write_row(0, 0, COLUMNS, head)
        number = 0
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(astuple(row)):
                _write_cell(sheet, number, column, value, zone, moment)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
        _write_readme(book, head, number, zone)


def _write_cell(sheet, row, column, value, zone, moment):
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(zone).replace(tzinfo=None), moment)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _write_readme(book, head, count, zone):
    from academy import clock

    sheet = book.add_worksheet("readme")
    sheet.set_column(0, 1, 30)
    lines = [
        ("Rows", str(count)),
        ("One row is", "a learner in a course"),
        ("Written at", clock.now().astimezone(zone).isoformat(timespec="seconds")),
        ("Times are in", str(zone)),
        ("Scores are", "percent"),
        ("Attempts are", "all attempts at quizzes and scenarios of the course"),
    ]
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, name, head)
        sheet.write_string(number, 1, value)
