"""How values stand in a backup: as JSON that is the same whichever database they come from, and back for either.

| kind | in the file |
| --- | --- |
| text, integer, number, boolean | as JSON has them |
| decimal | text, with all places of its column |
| moment | text, ISO 8601 in UTC with microseconds, `2026-01-31T09:00:00.000000Z` |
| day, uuid | text |
| json | text: JSON whose keys are sorted, so that NULL and JSON's null stay apart |
| bytes | text in base64 |
"""

import base64
import binascii
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from academy.backup import BackupTrouble

EXACT = 1e16  # floats from here on are whole, and PostgreSQL gives them back as whole numbers
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,100}(\.\d{1,100})?", re.ASCII)
WHOLE_NUMBERS = range(-(2**63), 2**63)
OF_TYPES = (  # the first that fits
    (sa.JSON, "json"),
    (sa.Boolean, "boolean"),
    (sa.LargeBinary, "bytes"),
    (sa.DateTime, "moment"),
    (sa.Date, "day"),
    (sa.Uuid, "uuid"),
    (sa.Float, "number"),
    (sa.Numeric, "decimal"),
    (sa.Integer, "integer"),
    (sa.String, "text"),
)


def kind_of(column: sa.Column) -> str:
    """Of a column as the database or a model describes it; raises BackupTrouble for a type that nobody thought of."""
    own = column.type.impl_instance if isinstance(column.type, sa.TypeDecorator) else column.type
    kind = next((kind for type_, kind in OF_TYPES if isinstance(own, type_)), None)
    if kind is None:
        raise BackupTrouble(f"{column} is of a type that backups do not know: {column.type!r}")
    # SQLite has no UUIDs and keeps them as CHAR(32); nothing else has this type
    return "uuid" if isinstance(column.type, sa.CHAR) and column.type.length == 32 else kind


def selected(column: sa.Column) -> Any:
    """The column as it is read: JSON as the text that the database has, since Python's values would lose what it was."""
    return sa.cast(column, sa.Text).label(column.name) if isinstance(column.type, sa.JSON) else column


def _moment(value: datetime) -> str:
    utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return f"{utc.isoformat(timespec='microseconds')}Z"


def canonical(text: str) -> str:
    """The same JSON with its keys sorted, as PostgreSQL does not keep their order, and with numbers as either gives them."""
    return json.dumps(json.loads(text, parse_float=_float), sort_keys=True)


def _float(text: str) -> float | int:
    value = float(text) + 0.0  # there is no negative zero in PostgreSQL's JSON
    return int(Decimal(text)) if EXACT <= abs(value) < float("inf") else value


# What is not named here stands in the file as the database gives it.
WRITE: dict[str, Callable[[Any], Any]] = {
    "decimal": lambda value: f"{value:f}",
    "moment": _moment,
    "day": date.isoformat,
    "uuid": lambda value: str(value if isinstance(value, UUID) else UUID(value)),
    "json": canonical,
    "bytes": lambda value: base64.b64encode(value).decode(),
}


def _checked(*types: type, shape: re.Pattern | None = None) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) not in types or (shape and not shape.fullmatch(value)):
            raise ValueError("a value of another kind")
        return value

    return check


def _whole(value: Any) -> int:
    if type(value) is not int or value not in WHOLE_NUMBERS:
        raise ValueError("no whole number")
    return value


def _json(value: Any) -> str:
    json.loads(_text(value))
    return value


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


_text = _checked(str)
_moment_text = _checked(str, shape=MOMENT)
_decimal_text = _checked(str, shape=DECIMAL)

# From the file, for the driver of a database; each raises ValueError for what cannot be one.
READ_POSTGRESQL: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _whole,
    "number": _checked(float, int),
    "boolean": _checked(bool),
    "decimal": _decimal_text,
    "moment": lambda value: datetime.fromisoformat(_moment_text(value)).isoformat(),
    "day": lambda value: date.fromisoformat(_text(value)).isoformat(),
    "uuid": lambda value: str(UUID(_text(value))),
    "json": _json,
    "bytes": _bytes,
}
READ_SQLITE = READ_POSTGRESQL | {
    "boolean": lambda value: int(READ_POSTGRESQL["boolean"](value)),
    "decimal": lambda value: float(_decimal_text(value)),
    "moment": lambda value: datetime.fromisoformat(_moment_text(value)).strftime("%Y-%m-%d %H:%M:%S.%f"),
    "uuid": lambda value: UUID(_text(value)).hex,
}
