"""Packs on their way out: the files of an edition, in the format in which packs are shipped.

What they were is told in comments at the top, which no digest is of: it helps whoever takes them in again to compare.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from academy import packs
from academy.editions import content, file_or_404, files_of
from academy.editions.models import Edition
from academy.packs import documents, files, writing

UNFINISHED = "Draft: not finished"
_EDITION, _CITED = re.compile(r"Edition ([0-9a-f]{64})"), re.compile(r"([A-Z][a-z]+) ([0-9a-f]{64}) \([a-z0-9-]+\)")


@dataclass(frozen=True)
class Origin:
    """What a pack says it was when it was written to a file; empty where it says nothing."""

    edition: str = ""
    cited: Mapping[str, str] = field(default_factory=dict)  # the digests of the editions that it pinned, by kind
    unfinished: bool = False


def export(edition: Edition, with_cited: bool = False) -> bytes:
    """The pack of an edition as a zip that is taken in again to the same digest; with the packs that it cites, each in a
    folder."""
    if not (with_cited and edition.cited):
        return files.zipped(files_to_write(edition))
    folders = {edition.slug: edition}
    for kind, each in edition.cited.items():
        folders[f"{kind}-{each.slug}" if each.slug in folders else each.slug] = each
    return files.zipped(
        {f"{folder}/{path}": data for folder, each in folders.items() for path, data in files_to_write(each).items()}
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
    head += [f"{kind.capitalize()} {each.digest} ({each.slug})" for kind, each in edition.cited.items()]
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
    cited = {found[1].lower(): found[2] for line in head if (found := _CITED.fullmatch(line))}
    return Origin(edition, cited, UNFINISHED in head)
