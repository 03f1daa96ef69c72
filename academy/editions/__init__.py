"""Editions of packs in the database: take a pack in, publish it, read it, hand it out again."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, packs
from academy.db import db, once
from academy.editions.models import Edition, EditionFile, Publication, Release
from academy.memory import Memory

_contents = Memory(500)


def published(kind: str, slug: str) -> Edition | None:
    publication = db.session.get(Publication, (kind, slug))
    return publication and publication.edition


def published_or_404(kind: str, slug: str) -> Edition:
    return published(kind, slug) or abort(404)


def by_digest(digest: str) -> Edition | None:
    return db.session.scalar(sa.select(Edition).where(Edition.digest == digest))


def all_published(kind: str) -> list[Edition]:
    """The editions of this kind that are offered now, by title."""
    return _listed(kind, Publication.retired_at.is_(None))


def all_retired(kind: str) -> list[Edition]:
    """Those that are offered to nobody anew."""
    return _listed(kind, Publication.retired_at.is_not(None))


def _listed(kind: str, which) -> list[Edition]:
    query = (
        sa.select(Edition)
        .join(Publication, Publication.edition_id == Edition.id)
        .where(Publication.kind == kind, which)
    )
    return list(db.session.scalars(query.order_by(Edition.title)))


def is_retired(kind: str, slug: str) -> bool:
    publication = db.session.get(Publication, (kind, slug))
    return bool(publication and publication.retired_at)


def releases(kind: str, slug: str) -> list[Release]:
    """All that was done with a pack, the newest first."""
    query = sa.select(Release).where(Release.kind == kind, Release.slug == slug)
    return list(db.session.scalars(query.order_by(Release.id.desc())))


def content(edition: Edition) -> Any:
    """The parsed content; an edition never changes, so each is parsed once in a process."""
    schema = packs.KINDS[edition.kind].schema
    return _contents.once(edition.digest, lambda: schema.model_validate(json.loads(edition.canonical)["content"]))


def file_or_404(edition: Edition, path: str) -> bytes:
    """An image of the edition by its path in the pack."""
    digest = files_of(edition).get(path) or abort(404)
    return db.session.get(EditionFile, digest).data


def files_of(edition: Edition) -> dict[str, str]:
    """The digest of each image of the edition by its path."""
    return json.loads(edition.canonical)["files"]


def take_in(pack: packs.Pack, actor=None, note: str = "") -> Edition:
    """Store a pack as an edition (the same bytes make the same edition) and publish it."""
    edition = store(pack)
    publication, new = once(
        lambda: db.session.get(Publication, (pack.kind, pack.slug)),
        lambda: Publication(kind=pack.kind, slug=pack.slug, edition=edition),
    )
    if not new and publication.edition_id == edition.id and publication.retired_at is None:
        return edition
    if not new:
        publication.edition, publication.published_at, publication.retired_at = edition, clock.now(), None
    _release("published", edition, actor, note)
    return edition


def ship(pack: packs.Pack) -> Edition:
    """Take in a pack that comes with the academy, unless somebody here has published or retired one of its name."""
    here = next((release for release in releases(pack.kind, pack.slug) if release.person_id), None)
    return store(pack) if here else take_in(pack)


def retire(edition: Edition, actor, note: str) -> None:
    """Offer a published pack to nobody anew. What was begun goes on, and courses that name it keep it."""
    publication = db.session.get(Publication, (edition.kind, edition.slug))
    if publication.retired_at is None:
        publication.retired_at = clock.now()
        _release("retired", publication.edition, actor, note)


def resume(edition: Edition, actor, note: str) -> None:
    """Offer a retired pack again."""
    publication = db.session.get(Publication, (edition.kind, edition.slug))
    if publication.retired_at:
        publication.retired_at = None
        _release("resumed", publication.edition, actor, note)


def _release(act: str, edition: Edition, actor, note: str) -> None:
    person_id = actor and actor.id
    db.session.add(
        Release(kind=edition.kind, slug=edition.slug, act=act, edition_id=edition.id, person_id=person_id, note=note)
    )
    db.session.flush()
    audit.note(f"edition.{act}", actor, edition, reason=note)


def read_many(sources: list[Path], stored: bool = True) -> tuple[list[packs.Pack], list[packs.Finding]]:
    """Read folders or zips, those first that cite nothing, so that packs which cite one of the same lot find it.

    The packs that are published here are known too, unless `stored` is False (there is no database yet).
    """
    found, findings = [], []
    lots, unread = _opened(sources)
    for place, slug, files in sorted(lots, key=lambda lot: (packs.cites_others(lot[2]), lot[1])):
        try:
            found.append(packs.parse(slug, files, _finding(found, stored)))
        except packs.PackError as error:
            findings += _placed(place, error.findings)
    return found, unread + findings


def rehearsals(sources: list[Path], found: list[packs.Pack], stored: bool = True) -> Iterator[tuple[str, str, list]]:
    """(slug, report, findings) of each pack that can be played, one after another; it takes a while."""
    own, find = {pack.slug: pack for pack in found}, _finding(found, stored)
    for place, slug, files in _opened(sources)[0]:
        if pack := own.get(slug):
            report, findings = packs.rehearse(files, pack, find)
            if report:
                yield pack.slug, report, _placed(place, findings)


def _opened(sources: list[Path]) -> tuple[list[tuple[str, str, dict]], list[packs.Finding]]:
    """(place, slug, files) of each pack in these folders and zips, and what keeps others from being opened."""
    lots, findings = [], []
    for source in sources:
        try:
            for folder, files in packs.opened(source).items():
                place = f"{source}/{folder}" if folder else str(source)
                lots.append((place, packs.slug_of(source, folder), files))
        except packs.PackError as error:
            findings += _placed(str(source), error.findings)
    return lots, findings


def _finding(found: list[packs.Pack], stored: bool) -> packs.Find:
    """The packs that are read, and the published ones."""
    own = {(pack.kind, pack.slug): pack.content for pack in found}
    return lambda kind, slug: own.get((kind, slug)) or (published_content(kind, slug) if stored else None)


def _placed(place: str, findings: list[packs.Finding]) -> list[packs.Finding]:
    return [packs.Finding(f"{place}/{f.file}", f.line, f.column, f.message) for f in findings]


def shipped() -> list[Path]:
    """The folders of the packs that come with the academy."""
    return [path.parent for kind in packs.KINDS.values() for path in sorted(kind.shipped.glob(f"*/{packs.PACK_FILE}"))]


def store(pack: packs.Pack) -> Edition:
    """The edition of a pack, new or not, offered or not."""
    canonical, cited = _canonical(pack)
    digest = packs.digest(canonical)
    keep(pack.files)
    edition, _new = once(
        lambda: _of_digest(digest),
        lambda: Edition(
            kind=pack.kind, slug=pack.slug, digest=digest, title=pack.content.title, canonical=canonical, **cited
        ),
    )
    return edition


def kept(pack: packs.Pack) -> Edition | None:
    """The edition of a pack, if it was stored before."""
    return _of_digest(packs.digest(_canonical(pack)[0]))


def _of_digest(digest: str) -> Edition | None:
    return db.session.scalar(sa.select(Edition).where(Edition.digest == digest))


def _canonical(pack: packs.Pack) -> tuple[bytes, dict[str, Edition]]:
    """The bytes that the digest of its edition is of, and the editions that they pin, by kind."""
    found = {kind: published(kind, slug) for kind, slug in pack.cites.items()}
    cited = {kind: edition for kind, edition in found.items() if edition}
    return pack.canonical({kind: edition.digest for kind, edition in cited.items()}), cited


def keep(images: Mapping[str, bytes]) -> dict[str, str]:
    """Store images, each once; their digests by path."""
    for data in images.values():
        digest = packs.digest(data)
        once(lambda: db.session.get(EditionFile, digest), lambda: EditionFile(digest=digest, data=data))
    return {path: packs.digest(data) for path, data in images.items()}


def cited_content(edition: Edition, kind: str) -> Any:
    """The content of the pack of a kind that an edition cites, as it was then, or None."""
    found = edition.cited.get(kind)
    return found and content(found)


def published_content(kind: str, slug: str) -> Any:
    """The content of the published pack of this name, or None: a packs.Find."""
    edition = published(kind, slug)
    return edition and content(edition)
