"""Tables that people send back, as CSV or XLSX: every cell as text, within bounds, from files that nobody vouches
for."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from xml.parsers import expat

from academy.exports.csv import plain

MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_CELL = 32_767  # characters: as many as a cell of a spreadsheet holds
MOST_UNPACKED = 15_000_000  # bytes of all that is in an XLSX file
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
MOST_ELEMENTS = 2 * MOST_CELLS
MOST_BESIDES = 50_000  # elements that hold no cell or text: styles, which are dear to read, and the like
IN_CELLS = {"row", "c", "v", "is", "si", "t"}
DEEPEST = 30  # elements within each other; spreadsheets need a dozen
PIECE = 65_536  # bytes
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
    if text.count(delimiter) + text.count("\n") > MOST_CELLS:  # each cell takes far more room than its sign
        raise Unreadable("large")
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
        book = load_workbook(_measured(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size is not to be relied on
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
        yield from (_bounded("" if cell is None else _shown(cell) for cell in row) for row in rows)
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken workbook makes of its reader
        raise Unreadable("format") from error


def _measured(data: bytes) -> io.BytesIO:
    """The same workbook, unpacked, if there is no more in it than a sheet may have. Its reader takes a row at a time
    and hundreds of bytes for each cell, and a few kilobytes unpack to millions of cells; so everything is counted
    first, whatever it is called, and the reader gets what was counted: what a file says of its size may be a lie."""
    out, count = io.BytesIO(), _Count()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as unpacked:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
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

    def __init__(self):
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
        many = self.elements > MOST_ELEMENTS or self.cells > MOST_CELLS or self.besides > MOST_BESIDES
        if many or self.rows > MOST_ROWS + 1:
            raise Unreadable("large")
        if self.depth > DEEPEST:
            raise Unreadable("format")

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _declare(self, *_declared) -> None:
        """A workbook declares nothing; entities would be text out of nowhere."""
        raise Unreadable("format")


def _shown(cell) -> str:
    """A number as somebody typed it: 2, not 2.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _bounded(cells: Iterable[str]) -> list[str]:
    row = list(cells)
    if any(len(cell) > MOST_CELL for cell in row):
        raise Unreadable("large")
    return row
