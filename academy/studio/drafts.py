"""Drafts: begin one, save a page of it, keep its history, publish it.

Nobody overwrites anybody: a page says what it showed (`seen`), and what somebody else changed since then is a Conflict.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, editions, packs
from academy.db import db, once
from academy.editions import archives
from academy.editions.models import Edition, EditionFile
from academy.packs import documents, parts
from academy.studio import outline as outlines
from academy.studio.models import Draft, DraftVersion, DraftVisit
from academy.studio.outline import Document, Outline, Place

SAME_VERSION = timedelta(minutes=10)
AROUND = timedelta(seconds=90)  # a page that said so within this time is open
LONGEST_SLUG = parts.LONGEST_SLUG
HEAD = 300  # bytes: what the file of an edition says at its top
GROWS = 4  # a file may be so many times as large as its document is in JSON: lines are indented


class Conflict(Exception):
    """Somebody else changed what this page edits: `place` is as it is now, `version` says who and when."""

    def __init__(self, place: Place, version: DraftVersion):
        super().__init__(place.name)
        self.place, self.version = place, version


class Gone(Exception):
    """Somebody took away what this page edits."""


class NotSound(Exception):
    """A draft that cannot be published: its `problems`."""

    def __init__(self, problems: list[packs.Problem]):
        super().__init__(len(problems))
        self.problems = problems


class Outdated(Exception):
    """The draft was changed since the page was shown."""


class NameTaken(Exception):
    """There is a pack or an entry of this name already."""


def draft_or_404(draft_id: int) -> Draft:
    """An open draft: all who teach edit them together."""
    draft = db.session.get(Draft, draft_id)
    return draft if draft and draft.closed_at is None and draft.kind in outlines.OUTLINES else abort(404)


def open_drafts(kind: str) -> list[Draft]:
    query = sa.select(Draft).where(Draft.kind == kind, Draft.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(sa.func.lower(Draft.title))))


def open_draft(kind: str, slug: str) -> Draft | None:
    return db.session.scalar(sa.select(Draft).where(Draft.kind == kind, Draft.slug == slug, Draft.closed_at.is_(None)))


def outline_of(draft: Draft) -> Outline:
    return outlines.OUTLINES[draft.kind]


def newest(draft: Draft) -> DraftVersion:
    """The newest version as the database has it now, and not as this request saw it before it waited for another."""
    query = (
        sa.select(DraftVersion).where(DraftVersion.draft_id == draft.id).order_by(DraftVersion.number.desc()).limit(1)
    )
    query = query.options(sa.orm.undefer(DraftVersion.document)).execution_options(populate_existing=True)
    return db.session.scalar(query)


def document_of(draft: Draft) -> Document:
    return newest(draft).document


def rules_of(document: Document) -> Any:
    """The content of the rules that a document cites; None where it names none that there are."""
    slug = document.get("rules")
    return editions.rules_content(slug) if isinstance(slug, str) else None


def problems_of(draft: Draft, version: DraftVersion | None = None) -> tuple[Any, list[packs.Problem]]:
    """The content, if it can be read, and everything that keeps it from being published."""
    version = version or newest(draft)
    content, problems = packs.judge(packs.KINDS[draft.kind], version.document, version.files, editions.rules_content)
    unkept = any(problem.code == "unkept" for problem in problems)
    return content, problems if unkept else [*_too_large(draft.kind, version.document), *problems]


def _too_large(kind: str, document: Document) -> Iterator[packs.Problem]:
    """A pack that nobody could take in again from its file."""
    text = json.dumps(document, ensure_ascii=False)
    if len(text.encode()) * GROWS > documents.LARGEST - HEAD and _size(kind, text) > documents.LARGEST - HEAD:
        most = documents.LARGEST // 1000
        yield packs.Problem((), f"the pack is larger than {most} kB", "pack_too_large", {"most": most})


@lru_cache(maxsize=32)
def _size(kind: str, text: str) -> int:
    """Bytes of the file of a pack, from its document as JSON; a second for a large one, and each page asks for it."""
    return len(archives.written(kind, json.loads(text), {})[packs.PACK_FILE])


def images_of(version: DraftVersion) -> dict[str, bytes]:
    kept = db.session.execute(
        sa.select(EditionFile.digest, EditionFile.data).where(EditionFile.digest.in_(version.files.values()))
    )
    data = dict(kept.all())
    return {path: data[digest] for path, digest in version.files.items()}


def create(
    person,
    kind: str,
    slug: str,
    document: Document,
    files: Mapping[str, str] = {},
    note: str = "",
    based_on=None,
    original=None,
) -> Draft:
    """Begin a draft; `files` gives the digest of each kept image by its path. Raises NameTaken, ValueError for what is
    no name of a pack."""
    if not packs.is_slug(slug):
        raise ValueError(f"no name of a pack: {slug!r}")
    draft, new = once(
        lambda: open_draft(kind, slug),
        lambda: Draft(
            kind=kind, slug=slug, title=_title(document, slug),
            based_on_id=based_on and based_on.id, original_id=original and original.id,
        ),  # fmt: skip
    )
    if not new:
        raise NameTaken
    db.session.flush()
    _add_version(draft, person, 1, document, dict(files), note)
    audit.note("draft.created", person, draft)
    return draft


def edit(person, edition: Edition) -> Draft:
    """The open draft of a published pack, begun from its edition if there is none."""
    try:
        return open_draft(edition.kind, edition.slug) or create(
            person, edition.kind, edition.slug, *parts_of(edition), based_on=edition
        )
    except NameTaken:  # somebody began it at the same moment
        return open_draft(edition.kind, edition.slug)


def begin(person, kind: str, title: str, document: Document, files: Mapping[str, str] = {}, original=None) -> Draft:
    """A draft under a name of its own, made from its title."""
    for _attempt in range(10):
        try:
            return create(person, kind, free_slug(kind, title), document, files, original=original)
        except NameTaken:  # somebody took the name at the same moment
            continue
    raise NameTaken


def copy_of(person, edition: Edition, title: str, translates: bool = False) -> Draft:
    """A draft of its own that begins as an edition does; one that translates shows the edition beside what is typed."""
    document, files = parts_of(edition)
    original = edition if translates else None
    return begin(person, edition.kind, title, {**document, "title": title}, files, original)


def parts_of(edition: Edition) -> tuple[Document, dict[str, str]]:
    """The document of an edition, without what the schema takes anyway, and the digests of its images."""
    return editions.content(edition).model_dump(mode="json", exclude_defaults=True), editions.files_of(edition)


def save(person, draft: Draft, name: str, seen: str, value: Mapping[str, Any]) -> Place:
    """Keep what a page says. Raises Conflict when it showed what is no longer so, Gone when there is no such page now."""
    document = hold(draft).document
    place = _place(draft, document, name)
    changed = outlines.written(document, place, dict(value))
    after = outlines.place(outline_of(draft), changed, name)
    if after.digest == place.digest:
        return after
    if place.digest != seen:
        raise Conflict(place, newest(draft))
    _change(draft, person, changed)
    return after


def add(person, draft: Draft, name: str, called: str, kind: str = "") -> Place:
    """Add an entry to a list, named after what it is called. Raises NameTaken, Gone."""
    document = hold(draft).document
    place = _place(draft, document, name)
    slug = slug_of(called) or f"{place.page.name.rstrip('s')}-{len(place.part) + 1}"
    entry = place.page.blank(called, kind, document)
    entry = entry if place.page.mapping else {"slug": slug, **entry}
    key = slug if place.page.mapping else place.page.key(entry)
    if key in _taken(draft, document, place):
        raise NameTaken
    changed = outlines.with_entries(document, place, [*place.part, (key, entry)])
    _change(draft, person, changed)
    return outlines.place(outline_of(draft), changed, f"{name}/{key}")


def arrange(person, draft: Draft, name: str, act: str, key: str, note: str = "") -> None:
    """Move an entry "up" or "down", "remove" it, or "copy" it. One that is gone already changes nothing.

    With a `note` it is a version of its own, so that the one before it brings the entry back and undoes nothing else.
    """
    document = hold(draft).document
    place = _place(draft, document, name)
    kept = list(place.part)
    number = next((number for number, (own, _entry) in enumerate(kept) if own == key), None)
    if number is None:
        return
    if act == "copy":
        kept.insert(number + 1, _copied(place, *kept[number], _taken(draft, document, place)))
    else:
        entry = kept.pop(number)
        if act != "remove":
            kept.insert(max(0, number + (-1 if act == "up" else 1)), entry)
    _change(draft, person, outlines.with_entries(document, place, kept), note=note)


def rewrite(person, draft: Draft, how: Callable[[Document], Document]) -> None:
    """Change the document as no single page does: `how` gives the new one. Raises Gone."""
    _change(draft, person, how(hold(draft).document))


def replace_all(person, draft: Draft, document: Document, files: Mapping[str, str], note: str) -> None:
    """Put another document in the place of the draft's, as a version of its own."""
    hold(draft)
    _change(draft, person, document, dict(files), note)


def keep_file(person, draft: Draft, path: str, data: bytes) -> None:
    """Add an image to a draft, or replace the one at this path."""
    version = hold(draft)
    db.session.merge(EditionFile(digest=packs.digest(data), data=data))
    _change(draft, person, version.document, {**version.files, path: packs.digest(data)})


def drop_file(person, draft: Draft, path: str) -> None:
    version = hold(draft)
    _change(draft, person, version.document, {own: digest for own, digest in version.files.items() if own != path})


def version_or_404(draft: Draft, number: int) -> DraftVersion:
    query = sa.select(DraftVersion).where(DraftVersion.draft_id == draft.id, DraftVersion.number == number)
    return db.session.scalar(query.options(sa.orm.undefer(DraftVersion.document))) or abort(404)


def restore(person, draft: Draft, version: DraftVersion, note: str) -> None:
    """Bring an earlier version back, as the newest; nothing in between is lost."""
    replace_all(person, draft, version.document, version.files, note)


def publish(person, draft: Draft, seen: str, note: str) -> Edition:
    """Make an edition of the draft and offer it. `seen` is the digest of what the person looked at.

    Raises NotSound, Outdated."""
    version = hold(draft)
    if version.digest != seen:
        raise Outdated
    content, problems = problems_of(draft, version)
    if problems:
        raise NotSound(problems)
    edition = editions.take_in(packs.Pack(draft.kind, draft.slug, content, images_of(version)), person, note)
    draft.based_on, version.note = edition, version.note or note
    db.session.flush()
    return edition


def close(person, draft: Draft) -> None:
    """Put a draft away; its versions stay on record."""
    draft.closed_at = draft.closed_at or clock.now()
    db.session.flush()
    audit.note("draft.closed", person, draft)


def visit(person, draft: Draft, place: str) -> list[DraftVisit]:
    """Say that a person's page is open; who else has one open in this draft."""
    found, _ = once(
        lambda: db.session.get(DraftVisit, (draft.id, person.id)),
        lambda: DraftVisit(draft_id=draft.id, person_id=person.id, place=place),
    )
    found.place, found.at = place, clock.now()
    db.session.flush()
    return others(person, draft)


def others(person, draft: Draft) -> list[DraftVisit]:
    """Who else has the draft open."""
    around = (DraftVisit.draft_id == draft.id, DraftVisit.person_id != person.id, DraftVisit.at > clock.now() - AROUND)
    return list(db.session.scalars(sa.select(DraftVisit).where(*around).options(sa.orm.joinedload(DraftVisit.person))))


def slug_of(text: str) -> str:
    """A name for files and addresses, from any text; "" where no letter of it is a Latin one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-")


def free_slug(kind: str, title: str) -> str:
    """A name that no pack of this kind has."""
    base = slug_of(title)[: LONGEST_SLUG - 5].strip("-") or kind
    tried = (base if number == 1 else f"{base}-{number}" for number in range(1, 10_000))
    return next(slug for slug in tried if not open_draft(kind, slug) and not editions.published(kind, slug))


def hold(draft: Draft) -> DraftVersion:
    """The newest version, which nobody else can follow with one until the transaction ends."""
    db.session.refresh(draft, with_for_update={"key_share": True})
    if draft.closed_at:
        raise Gone
    return newest(draft)


def _place(draft: Draft, document: Document, name: str) -> Place:
    try:
        return outlines.place(outline_of(draft), document, name)
    except outlines.NoSuchPlace:
        raise Gone from None


def _change(draft: Draft, person, document: Document, files: dict | None = None, note: str = "") -> None:
    version = newest(draft)
    files = version.files if files is None else files
    own = version.person_id == person.id and version.number > 1 and not version.note and not note
    if own and clock.now() - version.begun_at < SAME_VERSION:
        version.document, version.files, version.saved_at = document, files, clock.now()
    else:
        _add_version(draft, person, version.number + 1, document, files, note)
    draft.title = _title(document, draft.slug)
    db.session.flush()


def _add_version(draft: Draft, person, number: int, document: Document, files: dict, note: str) -> None:
    version = DraftVersion(
        draft_id=draft.id, number=number, document=document, files=files, person_id=person.id, note=note
    )
    db.session.add(version)
    db.session.flush()


def _taken(draft: Draft, document: Document, place: Place) -> set[str]:
    """The keys that a new entry of a list cannot have."""
    if not place.page.everywhere:
        return {key for key, _ in place.part}
    every = (each for each in outlines.places(outline_of(draft), document) if each.is_list and each.page == place.page)
    return {key for each in every for key, _ in each.part}


def _copied(place: Place, own: str, entry: dict, taken: set[str]) -> tuple[str, dict]:
    for number in range(2, 1000):
        if place.page.mapping:
            key = f"{own[: LONGEST_SLUG - 4]}-{number}"
            if key not in taken:
                return key, entry
        else:
            made = {**entry, "slug": f"{entry['slug'][: LONGEST_SLUG - 4]}-{number}"}
            if place.page.key(made) not in taken:
                return place.page.key(made), made
    raise NameTaken


def _title(document: Document, slug: str) -> str:
    title = document.get("title")
    return title[:300] if isinstance(title, str) and title else slug
