"""Packs from files: what is in an upload, how it stands to what is here, and taking it in as a draft."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from academy import audit, editions, packs
from academy.editions import archives
from academy.editions.archives import Origin
from academy.editions.models import Edition
from academy.packs import Finding, PackError, documents, files, pictures
from academy.studio import differences, drafts, edits, names, outline as outlines, places, publishing, uploads
from academy.studio.models import Draft, PackUpload
from academy.studio.outline import Document

# What an author can put right in a form. Anything else is no draft that was made here.
MENDABLE = {
    "", "odd", "missing", "string_too_short", "string_too_long", "too_short", "too_long", "greater_than", "greater_than_equal",
    "less_than", "less_than_equal", "literal_error", "string_pattern_mismatch", "int_parsing", "float_parsing",
    "date_from_datetime_parsing", "date_parsing", "value_error", "no_image", "no_words",
}  # fmt: skip
NAMING = ("slug", "type", "[key]")  # by which the pages of the editor are found: no form has a field for them
NAMELESS = {"missing", "string_pattern_mismatch", "string_too_long"}
AROUND = 70  # characters of a line on either side of a finding
UNFINISHED = (archives.UNFINISHED,)
NO_EDITOR = "there is no editor for packs of this kind: an administrator takes it in with “academy packs import”"


@dataclass(frozen=True)
class Brought:
    """One pack of an upload. `document` is None where it cannot be edited here, `pack` where it is not sound; `name` is
    what it would be called here, `cites` the slugs of the packs that it cites, by kind."""

    number: int
    name: str
    kind: str
    title: str
    cites: Mapping[str, str]
    files: Mapping[str, bytes]
    origin: Origin
    findings: tuple[Finding, ...] = ()
    document: Document | None = None
    pack: packs.Pack | None = None

    @property
    def images(self) -> dict[str, bytes]:
        return files.images(self.files)


@dataclass(frozen=True)
class Standing:
    """What there is of a name already. `seen` tells later whether it is still so."""

    draft: Draft | None
    edition: Edition | None
    retired: bool
    seen: str

    @property
    def taken(self) -> bool:
        return bool(self.draft or self.edition)


@dataclass(frozen=True)
class Shown:
    """A finding with the line that it is about, cut in two at its column."""

    finding: Finding
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Cited:
    """A pack that another one cites: as it is here, and whether it differs from the one that it was written with."""

    kind: str
    slug: str
    here: Edition | None
    other: bool = False
    brought: bool = False  # the same upload has it


@dataclass(frozen=True)
class Looked:
    """What the page of an upload shows of one of its packs."""

    brought: Brought
    outline: outlines.Outline | None
    standing: Standing
    cited: tuple[Cited, ...]
    same: Edition | None  # the very edition that it would become, if it is here
    counts: tuple[tuple[Any, int], ...] = ()
    images: tuple[tuple[str, int, int, int], ...] = ()  # path, width, height, bytes
    changed: tuple[differences.Difference, ...] = field(default=())
    findings: tuple[Shown, ...] = ()


class Changed(Exception):
    """What has this name is not as the page showed it."""


class NotTakenIn(Exception):
    """A pack that is not sound."""


def open_upload(upload: PackUpload) -> tuple[list[Brought], list[Finding]]:
    """The packs of an upload, those first that cite nothing, and what keeps it from being opened."""
    try:
        found = files.opened_zip(io.BytesIO(upload.data))
    except PackError as error:
        return [], error.findings
    ordered = sorted(found.items(), key=lambda each: (packs.cites_others(each[1]), each[0]))
    return [_read(number, folder or upload.name, each) for number, (folder, each) in enumerate(ordered, 1)], []


def look(brought: Brought, others: list[Brought]) -> Looked:
    outline = outlines.OUTLINES.get(brought.kind)
    standing = standing_of(brought.kind, brought.name)
    shown = tuple(_shown(brought, finding) for finding in brought.findings)
    cited = tuple(_cited(brought, others))
    if brought.document is None:
        return Looked(brought, outline, standing, cited, None, findings=shown)
    return Looked(
        brought,
        outline,
        standing,
        cited,
        _same(brought),
        tuple(_counts(outline, brought.document)),
        tuple((path, *pictures.size(data), len(data)) for path, data in brought.images.items()),
        tuple(_changed(outline, brought, standing)),
        shown,
    )


def standing_of(kind: str, slug: str) -> Standing:
    draft, edition = drafts.open_draft(kind, slug), editions.published(kind, slug)
    seen = f"{draft and drafts.newest(draft).digest}/{edition and edition.digest}"
    return Standing(draft, edition, editions.is_retired(kind, slug), packs.digest(seen.encode())[:16])


def take(person, upload: PackUpload, brought: Brought, slug: str, note: str, seen: str = "") -> Draft:
    """Make a draft of what was brought, or a version of the one that there is; a second time changes nothing.

    `seen` says that what has the name already may be followed by this. Raises Changed where it is not as it was seen,
    drafts.NameTaken where nobody said so, NotTakenIn.
    """
    if brought.document is None:
        raise NotTakenIn
    kept, standing = editions.keep(brought.images), _held(brought.kind, slug)
    if standing.draft and _says(standing.draft, brought.document, kept):
        return standing.draft
    if standing.taken and not seen:
        raise drafts.NameTaken
    if standing.taken and standing.seen != seen:
        raise Changed
    draft = standing.draft
    if draft:
        edits.replace_all(person, draft, brought.document, kept, note)
    else:
        draft = drafts.create(person, brought.kind, slug, brought.document, kept, note, based_on=standing.edition)
    audit.note("draft.imported", person, draft, file=upload.name, digest=upload.digest)
    return draft


def publish(person, draft: Draft, note: str) -> Edition:
    """Publish what was just taken in. Raises publishing.NotSound."""
    return publishing.publish(person, draft, drafts.newest(draft).digest, note)


def export(draft: Draft) -> bytes:
    """The draft as a zip, in a folder of its name. It is taken in again as a draft, sound or not."""
    version = drafts.newest(draft)
    written = archives.written(draft.kind, version.document, drafts.images_of(version), UNFINISHED)
    return files.zipped({f"{draft.slug}/{path}": data for path, data in written.items()})


def _read(number: int, called: str, own: Mapping[str, bytes]) -> Brought:
    origin, name, findings, pack = archives.origin(own), names.slug_of(uploads.bare(called)), (), None
    try:
        pack = packs.parse(name or "pack", own, editions.published_content)
        document = pack.content.model_dump(mode="json", exclude_defaults=True)
    except PackError as error:
        findings, document = tuple(error.findings), _unfinished(own) if origin.unfinished else None
    said = _said(own) if pack is None else document
    title, kind = (_text(said.get(key)) for key in ("title", "kind"))
    name, kind = name or names.slug_of(title) or "pack", pack.kind if pack else kind
    if kind in packs.KINDS and kind not in outlines.OUTLINES:
        findings, document, pack = (*findings, Finding(packs.PACK_FILE, 0, 0, NO_EDITOR)), None, None
    return Brought(number, name, kind, title or name, _cites(kind, said), own, origin, findings, document, pack)


def _cites(kind: str, said: Mapping[str, Any]) -> dict[str, str]:
    """The packs that a document names, sound or not."""
    found = packs.named(kind, said) if kind in packs.KINDS else {}
    return {each: slug for each, own in found.items() if (slug := _text(own))}


def _said(own: Mapping[str, bytes]) -> dict:
    """The document of a pack as far as it can be read at all."""
    try:
        return documents.load(own.get(packs.PACK_FILE, b""))
    except PackError:
        return {}


def _text(value: Any) -> str:
    """A text of an upload, as pages show it and the database is asked for it."""
    return documents.UNKEPT.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else ""


def _unfinished(own: Mapping[str, bytes]) -> Document | None:
    """The document of a draft that its author can mend in the forms; None where the forms would not find their parts."""
    document = documents.plain(_said(own), own)
    kind = packs.KINDS.get(_text(document.pop("kind", None)))
    return document if kind and is_mendable(kind, document, own) else None


def is_mendable(kind: packs.Kind, document: Document, own: Mapping[str, bytes]) -> bool:
    """Whether all that is wrong with a document can be put right in the forms of its parts."""
    problems = packs.judge(kind, document, own, editions.published_content)[1]
    nameless = any(problem.code in NAMELESS and problem.path[-1] in NAMING for problem in problems)
    return not nameless and all(problem.code in MENDABLE for problem in problems)


def _cited(brought: Brought, others: list[Brought]) -> Iterator[Cited]:
    for kind, slug in brought.cites.items():
        here, then = editions.published(kind, slug), brought.origin.cited.get(kind)
        other = bool(here and then and here.digest != then)
        yield Cited(kind, slug, here, other, any((each.kind, each.name) == (kind, slug) for each in others))


def _same(brought: Brought) -> Edition | None:
    if brought.pack is None:
        return None
    return editions.kept(packs.Pack(brought.kind, brought.name, brought.pack.content, brought.pack.files))


def _counts(outline: outlines.Outline, document: Document) -> Iterator[tuple[Any, int]]:
    """How many entries each of its lists has, lists within lists added up."""
    counted: Counter[str] = Counter()
    labels = {}
    for place in places.places(outline, document):
        if place.is_list:
            labels[place.page.name] = place.page.label
            counted[place.page.name] += len(place.part)
    return ((labels[name], count) for name, count in counted.items() if count)


def _changed(outline, brought: Brought, standing: Standing) -> Iterator[differences.Difference]:
    if standing.draft:
        yield from differences.between(outline, drafts.document_of(standing.draft), brought.document)
    elif standing.edition:
        yield from differences.between(outline, drafts.parts_of(standing.edition)[0], brought.document)


def _held(kind: str, slug: str) -> Standing:
    """What there is of a name, which nobody else can change until the transaction ends. Raises Changed."""
    standing = standing_of(kind, slug)
    if standing.draft is None:
        return standing
    try:
        drafts.hold(standing.draft)
    except drafts.Gone:
        raise Changed from None
    return standing_of(kind, slug)


def _says(draft: Draft, document: Document, kept: dict[str, str]) -> bool:
    version = drafts.newest(draft)
    return (version.document, version.files) == (document, kept)


def _shown(brought: Brought, finding: Finding) -> Shown:
    """The line of a finding, cut to what stands around its column."""
    finding = replace(finding, message=_text(finding.message))
    lines = brought.files.get(finding.file, b"").decode("utf-8-sig", "replace").split("\n")
    if not 0 < finding.line <= len(lines) or finding.file in brought.images:
        return Shown(finding)
    line, column = lines[finding.line - 1].rstrip("\r"), finding.column - 1
    if finding.line == 1 and line.startswith("#"):  # it is about the whole document
        return Shown(finding)
    before, after = line[:column], line[column:]
    before = f"…{before[-AROUND:]}" if len(before) > AROUND else before
    return Shown(finding, before, f"{after[:AROUND]}…" if len(after) > AROUND else after)
