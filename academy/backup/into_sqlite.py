"""Rows into an SQLite database, within one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa

from academy.backup import kinds
from academy.backup.tables import ordered

READ = kinds.READ_SQLITE
ERRORS = (sqlite3.Error, OverflowError)
AT_ONCE = 200  # rows


@contextmanager
def unchecked(connection: sa.Connection) -> Iterator[None]:
    """Keys may refer to rows that come later. To be asked for outside of a transaction."""
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def drop(connection: sa.Connection, tables: Iterable[str]) -> None:
    for table in tables:
        connection.exec_driver_sql(f'DROP TABLE "{table}"')


@contextmanager
def loading(connection: sa.Connection, tables: Iterable[sa.Table]) -> Iterator[None]:
    """The tables are emptied of what the migrations put into them; triggers let it pass."""
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for table in tables:
        connection.execute(sa.delete(table))
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)


def load(connection: sa.Connection, table: sa.Table, rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in ordered(table))
    places = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'
    driver = connection.connection.driver_connection
    while portion := list(islice(rows, AT_ONCE)):
        driver.executemany(statement, portion)


def dangling(connection: sa.Connection) -> str:
    """A row that refers to nothing, in words; "" if there is none."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"a row of {found[0]} refers to a row of {found[2]} that is not there" if found else ""


def finish(connection: sa.Connection) -> None:
    """There is nothing that SQLite would have to learn."""
