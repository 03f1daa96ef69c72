"""The YAML of a pack, from its document: how editions and drafts are written to files, and how large such a file is."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from academy.packs import documents
from academy.packs.findings import Problem

WIDTH = 110
HEAD = 500  # bytes: what the file of an edition says at its top
GROWS = 4  # a file may be so many times as large as its document is in JSON: lines are indented
_BLOCK = re.compile(
    r"[^\s\ufeff]([^\r\t\x85\u2028\u2029\ufeff]*[^\s\ufeff])?\n*"
)  # comes back as it was from a block of lines


def written(kind: str, document: Mapping[str, Any], head: Iterable[str] = ()) -> bytes:
    """The pack.yaml of a document, with lines of comment at its top."""
    lines = "".join(f"# {line}\n" for line in head)
    return lines.encode() + _dumped({"kind": kind, **document})


def too_large(kind: str, document: Mapping[str, Any]) -> Iterator[Problem]:
    """A pack that nobody could take in again from its file, however many files it came from."""
    text, room = json.dumps(document, ensure_ascii=False), documents.LARGEST - HEAD
    if len(text.encode(errors="replace")) * GROWS > room and (size := size_of(kind, document)) > room:
        most = documents.LARGEST // 1000
        message = f"written as one file the pack is larger than {most} kB: {size + HEAD} bytes"
        yield Problem((), message, "pack_too_large", {"most": most})


def size_of(kind: str, document: Mapping[str, Any]) -> int:
    """Bytes of the file of a document. A large one takes seconds, and each page of a draft asks for it: its lists are measured
    entry by entry, so that what has not changed since is known."""
    total = _measured(json.dumps({"kind": kind}))
    for key, value in document.items():
        entries = value if isinstance(value, list) and value else None
        alone = [{key: [entry]} for entry in entries] if entries else [{key: value}]
        total += sum(_measured(json.dumps(each)) for each in alone) - (len(alone) - 1) * len(f"{key}:\n".encode())
    return total


@lru_cache(maxsize=4096)
def _measured(text: str) -> int:
    """Bytes of what stands in a document as this JSON."""
    return len(_dumped(json.loads(text)))


def _dumped(document: Mapping[str, Any]) -> bytes:
    text, yaml = io.StringIO(), YAML()
    yaml.width = WIDTH
    yaml.dump(_legible(document), text)
    return text.getvalue().encode()


def _legible(value: Any) -> Any:
    """Texts of several lines stand as they are, where YAML can say them so."""
    if isinstance(value, dict):
        return {key: _legible(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_legible(each) for each in value]
    block = isinstance(value, str) and "\n" in value and _BLOCK.fullmatch(value) and " \n" not in value
    return LiteralScalarString(value) if block else value
