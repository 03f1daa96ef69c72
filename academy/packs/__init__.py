"""Packs on disk: read a folder or a zip, validate it, and give it its canonical form and digest.

Everything in a pack is untrusted. What is wrong with it comes back as findings with file, line and column,
all at once, never as a half-read pack.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import ValidationError

from academy.packs import documents
from academy.packs.documents import PACK_FILE
from academy.packs.files import images
from academy.packs.files import of as files_of
from academy.packs.findings import Finding, PackError
from academy.packs.parts import Part

__all__ = ["KINDS", "PACK_FILE", "Finding", "Kind", "Pack", "PackError", "digest", "kind_of", "parse", "read", "register"]


@dataclass(frozen=True)
class Kind:
    """A kind of pack. `check(content, rules)` yields (path, message) for what a schema alone cannot see;
    `rules` is the content of the rules pack that it cites, or None. `rehearse(content, rules)` tries out what takes longer
    than a look: it gives a report and the same kind of findings."""

    name: str
    schema: type[Part]
    shipped: Path
    check: Callable[[Any, Any], Iterator[tuple[tuple, str]]] = lambda content, rules: iter(())
    rehearse: Callable[[Any, Any], tuple[str, Iterable[tuple[tuple, str]]]] | None = None


@dataclass(frozen=True)
class Pack:
    """A validated pack. `content` is the parsed schema, `files` its images by path."""

    kind: str
    slug: str
    content: Part
    files: Mapping[str, bytes] = field(default_factory=dict)

    def canonical(self, rules_digest: str | None = None) -> bytes:
        """The bytes that the digest is of: RFC 8785 JSON, images by digest, the rules edition pinned."""
        return rfc8785.dumps(
            {
                "kind": self.kind,
                "slug": self.slug,
                "content": self.content.model_dump(mode="json"),
                "files": {path: digest(data) for path, data in self.files.items()},
                "rules": rules_digest,
            }
        )


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Features say which kinds of pack they understand."""
    KINDS[kind.name] = kind


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read(source: Path, rules: Callable[[str], Any] = lambda slug: None) -> Pack:
    """Read and validate a folder or a .zip; `rules(slug)` gives the content of a cited rules pack or None."""
    return parse(slug_of(source), files_of(Path(source)), rules)


def slug_of(source: Path) -> str:
    """A pack is called as its folder or zip is."""
    source = Path(source)
    return source.stem if source.suffix == ".zip" else source.resolve().name


def kind_of(source: Path) -> str:
    """The kind that a pack names, seen without understanding the rest; empty when it cannot be seen."""
    try:
        text = files_of(source).get(PACK_FILE, b"").decode("utf-8", "replace")
    except PackError:
        return ""
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("kind:")), "")


def parse(slug: str, files: Mapping[str, bytes], rules: Callable[[str], Any] = lambda slug: None) -> Pack:
    """Validate a pack given as {path: bytes}; raises PackError with every finding at once."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 60:
        raise PackError([Finding(slug, 0, 0, "a pack's folder is named in small letters, digits and hyphens, at most 60")])
    if PACK_FILE not in files:
        raise PackError([Finding(slug, 0, 0, f"there is no {PACK_FILE} in this pack")])
    document = documents.load(files[PACK_FILE])
    name = document.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise PackError([documents.finding(document, ("kind",), f"kind must be one of: {', '.join(sorted(KINDS))}")])
    body = {key: value for key, value in document.items() if key != "kind"}
    if unseen := [documents.finding(document, path, f"holds the character {sign}") for path, sign in documents.unseen(body)]:
        raise PackError(unseen)
    content = _validated(kind, document, body, files)
    if findings := [documents.finding(document, path, message) for path, message in _cross_checks(kind, content, rules)]:
        raise PackError(findings)
    pack = Pack(kind.name, slug, content, images(files))
    try:
        pack.canonical()
    except rfc8785.CanonicalizationError as error:
        raise PackError([Finding(PACK_FILE, 1, 1, f"a number in it is too large to be kept exactly: {error}")]) from None
    return pack


def rehearse(source: Path, pack: Pack, rules: Callable[[str], Any]) -> tuple[str, list[Finding]]:
    """A report on how a sound pack plays, with findings; an empty one for a kind of pack that is not played."""
    kind = KINDS[pack.kind]
    if kind.rehearse is None:
        return "", []
    document = documents.load(files_of(source)[PACK_FILE])
    report, problems = kind.rehearse(pack.content, rules(pack.content.rules))
    return report, [documents.finding(document, path, message) for path, message in problems]


def _validated(kind, document, body, files):
    try:
        return kind.schema.model_validate(body, context={"files": files})
    except ValidationError as error:
        raise PackError(documents.finding(document, e["loc"], _message(e)) for e in error.errors()) from None


def _cross_checks(kind, content, rules):
    cited = getattr(content, "rules", None) if kind.name != "rules" else None
    found = rules(cited) if isinstance(cited, str) else None
    if isinstance(cited, str) and found is None:
        yield ("rules",), f"there is no rules pack {cited}"
        return
    yield from kind.check(content, found)


def _message(error) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown key {error['loc'][-1]!r}"
    where = ".".join(str(step) for step in error["loc"])
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"
