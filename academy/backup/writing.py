"""Making a backup: one moment of the database, streamed into a zip."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

import sqlalchemy as sa
from flask import current_app

from academy import __version__, audit, clock, migrations
from academy.backup import BackupTrouble, beside, manifest, sealing, tables
from academy.backup.manifest import Manifest, Part
from academy.db import db

Told = Callable[[str, int], None]


class Sink:
    """A stream that cannot go back, whatever it is, so that a file and a pipe get the same bytes; counts and digests them."""

    def __init__(self, file: IO[bytes]):
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    def sync(self) -> None:
        """On the disk, if it is a file."""
        self._file.flush()
        with suppress(OSError):
            os.fsync(self._file.fileno())

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def ready() -> None:
    """Note that all of it is about to leave the house. Raises BackupTrouble for a database that cannot be backed up."""
    with db.engine.connect() as connection:
        revision = migrations.current(connection)
    if revision is None:
        raise BackupTrouble("there is nothing in this database yet; look at ACADEMY_DATABASE")
    known = migrations.known()
    if revision not in known:
        raise BackupTrouble("a newer version of the academy has used this database; make the backup by that one")
    if revision == known[0]:  # the log of an earlier schema may be another one
        audit.exported("backup.made", None, None)
    db.session.remove()


def write(sink: Sink, passphrase: str | None, told: Told) -> Manifest:
    """Write all of it; with a passphrase also the secrets of this server, sealed by it. Raises BackupTrouble."""
    files = beside.files()  # before the database, so that no head in them is of an entry that is not in it
    at = clock.now()
    with snapshot() as connection, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        keep = Keeper(archive, at.timetuple()[:6])
        found = tables.described(connection)
        kept = [keep.table(table, tables.lines(connection, table), told) for table in found.values()]
        made = Manifest(
            format=manifest.FORMAT,
            version=manifest.VERSION,
            academy=__version__,
            name=current_app.config["NAME"],
            base_url=current_app.config["BASE_URL"],
            revision=migrations.current(connection),
            made_at=at,
            engine=connection.dialect.name,
            left_out=tables.LEFT_OUT,
            tables=kept,
            files=[keep.part("files", name, [data]) for name, data in files.items()],
            sealed=passphrase
            and keep.part("sealed", "secrets", [sealing.sealed(beside.secrets(), passphrase)])
            or None,
        )
        keep.part("", manifest.NAME, [made.written()])
    return made


class Keeper:
    """Puts parts into the zip, a piece at a time."""

    def __init__(self, archive: zipfile.ZipFile, date_time: tuple[int, ...]):
        self.archive, self.date_time = archive, date_time

    def table(self, table: sa.Table, lines: Iterable[bytes], told: Told) -> Part:
        rows = 0

        def counted() -> Iterator[bytes]:
            nonlocal rows
            for line in lines:
                rows += 1
                told(table.name, rows)
                yield line

        part = self.part("tables", table.name, counted())
        return part.model_copy(update={"rows": rows, "columns": tuple(tables.columns(table))})

    def part(self, folder: str, name: str, pieces: Iterable[bytes]) -> Part:
        info = zipfile.ZipInfo(manifest.member(folder, name) if folder else name, self.date_time)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        return Part(name=name, size=size, sha256=digest.hexdigest())


@contextmanager
def snapshot() -> Iterator[sa.Connection]:
    """One moment of the database, however long it is read; nobody waits for us."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection
