"""A backup into a database: all of it in one transaction, or nothing."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from academy import migrations
from academy.backup import BackupTrouble, into_postgresql, into_sqlite, tables
from academy.backup.manifest import Part
from academy.backup.reading import Backup
from academy.db import WRITES, db

INTO = {"sqlite": into_sqlite, "postgresql": into_postgresql}
Told = Callable[[str, int], None]


def there() -> list[str]:
    """The tables of the database that has to be empty."""
    return sorted(sa.inspect(db.engine).get_table_names())


def people() -> int:
    """How many there are in it."""
    if not sa.inspect(db.engine).has_table("person"):
        return 0
    with db.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM person"))


def restore(backup: Backup, replace: bool, told: Told) -> None:
    """Put a checked backup into the database, which is empty, or is emptied first; raises BackupTrouble and leaves it as it
    was."""
    if backup.manifest.revision not in migrations.known():
        raise BackupTrouble("a newer version of the academy made this backup; install that one and try again")
    db.session.remove()
    try:
        _restore(backup, replace, told)
    except sa.exc.DBAPIError as error:
        raise BackupTrouble(f"the database refused it: {_line(error.orig)}") from error


def _restore(backup: Backup, replace: bool, told: Told) -> None:
    with db.engine.connect().execution_options(**WRITES) as connection:
        into = INTO[connection.dialect.name]
        with into.unchecked(connection), connection.begin():
            _empty(connection, into, replace, backup)
            migrations.migrate(connection, backup.manifest.revision)
            found = tables.described(connection)
            _fit(found, backup)
            _load(connection, into, found, backup, told)
            if trouble := into.dangling(connection):
                raise BackupTrouble(trouble)
            _compare(connection, found, backup)
            migrations.migrate(connection, "head")
            into.finish(connection)


def _empty(connection: sa.Connection, into, replace: bool, backup: Backup) -> None:
    names = sa.inspect(connection).get_table_names()
    if not names:
        return
    if not replace:
        raise BackupTrouble("this database is not empty")
    ours = {*db.metadata.tables, *tables.LEFT_OUT, *(table.name for table in backup.manifest.tables), tables.STAMP}
    if others := sorted(set(names) - ours):
        raise BackupTrouble(f"this database has tables that are not the academy's: {', '.join(others)}")
    into.drop(connection, names)


def _fit(found: dict[str, sa.Table], backup: Backup) -> None:
    """The backup has the tables and columns of its revision, and no others."""
    here = {table.name: tuple(tables.columns(table)) for table in found.values()}
    said = {table.name: table.columns for table in backup.manifest.tables}
    if wrong := sorted(name for name in {*here, *said} if here.get(name) != said.get(name)):
        raise BackupTrouble(f"these tables of the backup are not those of its version: {', '.join(wrong)}")


def _load(connection: sa.Connection, into, found: dict[str, sa.Table], backup: Backup, told: Told) -> None:
    with into.loading(connection, found.values()):
        for part in backup.manifest.tables:
            table = found[part.name]
            try:
                into.load(connection, table, _values(backup, part, into.READ, told))
            except (ValueError, *into.ERRORS) as error:
                raise BackupTrouble(f"the rows of {part.name} do not fit this database: {_line(error)}") from error


def _values(backup: Backup, part: Part, read: dict[str, Callable], told: Told) -> Iterator[tuple[Any, ...]]:
    reads = [read[kind] for _, kind in part.columns]
    for number, row in enumerate(backup.rows(part), 1):
        told(part.name, number)
        yield tuple(None if value is None else read(value) for read, value in zip(reads, row, strict=True))


def _compare(connection: sa.Connection, found: dict[str, sa.Table], backup: Backup) -> None:
    """What stands in the database now, read back, is what stands in the file."""
    for part in backup.manifest.tables:
        digest = hashlib.sha256()
        for line in tables.lines(connection, found[part.name]):
            digest.update(line)
        if digest.hexdigest() != part.sha256:
            raise BackupTrouble(f"the rows of {part.name} would not be in this database as they are in the file")


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0]
