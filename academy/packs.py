"""Packs on disk: read a folder or a zip, validate it, and give it its canonical form and digest.

Everything in a pack is untrusted. What is wrong with it comes back as findings with file, line and column,
all at once, never as a half-read pack.
"""

import hashlib
import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import rfc8785
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError, ValidationInfo
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

PACK_FILE = "pack.yaml"
FILE_BYTES = 2_000_000
PACK_BYTES = 20_000_000
PACK_FILES = 500
DEEPEST = 30
IMAGE_TYPES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".webp": b"RIFF"}
TEXT_TYPES = {".yaml", ".md"}
SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)?", re.IGNORECASE)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


def _markdown_of(value: Any, info: ValidationInfo) -> Any:
    """A name ending in .md stands for the text of that file of the pack."""
    if not (isinstance(value, str) and value.endswith(".md") and "\n" not in value):
        return value
    files = (info.context or {}).get("files", {})
    if value not in files:
        raise ValueError(f"there is no file {value} in this pack")
    return files[value].decode()


Markdown = Annotated[str, BeforeValidator(_markdown_of), StringConstraints(min_length=1, max_length=60_000)]


class Part(BaseModel):
    """A piece of a pack: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong with a pack, and where (line and column count from 1, 0 is unknown)."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class PackError(Exception):
    """A pack that cannot be taken in; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True)
class Kind:
    """A kind of pack. `check(content, rules)` yields (path, message) for what a schema alone cannot see;
    `rules` is the content of the rules pack that it cites, or None."""

    name: str
    schema: type[Part]
    shipped: Path
    check: Callable[[Any, Any], Iterator[tuple[tuple, str]]] = lambda content, rules: iter(())


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
    source = Path(source)
    return parse(source.stem if source.suffix == ".zip" else source.resolve().name, _files(source), rules)


def kind_of(source: Path) -> str:
    """The kind that a pack names, seen without understanding the rest; empty when it cannot be seen."""
    try:
        text = _files(source).get(PACK_FILE, b"").decode("utf-8", "replace")
    except PackError:
        return ""
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("kind:")), "")


def parse(slug: str, files: Mapping[str, bytes], rules: Callable[[str], Any] = lambda slug: None) -> Pack:
    """Validate a pack given as {path: bytes}; raises PackError with every finding at once."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 60:
        raise PackError([Finding(slug, 0, 0, "a pack's folder is named in small letters, digits and hyphens, at most 60")])
    if PACK_FILE not in files:
        raise PackError([Finding(slug, 0, 0, f"there is no {PACK_FILE} in this pack")])
    document = _yaml(files[PACK_FILE])
    name = document.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise PackError([_finding(document, ("kind",), f"kind must be one of: {', '.join(sorted(KINDS))}")])
    body = {key: value for key, value in document.items() if key != "kind"}
    if unseen := [_finding(document, path, f"holds the character {sign}") for path, sign in _unseen(body)]:
        raise PackError(unseen)
    content = _validated(kind, document, body, files)
    if findings := [_finding(document, path, message) for path, message in _cross_checks(kind, content, rules)]:
        raise PackError(findings)
    images = {path: data for path, data in files.items() if PurePosixPath(path).suffix.lower() in IMAGE_TYPES}
    pack = Pack(kind.name, slug, content, images)
    try:
        pack.canonical()
    except rfc8785.CanonicalizationError as error:
        raise PackError([Finding(PACK_FILE, 1, 1, f"a number in it is too large to be kept exactly: {error}")]) from None
    return pack


def _validated(kind, document, body, files):
    try:
        return kind.schema.model_validate(body, context={"files": files})
    except ValidationError as error:
        raise PackError(_finding(document, e["loc"], _message(e)) for e in error.errors()) from None


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


def _yaml(data: bytes) -> dict:
    """The document with its line numbers; duplicate keys, aliases and broken syntax are findings."""
    try:
        text = data.decode("utf-8")
        _refuse_tangled(text)
        document = YAML().load(text)
    except UnicodeDecodeError as error:
        raise PackError([Finding(PACK_FILE, 1, 1, f"not UTF-8 text: {error.reason}")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise PackError([Finding(PACK_FILE, line, column, (error.problem or "not YAML").splitlines()[0])]) from None
    except YAMLError as error:
        raise PackError([Finding(PACK_FILE, 1, 1, str(error).splitlines()[0])]) from None
    if not isinstance(document, dict):
        raise PackError([Finding(PACK_FILE, 1, 1, "a pack is a mapping of keys to values")])
    return document


def _refuse_tangled(text: str) -> None:
    """Aliases can stand for more than any memory holds, and depth takes longer than anybody waits."""
    depth = 0
    for event in YAML().parse(io.StringIO(text)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or depth > DEEPEST:
            mark = event.start_mark
            problem = f"nested deeper than {DEEPEST}" if depth > DEEPEST else "anchors and aliases (& and *) are not allowed here"
            raise PackError([Finding(PACK_FILE, mark.line + 1, mark.column + 1, problem)])


def _finding(document, path, message) -> Finding:
    line, column, here = 0, 0, document
    for step in path:
        try:
            if isinstance(here, dict) and step in here:
                line, column = here.lc.key(step)
            elif isinstance(here, list) and isinstance(step, int):
                line, column = here.lc.item(step)
            else:
                continue  # a step that only the schema knows, such as the name of a union's member
            here = here[step]
        except (KeyError, IndexError, AttributeError, TypeError):
            break
    return Finding(PACK_FILE, line + 1, column + 1, message)


def _files(source: Path) -> dict[str, bytes]:
    return _zip_files(source) if source.suffix == ".zip" else _folder_files(source)


def _folder_files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise PackError([Finding(str(folder), 0, 0, "there is no such folder")])
    paths = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    if odd := [path for path in paths if path.is_symlink() or not path.is_file()]:
        raise PackError(Finding(path.name, 0, 0, "links and devices are not allowed in a pack") for path in odd)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}
    _refuse_unsafe(sizes)
    return _checked({name: (folder / name).read_bytes() for name in sizes})


def _zip_files(source: Path | io.BytesIO) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
                raise PackError([Finding("zip", 0, 0, "links are not allowed in a pack")])
            names = [entry.filename for entry in entries]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise PackError(Finding(name, 0, 0, "is in the zip twice") for name in twice)
            _refuse_unsafe({entry.filename: entry.file_size for entry in entries})
            return _checked({entry.filename: archive.read(entry) for entry in entries})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise PackError([Finding("zip", 0, 0, f"not a zip that can be read: {error}")]) from None


def _refuse_unsafe(sizes: Mapping[str, int]) -> None:
    findings = [Finding(name, 0, 0, problem) for name, size in sizes.items() if (problem := _name_problem(name, size))]
    if len(sizes) > PACK_FILES or sum(sizes.values()) > PACK_BYTES:
        findings.append(Finding("pack", 0, 0, f"a pack holds at most {PACK_FILES} files and {PACK_BYTES // 10**6} MB"))
    if findings:
        raise PackError(findings)


def _name_problem(name: str, size: int) -> str | None:
    parts = name.split("/")
    if not all(SAFE_NAME.fullmatch(part) for part in parts) or len(name) > 120:
        return "file names are letters, digits, hyphens and one ending"
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TEXT_TYPES and suffix not in IMAGE_TYPES:
        return f"files are {', '.join(sorted(TEXT_TYPES | set(IMAGE_TYPES)))}"
    if size > FILE_BYTES:
        return f"larger than {FILE_BYTES // 10**6} MB"
    return None


def _checked(files: dict[str, bytes]) -> dict[str, bytes]:
    findings = []
    for name, data in files.items():
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in IMAGE_TYPES and not data.startswith(IMAGE_TYPES[suffix]):
            findings.append(Finding(name, 0, 0, "its content is not the image that its ending says"))
        if suffix == ".md" and (problem := _text_problem(data)):
            findings.append(Finding(name, 0, 0, problem))
    if findings:
        raise PackError(findings)
    return files


def _text_problem(data: bytes) -> str | None:
    try:
        sign = _unseen_sign(data.decode("utf-8"))
    except UnicodeDecodeError:
        return "not UTF-8 text"
    return sign and f"holds the character {sign}"


def _unseen(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Where texts hold control characters or halves of characters, which neither databases nor people can read."""
    if isinstance(value, str) and (sign := _unseen_sign(value)):
        yield path, sign
    for step, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _unseen(part, (*path, step))


def _unseen_sign(text: str) -> str | None:
    unseen = (sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r")
    return next((f"U+{ord(sign):04X}" for sign in unseen), None)
