"""Files of people: read within bounds, whatever they are, and handed back with what is wrong in them."""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable

from academy.exports import reading
from academy.exports.reading import Row, Table, Unreadable

BOUNDS = reading.Bounds(rows=25_000, columns=60, unpacked=80_000_000, guess=True, formulas=True)
LARGEST = 8_000_000  # bytes of a file
OLD = b"\xd0\xcf\x11\xe0"  # what Excel wrote until 2003, and still writes with a password
OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<script", b"<meta", b"mime-version")
USERS, ROLES = "users.csv", "roles.csv"  # of a OneRoster zip


def read(data: bytes, encoding: str = "") -> Table:
    """The table in a file, in an `encoding` of reading.ENCODINGS if one is asked for. Raises Unreadable, with the codes of
    words.UNREADABLE."""
    if len(data) > LARGEST:
        raise Unreadable("large")
    if data.startswith(OLD):
        raise Unreadable("old")
    if data.startswith(OTHER):
        raise Unreadable("other")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:12].lower().startswith(PAGES):
        raise Unreadable("html")
    found = _roster(data) if data.startswith(reading.ZIP) else None
    found = found or reading.table(data, BOUNDS, encoding)
    if not found.rows:
        raise Unreadable("no_rows")
    return found


def pack(table: Table) -> bytes:
    """A table as it is kept."""
    rows = [[row.line, row.too_long, *(row.cells[column] for column in table.columns)] for row in table.rows]
    return zlib.compress(json.dumps([table.columns, rows, table.encoding, table.sheets], ensure_ascii=False).encode())


def unpack(content: bytes) -> Table:
    columns, rows, encoding, sheets = json.loads(zlib.decompress(content))
    found = [Row(line, dict(zip(columns, cells, strict=True)), too_long) for line, too_long, *cells in rows]
    return Table(columns, found, encoding, tuple(sheets))


def _roster(data: bytes) -> Table | None:
    """The users of a OneRoster zip with their roles; None when this zip is none. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename.rpartition("/")[2].lower(): entry for entry in archive.infolist()}
            if USERS not in entries:
                return None
            users = reading.table(_member(archive, entries[USERS]), BOUNDS)
            roles = _roles(reading.table(_member(archive, entries[ROLES]), BOUNDS)) if ROLES in entries else {}
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken zip makes of its reader
        raise Unreadable("format") from error
    if not roles or "role" in users.columns:
        return users
    rows = [
        row._replace(cells={**row.cells, "role": roles.get(row.cells.get("sourcedId", ""), "")}) for row in users.rows
    ]
    return users._replace(columns=[*users.columns, "role"], rows=rows)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What a zip says of sizes may be a lie."""
    with archive.open(entry) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable("large")
    return content


def _roles(table: Table) -> dict[str, str]:
    """The role of each user: the one that is said to be the primary one, or else the first."""
    found: dict[str, str] = {}
    for row in table.rows:
        user, role = row.cells.get("userSourcedId", ""), row.cells.get("role", "")
        if user not in found or row.cells.get("roleType") == "primary":
            found[user] = role
    return found


def write(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A small CSV file that spreadsheets read as it is meant; cells are neutral already."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([list(columns), *map(list, rows)])
    return ("\ufeff" + out.getvalue()).encode()
