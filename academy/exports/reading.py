"""Tables that people send back, as CSV or XLSX: every cell as text, within bounds, from files that nobody vouches
for."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice

from academy.exports.csv import plain

MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_CELL = 20_000  # characters
MOST_UNPACKED = 60_000_000  # bytes of all that is in an XLSX file
ZIP = b"PK\x03\x04"
DELIMITERS = ",;\t"


class Unreadable(Exception):
    """The file is no table of ours: `code` is "format", "large", "encoding", "empty" or "columns"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read(data: bytes) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The columns of the first sheet, and its rows as (line, cells by column), lines counted from 1 with the header.
    Rows without anything in them are left out, and so is what a spreadsheet was told not to take for a formula. Raises
    Unreadable."""
    lines = _xlsx(data) if data.startswith(ZIP) else _csv(data)
    table = list(islice(lines, MOST_ROWS + 2))
    if len(table) > MOST_ROWS + 1:
        raise Unreadable("large")
    header = [name.strip() for name in table[0]] if table else []
    if not any(header):
        raise Unreadable("empty")
    named = [name for name in header if name]
    if len(named) > MOST_COLUMNS or len(set(named)) < len(named):
        raise Unreadable("columns")
    return named, [(line, _cells(header, row)) for line, row in enumerate(table[1:], 2) if any(map(str.strip, row))]


def _cells(header: list[str], row: list[str]) -> dict[str, str]:
    padded = [*row, *[""] * len(header)]
    return {name: plain(cell).strip() for name, cell in zip(header, padded, strict=False) if name}


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _text(data)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from map(_bounded, reader)
    except csv.Error as error:
        raise Unreadable("format") from error


def _text(data: bytes) -> str:
    """Spreadsheets write UTF-8 with or without a mark, or UTF-16 with one."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    if "\0" in text:
        raise Unreadable("format")
    return text


def _xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # half a second to import, so only when somebody sends a workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size is not to be relied on
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
        yield from (_bounded("" if cell is None else _shown(cell) for cell in row) for row in rows)
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken workbook makes of its reader
        raise Unreadable("format") from error


def _shown(cell) -> str:
    """A number as somebody typed it: 2, not 2.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _bounded(cells: Iterable[str]) -> list[str]:
    row = list(cells)
    if any(len(cell) > MOST_CELL for cell in row):
        raise Unreadable("large")
    return row
