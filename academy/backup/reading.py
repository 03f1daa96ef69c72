"""Reading a backup that may be anybody's: nothing of it is believed before its digests fit."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from academy.backup import BackupTrouble, manifest
from academy.backup.manifest import NO_BACKUP, Manifest, Part

LONGEST = 2**28  # bytes of a row
MOST_TIMES = 300  # that a backup may grow when it is unpacked; ten is usual
PIECE = 2**20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Backup:
    """An open backup whose manifest has been read; `check` it before anything else."""

    def __init__(self, archive: zipfile.ZipFile, size: int):
        self._archive, self._size = archive, size
        self.manifest = self._manifest()

    def check(self) -> None:
        """Every part is there, nothing else is, and each is as it was written; raises BackupTrouble."""
        members = self.manifest.members
        names = sorted(info.filename for info in self._archive.infolist())
        if names != sorted([*members, manifest.NAME]):
            raise BackupTrouble("this backup does not have the parts that it names, or has others")
        if sum(part.size for part in members.values()) > MOST_TIMES * self._size:
            raise BackupTrouble("this backup would grow out of all proportion when it is unpacked")
        for name, part in members.items():
            self._check(name, part)

    def rows(self, table: Part) -> Iterator[list[Any]]:
        """The rows of a table; raises BackupTrouble."""
        with self._open(manifest.member("tables", table.name)) as file, io.BufferedReader(file, PIECE) as reader:
            for line in iter(lambda: reader.readline(LONGEST), b""):
                row = _row(line)
                if not isinstance(row, list) or len(row) != len(table.columns):
                    raise BackupTrouble(f"a row of {table.name} in this backup is none")
                yield row

    def files(self) -> dict[str, bytes]:
        return {file.name: self._read(manifest.member("files", file.name)) for file in self.manifest.files}

    def sealed(self) -> bytes:
        return self._read(manifest.member("sealed", self.manifest.sealed.name))

    def _manifest(self) -> Manifest:
        with self._open(manifest.NAME) as file:
            return manifest.parsed(file.read(manifest.LONGEST))

    def _check(self, name: str, part: Part) -> None:
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._open(name) as file:
            while size <= part.size and (piece := file.read(PIECE)):
                digest.update(piece)
                size += len(piece)
                rows += piece.count(b"\n") if part.columns else 0
        if (size, rows, digest.hexdigest()) != (part.size, part.rows, part.sha256):
            raise BackupTrouble(f"{name} in this backup is not as it was written: the file is damaged, or was changed")

    def _read(self, name: str) -> bytes:
        with self._open(name) as file:
            return file.read()

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        with plainly():
            with self._archive.open(name) as file:
                yield file


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """The backup of this name; raises BackupTrouble."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupTrouble(f"{path} cannot be read: {error.strerror}") from None
    with file:
        with plainly():
            archive = zipfile.ZipFile(file)
        with archive:
            yield Backup(archive, path.stat().st_size)


@contextmanager
def plainly() -> Iterator[None]:
    """What is wrong with a zip, as the trouble that it is."""
    try:
        yield
    except KeyError:
        raise BackupTrouble(NO_BACKUP) from None
    except BROKEN:
        raise BackupTrouble("this file is damaged, was cut off, or is no backup of an academy") from None


def _row(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
