"""Drafts: find one, begin one, put one away."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, editions, packs
from academy.db import db, once
from academy.editions.models import Edition, EditionFile
from academy.packs.parts import LONGEST_SLUG
from academy.studio import outline as outlines
from academy.studio.models import Draft, DraftVersion
from academy.studio.names import slug_of
from academy.studio.outline import Document, Outline


class Gone(Exception):
    """Somebody took away what this page edits."""


class NameTaken(Exception):
    """There is a pack or an entry of this name already."""


def draft_or_404(draft_id: int, put_away: bool = False) -> Draft:
    """An open draft: all who teach edit them together. One that is `put_away` counts where it is to be put away."""
    draft = db.session.get(Draft, draft_id)
    known = draft and draft.kind in outlines.OUTLINES
    return draft if known and (put_away or draft.closed_at is None) else abort(404)


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


def everywhere(kind: str, part: str) -> list[tuple[Draft, Any]]:
    """All open drafts of a kind with one part of each, as its newest version has it; None where it has none."""
    versions = sa.select(DraftVersion.draft_id, sa.func.max(DraftVersion.number).label("number"))
    last = versions.group_by(DraftVersion.draft_id).subquery()
    of_last = sa.and_(DraftVersion.draft_id == last.c.draft_id, DraftVersion.number == last.c.number)
    query = sa.select(Draft, DraftVersion.document[part]).join(DraftVersion.draft).join(last, of_last)
    query = query.where(Draft.kind == kind, Draft.closed_at.is_(None))
    return [tuple(row) for row in db.session.execute(query)]


def cited_in(kind: str, document: Document) -> dict[str, Any]:
    """The content of each pack that a document of a kind may cite, by kind; None where it names none that there is."""
    return packs.cited(kind, document, editions.published_content)


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
            kind=kind, slug=slug, title=title_of(document, slug),
            based_on_id=based_on and based_on.id, original_id=original and original.id,
        ),  # fmt: skip
    )
    if not new:
        raise NameTaken
    db.session.flush()
    add_version(draft, person, 1, document, dict(files), note)
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
    """A draft under a name of its own, made from its title; or the one that the same person began so and that is as it
    was begun: a form that is sent twice."""
    for _attempt in range(10):
        try:
            there = _just_begun(person, kind, document, files, original)
            return there or create(person, kind, free_slug(kind, title), document, files, original=original)
        except NameTaken:  # somebody took the name at the same moment
            continue
    raise NameTaken


def _just_begun(person, kind: str, document: Document, files: Mapping[str, str], original) -> Draft | None:
    for draft in open_drafts(kind):
        if draft.title == title_of(document, draft.slug) and draft.original_id == (original and original.id):
            version = newest(draft)
            own = version.number == 1 and version.person_id == person.id
            if own and (version.document, version.files) == (document, dict(files)):
                return draft
    return None


def parts_of(edition: Edition) -> tuple[Document, dict[str, str]]:
    """The document of an edition, without what the schema takes anyway, and the digests of its images."""
    return editions.content(edition).model_dump(mode="json", exclude_defaults=True), editions.files_of(edition)


def close(person, draft: Draft) -> None:
    """Put a draft away; its versions stay on record."""
    if draft.closed_at is None:
        draft.closed_at = clock.now()
        db.session.flush()
        audit.note("draft.closed", person, draft)


def free_slug(kind: str, title: str) -> str:
    """A name that no pack of this kind has."""
    base = slug_of(title)[: LONGEST_SLUG - 5].strip("-") or kind
    tried = (base if number == 1 else f"{base}-{number}" for number in range(1, 10_000))
    return next(slug for slug in tried if not open_draft(kind, slug) and not editions.published(kind, slug))


def version_or_404(draft: Draft, number: int) -> DraftVersion:
    query = sa.select(DraftVersion).where(DraftVersion.draft_id == draft.id, DraftVersion.number == number)
    return db.session.scalar(query.options(sa.orm.undefer(DraftVersion.document))) or abort(404)


def hold(draft: Draft) -> DraftVersion:
    """The newest version, which nobody else can follow with one until the transaction ends."""
    db.session.refresh(draft, with_for_update={"key_share": True})
    if draft.closed_at:
        raise Gone
    return newest(draft)


def add_version(draft: Draft, person, number: int, document: Document, files: dict, note: str) -> None:
    version = DraftVersion(
        draft_id=draft.id, number=number, document=document, files=files, person_id=person.id, note=note
    )
    db.session.add(version)
    db.session.flush()


def title_of(document: Document, slug: str) -> str:
    title = document.get("title")
    return title[:300] if isinstance(title, str) and title else slug
