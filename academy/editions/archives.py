"""Packs on their way out: the files of an edition, in the format in which packs are shipped.

What they were is told in comments at the top, which no digest is of: it helps whoever takes them in again to compare.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from academy import packs
from academy.editions import content, file_or_404, files_of
from academy.editions.models import Edition
from academy.packs import documents, files, writing

UNFINISHED = "Draft: not finished"
_EDITION, _RULES = re.compile(r"Edition ([0-9a-f]{64})"), re.compile(r"Rules ([0-9a-f]{64}) \(([a-z0-9-]+)\)")


@dataclass(frozen=True)
class Origin:
    """What a pack says it was when it was written to a file; empty where it says nothing."""

    edition: str = ""
    rules: str = ""  # the digest of the rules that the edition pinned
    unfinished: bool = False


def export(edition: Edition, with_rules: bool = False) -> bytes:
    """The pack of an edition as a zip that is taken in again to the same digest; with its rules, each in a folder."""
    if not (with_rules and edition.rules):
        return files.zipped(files_to_write(edition))
    both = [("", edition), ("rules-" if edition.rules.slug == edition.slug else "", edition.rules)]
    return files.zipped(
        {f"{mark}{each.slug}/{path}": data for mark, each in both for path, data in files_to_write(each).items()}
    )


def write(edition: Edition, folder: Path) -> None:
    """The same as a folder, which must not be there yet; raises OSError."""
    folder.mkdir(parents=True)
    for path, data in files_to_write(edition).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def files_to_write(edition: Edition) -> dict[str, bytes]:
    head = [f"Edition {edition.digest}"]
    if edition.rules:
        head.append(f"Rules {edition.rules.digest} ({edition.rules.slug})")
    document = content(edition).model_dump(mode="json", exclude_defaults=True)
    return written(edition.kind, document, {path: file_or_404(edition, path) for path in files_of(edition)}, head)


def written(
    kind: str, document: Mapping[str, Any], images: Mapping[str, bytes], head: Iterable[str] = ()
) -> dict[str, bytes]:
    """The files of a pack from its document."""
    return {packs.PACK_FILE: writing.written(kind, document, head), **images}


def origin(pack_files: Mapping[str, bytes]) -> Origin:
    head = documents.comments(pack_files.get(packs.PACK_FILE, b""))
    edition = next((found[1] for line in head if (found := _EDITION.fullmatch(line))), "")
    rules = next((found[1] for line in head if (found := _RULES.fullmatch(line))), "")
    return Origin(edition, rules, UNFINISHED in head)
