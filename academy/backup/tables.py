"""The tables that a backup has, as the database itself describes them: whatever table there will be is in it."""

import json
from collections.abc import Iterator

import sqlalchemy as sa

from academy.backup import kinds

STAMP = "alembic_version"
LEFT_OUT = {
    "job_chunk": "files that jobs made, which can be made again and hold the data of many people",
    "sign_in_session": "who is signed in where: an old backup signs nobody in",
}
EMPTIED = {("job", "result")}  # tells of those files
AT_ONCE = 1000  # rows that are fetched together
AT_ONCE_WITH_BYTES = 8


def described(connection: sa.Connection) -> dict[str, sa.Table]:
    """Every table of a backup by its name, those before it that it refers to, where there is such an order."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return {table.name: table for table in metadata.sorted_tables if table.name not in LEFT_OUT and table.name != STAMP}


def ordered(table: sa.Table) -> list[sa.Column]:
    """Columns by their names: migrations leave them in another order on either database."""
    return sorted(table.columns, key=lambda column: column.name)


def columns(table: sa.Table) -> list[tuple[str, str]]:
    """Name and kind of each."""
    return [(column.name, kinds.kind_of(column)) for column in ordered(table)]


def lines(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """A line of JSON for each row, by the primary key, in flat memory. Either database gives the same lines."""
    written = [(at, kinds.WRITE[kind]) for at, (_, kind) in enumerate(columns(table)) if kind in kinds.WRITE]
    for row in connection.execute(_rows(table, connection.dialect.name)):
        values = list(row)
        for at, write in written:
            if values[at] is not None:
                values[at] = write(values[at])
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _rows(table: sa.Table, dialect: str) -> sa.Select:
    chosen = [
        sa.null().label(column.name) if (table.name, column.name) in EMPTIED else kinds.selected(column)
        for column in ordered(table)
    ]
    big = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    found = sa.select(*chosen).order_by(*(_by_bytes(column, dialect) for column in table.primary_key.columns))
    return found.execution_options(yield_per=AT_ONCE_WITH_BYTES if big else AT_ONCE)


def _by_bytes(column: sa.Column, dialect: str) -> sa.ColumnElement:
    """The order of SQLite: PostgreSQL would sort texts by the language of its machine."""
    return sa.collate(column, "C") if dialect == "postgresql" and isinstance(column.type, sa.String) else column
