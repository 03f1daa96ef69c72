"""Tables that people send back, as CSV or XLSX: every cell as text, within bounds, from files that nobody vouches
for."""

import csv
import io
import zipfile
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import islice
from typing import NamedTuple
from xml.parsers import expat

from academy.exports.csv import plain

MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_CELL = 32_767  # characters: as many as a cell of a spreadsheet holds
MOST_UNPACKED = 15_000_000  # bytes of all that is in an XLSX file
MOST_BESIDES = 50_000  # elements that hold no cell or text: styles, which are dear to read, and the like
IN_CELLS = {"row", "c", "v", "is", "si", "t"}
DEEPEST = 30  # elements within each other; spreadsheets need a dozen
PIECE = 65_536  # bytes
ZIP = b"PK\x03\x04"
DELIMITERS = ",;\t"
ENCODINGS = {  # that can be asked for: the names that Python has for them, and those that people know
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "cp1256": "Windows-1256",
    "mac_roman": "Macintosh",
}
GUESSED = ["cp1252", "cp1256"]  # Western, and Arabic with Urdu: what spreadsheets here write without saying so


class Unreadable(Exception):
    """The file is no table of ours: `code` is "format", "large", "encoding", "empty" or "columns"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Bounds(NamedTuple):
    """How much there may be in a table; `unpacked` is in bytes. With `guess`, letters in an encoding that the file does not
    name are guessed; with `formulas`, cells show them instead of what they came to, and numbers as they are shown."""

    rows: int
    columns: int
    unpacked: int
    guess: bool = False
    formulas: bool = False

    @property
    def cells(self) -> int:
        return self.rows * self.columns


class Row(NamedTuple):
    """`line` counts from 1 with the header; `too_long` if there is something behind the last column."""

    line: int
    cells: dict[str, str]
    too_long: bool


class Table(NamedTuple):
    """`encoding` is a key of ENCODINGS, "" for a workbook; `sheets` are the names of a workbook's sheets, of which the first
    was read."""

    columns: list[str]
    rows: list[Row]
    encoding: str = ""
    sheets: tuple[str, ...] = ()


def read(data: bytes) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The columns of the first sheet, and its rows as (line, cells by column), lines counted from 1 with the header.
    Rows without anything in them are left out, and so is what a spreadsheet was told not to take for a formula. Raises
    Unreadable."""
    found = table(data, Bounds(MOST_ROWS, MOST_COLUMNS, MOST_UNPACKED))
    return found.columns, [(row.line, row.cells) for row in found.rows]


def table(data: bytes, bounds: Bounds, encoding: str = "") -> Table:
    """The same with what is known of the file; an `encoding` is believed. Raises Unreadable."""
    if data.startswith(ZIP):
        sheets, lines = _xlsx(data, bounds)
        encoding = ""
    else:
        text, encoding = _text(data, bounds.guess, encoding)
        sheets, lines = (), _csv(text, bounds)
    found = list(islice(lines, bounds.rows + 2))
    if len(found) > bounds.rows + 1:
        raise Unreadable("large")
    header = [name.strip() for name in found[0]] if found else []
    if not any(header):
        raise Unreadable("empty")
    named = [name for name in header if name]
    if len(named) > bounds.columns or len(set(named)) < len(named):
        raise Unreadable("columns")
    rows = [_row(line, header, row) for line, row in enumerate(found[1:], 2) if any(map(str.strip, row))]
    return Table(named, rows, encoding, sheets)


def _row(line: int, header: list[str], row: list[str]) -> Row:
    padded = [*row, *[""] * len(header)]
    cells = {name: plain(cell).strip() for name, cell in zip(header, padded, strict=False) if name}
    return Row(line, cells, any(map(str.strip, row[len(header) :])))


def _csv(text: str, bounds: Bounds) -> Iterator[list[str]]:
    told = re.match(r"sep=([,;\t])\r?\n", text)  # what some spreadsheets write before the header
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else max(DELIMITERS, key=text.partition("\n")[0].count)
    if text.count(delimiter) + text.count("\n") + text.count("\r") > bounds.cells + bounds.rows:
        raise Unreadable("large")  # each cell takes far more room than its sign
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from map(_bounded, reader)
    except csv.Error as error:
        raise Unreadable("large" if "field limit" in str(error) else "format") from error


def _text(data: bytes, guess: bool, asked: str) -> tuple[str, str]:
    """The text and its encoding: the one that was asked for, or what the file says by its first bytes, or UTF-8, or a
    guess."""
    encoding = asked if asked in ENCODINGS else _said(data)
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        if asked or not guess or encoding != "utf-8" or b"\0" in data:
            raise Unreadable("encoding") from error
        encoding = _guessed(data)
        text = data.decode(encoding, errors="strict" if encoding == "cp1256" else "replace")
    if "\0" in text:
        raise Unreadable("format")
    return text.removeprefix("\ufeff"), encoding


def _said(data: bytes) -> str:
    """Spreadsheets write UTF-8 with or without a mark, or UTF-16 with one; some programs leave that out, too."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:400]
    if head and len(data) % 2 == 0:  # every other byte of Latin letters in UTF-16
        if b"\0" not in head[::2] and head[1::2].count(0) > len(head) // 4:
            return "utf-16-le"
        if b"\0" not in head[1::2] and head[::2].count(0) > len(head) // 4:
            return "utf-16-be"
    return "utf-8"


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes  # rarely needed, and slow to import

    best = from_bytes(data[:PIECE], cp_isolation=GUESSED).best()
    if best is None:
        raise Unreadable("encoding")
    return best.encoding


def _xlsx(data: bytes, bounds: Bounds) -> tuple[tuple[str, ...], Iterator[list[str]]]:
    """The names of the sheets, and the rows of the first."""
    from openpyxl import load_workbook  # half a second to import, so only when somebody sends a workbook

    try:
        book = load_workbook(_measured(data, bounds), read_only=True, data_only=not bounds.formulas, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size is not to be relied on
        return tuple(book.sheetnames), _rows(sheet, bounds)
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken workbook makes of its reader
        raise Unreadable("format") from error


def _rows(sheet, bounds: Bounds) -> Iterator[list[str]]:
    try:
        for row in sheet.iter_rows(max_row=bounds.rows + 2, max_col=bounds.columns + 1):
            yield _bounded(_shown(cell, bounds.formulas) for cell in row)
    except Unreadable:
        raise
    except Exception as error:  # the same
        raise Unreadable("format") from error


def _measured(data: bytes, bounds: Bounds) -> io.BytesIO:
    """The same workbook, unpacked, if there is no more in it than a sheet may have. Its reader takes a row at a time
    and hundreds of bytes for each cell, and a few kilobytes unpack to millions of cells; so everything is counted
    first, whatever it is called, and the reader gets what was counted: what a file says of its size may be a lie."""
    out, count = io.BytesIO(), _Count(bounds)
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as unpacked:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > bounds.unpacked:
            raise Unreadable("large")
        if len({entry.filename for entry in entries}) < len(entries):
            raise Unreadable("format")
        for entry in entries:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("format")  # spreadsheets use no other, and others do not unpack piece by piece
            with archive.open(entry) as source, unpacked.open(entry.filename, "w") as target:
                for piece in count.passing(iter(lambda: source.read(PIECE), b"")):  # noqa: B023, used up at once
                    target.write(piece)
    out.seek(0)
    return out


class _Count:
    """Counts the elements of the parts of a workbook as they pass. Raises Unreadable at the first one too many."""

    def __init__(self, bounds: Bounds):
        self.bounds = bounds
        self.elements = self.cells = self.besides = self.rows = self.depth = 0

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of one part. From where it is no XML, as in a picture, there is nothing to count."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.StartDoctypeDeclHandler = self._declare
        self.depth = self.rows = 0
        counting = True
        for piece in pieces:
            try:
                counting = counting and parser.Parse(piece)
            except expat.ExpatError:
                counting = False
            yield piece

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.elements += 1
        self.cells += name == "c"
        self.besides += name not in IN_CELLS
        self.rows += name == "row"
        self.depth += 1
        many = self.elements > 2 * self.bounds.cells or self.cells > self.bounds.cells or self.besides > MOST_BESIDES
        if many or self.rows > self.bounds.rows + 1:
            raise Unreadable("large")
        if self.depth > DEEPEST:
            raise Unreadable("format")

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _declare(self, *_declared) -> None:
        """A workbook declares nothing; entities would be text out of nowhere."""
        raise Unreadable("format")


def _shown(cell, as_shown: bool) -> str:
    """A number as somebody typed it: 2, not 2.0; and, if asked for, with the zeros that it is shown with."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        zeros = re.fullmatch("0+", cell.number_format) if as_shown else None
        return str(value).zfill(len(zeros[0]) if zeros else 0)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value) if type(value).__name__ not in ("ArrayFormula", "DataTableFormula") else "=…"


def _bounded(cells: Iterable[str]) -> list[str]:
    row = list(cells)
    if any(len(cell) > MOST_CELL for cell in row):
        raise Unreadable("large")
    return row
