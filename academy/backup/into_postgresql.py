"""Rows into a PostgreSQL database, within one transaction, by COPY."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from academy.backup import kinds
from academy.backup.tables import ordered

READ = kinds.READ_POSTGRESQL
ERRORS = (psycopg.Error,)
PATIENCE = 15  # seconds with whoever uses the tables that are to go
KEYS = """
SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conparentid = 0 ORDER BY oid
"""
SEQUENCES = """
SELECT quote_ident(table_name), quote_ident(column_name), pg_get_serial_sequence(quote_ident(table_name), column_name)
FROM information_schema.columns
WHERE table_schema = current_schema() AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""


def unchecked(connection: sa.Connection):
    return nullcontext()  # `loading` does it


def drop(connection: sa.Connection, tables: Iterable[str]) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
    for table in tables:
        connection.exec_driver_sql(f'DROP TABLE "{table}" CASCADE')


@contextmanager
def loading(connection: sa.Connection, tables: Iterable[sa.Table]) -> Iterator[None]:
    """The tables are emptied of what the migrations put into them. Keys between them are taken away, as rows may refer to
    later ones, and put back, which checks all of them."""
    keys = connection.exec_driver_sql(KEYS).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    connection.exec_driver_sql("TRUNCATE " + ", ".join(f'"{table.name}"' for table in tables))
    yield
    _count_on(connection)
    for table, name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def load(connection: sa.Connection, table: sa.Table, rows: Iterator[tuple[Any, ...]]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in ordered(table))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with connection.connection.driver_connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def dangling(connection: sa.Connection) -> str:
    return ""  # the keys that `loading` put back would have refused it


def finish(connection: sa.Connection) -> None:
    """The planner learns what there is."""
    connection.exec_driver_sql("ANALYZE")


def _count_on(connection: sa.Connection) -> None:
    """New rows get numbers behind those that came."""
    for table, column, sequence in connection.exec_driver_sql(SEQUENCES).all():
        connection.exec_driver_sql(
            f"SELECT setval('{sequence}', coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM {table}"
        )
