"""Tables as CSV files that spreadsheets read as they are meant."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

MIMETYPE = "text/csv"
BOM = "\ufeff"  # so that spreadsheets read UTF-8
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # the wide ones count in some languages
BATCH = 500


def as_csv(columns: Sequence[str], rows: Iterable[Sequence], zone: ZoneInfo) -> Iterator[bytes]:
    """UTF-8 with BOM, in flat memory; times are ISO 8601 in the academy's zone."""
    buffer = io.StringIO(BOM)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer, lineterminator="\n")  # as PostgreSQL does
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow([_cell(value, zone) for value in row])
        if number % BATCH == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def neutral(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def plain(text: str) -> str:
    """What was written before it was made neutral."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text


def number(value):
    """A whole number without a point: one database gives 100, the other 100.0. Whatever is none stays as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _cell(value, zone: ZoneInfo):
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return neutral(value) if isinstance(value, str) else number(value)
