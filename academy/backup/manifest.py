"""What a backup says of itself: of which schema it is, which tables it has, and the digest of each."""

import json
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from academy.backup import BackupTrouble

NAME = "manifest.json"
FORMAT = "academy backup"
VERSION = 1  # of the format; what reads a newer one does not know what is in it
LONGEST = 4_000_000  # bytes
NO_BACKUP = "this is no backup of an academy, or it is damaged"

Count = Annotated[int, Field(ge=0)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
Kind = Literal["text", "integer", "number", "boolean", "decimal", "moment", "day", "uuid", "json", "bytes"]


class Part(BaseModel):
    """A table with its columns and their kinds; or a file from beside the database, which has neither columns nor rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_][a-z0-9_.-]{0,99}$")]
    size: Count  # bytes, as they are unpacked
    sha256: Digest
    rows: Count = 0
    columns: tuple[tuple[Identifier, Kind], ...] = ()


class Manifest(BaseModel):
    """`revision` is of the schema; `left_out` has tables and why. `sealed` are secrets of the server, under a passphrase."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["academy backup"]
    version: Literal[1]
    academy: str  # the program's version
    name: str
    base_url: str
    revision: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    made_at: datetime
    engine: str
    left_out: dict[str, str]
    tables: tuple[Part, ...]
    files: tuple[Part, ...]
    sealed: Part | None

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def members(self) -> dict[str, Part]:
        """Every part by its name in the zip."""
        found = {member("tables", table.name): table for table in self.tables}
        found |= {member("files", file.name): file for file in self.files}
        return found | ({member("sealed", self.sealed.name): self.sealed} if self.sealed else {})

    def written(self) -> bytes:
        return self.model_dump_json(indent=1).encode()


def member(folder: str, name: str) -> str:
    return f"{folder}/{name}" + (".jsonl" if folder == "tables" else "")


def parsed(data: bytes) -> Manifest:
    """Raises BackupTrouble."""
    try:
        said = json.loads(data)
        version = said["version"] if said["format"] == FORMAT else None
    except (ValueError, LookupError, TypeError, RecursionError):
        raise BackupTrouble(NO_BACKUP) from None
    if type(version) is int and version > VERSION:
        raise BackupTrouble("a newer version of the academy made this backup; install that one and try again")
    try:
        found = Manifest.model_validate_json(data)
    except ValidationError:
        raise BackupTrouble(NO_BACKUP) from None
    if len(found.members) != len(found.tables) + len(found.files) + bool(found.sealed):
        raise BackupTrouble(NO_BACKUP)
    return found
