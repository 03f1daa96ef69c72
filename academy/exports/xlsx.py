"""The register as a workbook: a sheet with real dates, a frozen header and a filter, and a sheet that says what this is."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence], zone: ZoneInfo) -> Iterator[bytes]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        _write_workbook(file.name, columns, rows, zone)
        while piece := file.read(1 << 16):
            yield piece


def _write_workbook(path, columns, rows, zone):
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("register")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 18)
        sheet.write_row(0, 0, columns, head)
        number = 0
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, value, zone, moment)
        sheet.autofilter(0, 0, number, len(columns) - 1)
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
