"""Packs on disk: read a folder or a zip, validate it, and give it its canonical form and digest.

Everything in a pack is untrusted. What is wrong with it comes back as findings with file, line and column,
all at once, never as a half-read pack.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import ValidationError

from academy.packs import documents, prose, writing
from academy.packs.documents import PACK_FILE
from academy.packs.files import images, opened
from academy.packs.files import of as files_of
from academy.packs.findings import Finding, PackError, Problem
from academy.packs.parts import Part, is_slug
from academy.packs.prose import images_in

__all__ = [
    "KINDS", "PACK_FILE", "Find", "Finding", "Kind", "Pack", "PackError", "Problem", "cited", "cites_others", "digest",
    "images_in", "is_slug", "judge", "kind_of", "named", "opened", "parse", "read", "register",
]  # fmt: skip

Find = Callable[[str, str], Any]  # (kind, slug) → the content of a pack that another one cites, or None


def nothing(kind: str, slug: str) -> None:
    """A Find where there are no other packs."""


@dataclass(frozen=True)
class Kind:
    """A kind of pack. Its packs may cite one of each other kind in `cites`, which they name in the field of that name: the
    content of each, or None, comes as an argument of this name to the functions of the kind. `check(content, rules=…)` yields
    (path, message) for what a schema alone cannot see. `rehearse(content, rules=…)` tries out what takes longer than a look:
    it gives a report and the same kind of findings. `prose(content)` yields (path, text) of what is written in Markdown and
    may show images."""

    name: str
    schema: type[Part]
    shipped: Path
    check: Callable[..., Iterator[tuple[tuple, str]]] = lambda content, **cited: iter(())
    rehearse: Callable[..., tuple[str, Iterable[tuple[tuple, str]]]] | None = None
    prose: Callable[[Any], Iterable[tuple[tuple, str]]] = lambda content: ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A validated pack. `content` is the parsed schema, `files` its images by path."""

    kind: str
    slug: str
    content: Part
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def cites(self) -> dict[str, str]:
        """The slug of each pack that it names, by kind."""
        return named(self.kind, vars(self.content))

    def canonical(self, pinned: Mapping[str, str] = {}) -> bytes:
        """The bytes that the digest is of: RFC 8785 JSON, images by digest, and the digests of the editions that are `pinned`,
        by kind. Rules are there even where there are none, as they always were."""
        return rfc8785.dumps(
            {
                "kind": self.kind,
                "slug": self.slug,
                "content": self.content.model_dump(mode="json"),
                "files": {path: digest(data) for path, data in self.files.items()},
                "rules": None,
                **pinned,
            }
        )


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Features say which kinds of pack they understand."""
    KINDS[kind.name] = kind


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def named(kind: str, document: Mapping[str, Any]) -> dict[str, str]:
    """The slugs of the packs that a document names, by kind."""
    return {each: document[each] for each in KINDS[kind].cites if isinstance(document.get(each), str)}


def cited(kind: str, document: Mapping[str, Any], find: Find) -> dict[str, Any]:
    """The content of each pack that a document of a kind may cite, None where it names none that there is."""
    slugs = named(kind, document)
    return {each: find(each, slugs[each]) if each in slugs else None for each in KINDS[kind].cites}


def read(source: Path, find: Find = nothing) -> Pack:
    """Read and validate the one pack in a folder or a .zip; `find` knows the packs that it may cite."""
    return parse(slug_of(source), files_of(Path(source)), find)


def slug_of(source: Path, folder: str = "") -> str:
    """A pack is called as its folder is, or the zip in which it stands without one."""
    source = Path(source)
    return folder or (source.stem if source.suffix.lower() == ".zip" else source.resolve().name)


def kind_of(files: Mapping[str, bytes]) -> str:
    """The kind that a pack names, seen without understanding the rest; empty when it cannot be seen."""
    text = files.get(PACK_FILE, b"").decode("utf-8-sig", "replace")
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("kind:")), "")


def cites_others(files: Mapping[str, bytes]) -> bool:
    """Whether a pack may cite others, so that those are read first."""
    kind = KINDS.get(kind_of(files))
    return kind is None or bool(kind.cites)


def parse(slug: str, files: Mapping[str, bytes], find: Find = nothing) -> Pack:
    """Validate a pack given as {path: bytes}; raises PackError with every finding at once."""
    if not is_slug(slug):
        raise PackError(
            [Finding(slug, 0, 0, "a pack's folder is named in small letters, digits and hyphens, at most 60")]
        )
    if PACK_FILE not in files:
        raise PackError([Finding(slug, 0, 0, f"there is no {PACK_FILE} in this pack")])
    document = documents.load(files[PACK_FILE])
    name = document.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise PackError([documents.finding(document, ("kind",), f"kind must be one of: {', '.join(sorted(KINDS))}")])
    body = {key: value for key, value in document.items() if key != "kind"}
    content, problems = judge(kind, body, files, find)
    if problems:
        raise PackError(documents.finding(document, problem.path, problem.message) for problem in problems)
    pack = Pack(kind.name, slug, content, images(files))
    try:
        pack.canonical()
    except rfc8785.CanonicalizationError as error:
        raise PackError(
            [Finding(PACK_FILE, 1, 1, f"a number in it is too large to be kept exactly: {error}")]
        ) from None
    return pack


def rehearse(files: Mapping[str, bytes], pack: Pack, find: Find) -> tuple[str, list[Finding]]:
    """A report on how a sound pack plays, with findings; an empty one for a kind of pack that is not played."""
    kind = KINDS[pack.kind]
    if kind.rehearse is None:
        return "", []
    document = documents.load(files[PACK_FILE])
    report, problems = kind.rehearse(pack.content, **cited(kind.name, vars(pack.content), find))
    return report, [documents.finding(document, path, message) for path, message in problems]


def judge(
    kind: Kind, body: Mapping[str, Any], files: Mapping[str, Any], find: Find
) -> tuple[Part | None, list[Problem]]:
    """The content of a pack from its document without the kind, None where it cannot be read, and what is wrong with it.

    Of `files` the texts have to be there, of images only the names."""
    odd = [Problem(path, message, code) for path, message, code in documents.odd(body)]
    try:
        content = kind.schema.model_validate(body, context={"files": files})
    except ValidationError as error:
        found = [e for e in error.errors() if not _is_consequence(e)]
        problems = [Problem(e["loc"], _message(e), e["type"], e.get("ctx", {})) for e in found]
        return None, [*_too_large(kind, body, files, odd), *odd, *problems]
    problems = [*_too_large(kind, content, files, odd), *odd]
    problems += [Problem(path, message) for path, message in _cross_checks(kind, content, find)]
    return content, problems + [each for path, text in kind.prose(content) for each in prose.check(path, text, files)]


def _too_large(
    kind: Kind, said: Part | Mapping[str, Any], files: Mapping[str, Any], odd: list[Problem]
) -> Iterable[Problem]:
    """What no file can hold is not measured."""
    if any(problem.code == "unkept" for problem in odd):
        return ()
    read = isinstance(said, Part)
    document = said.model_dump(mode="json", exclude_defaults=True) if read else documents.plain(said, files)
    return writing.too_large(kind.name, document)


def _is_consequence(error) -> bool:
    """Whether a list counts as too short only because what is in it is wrong, which is said of each by itself."""
    given = error["input"]
    return (
        error["type"] == "too_short" and isinstance(given, (list, tuple)) and len(given) >= error["ctx"]["min_length"]
    )


def _cross_checks(kind, content, find):
    found = cited(kind.name, vars(content), find)
    missing = {each: slug for each, slug in named(kind.name, vars(content)).items() if found[each] is None}
    for each, slug in missing.items():
        yield (each,), f"there is no {each} pack {slug}"
    if not missing:
        yield from kind.check(content, **found)


def _message(error) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown key {error['loc'][-1]!r}"
    where = ".".join(str(step) for step in error["loc"])
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"
