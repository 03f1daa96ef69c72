"""Editions of packs in the database: take a pack in, publish it, read it, hand it out again."""

import io
import json
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import abort
from ruamel.yaml import YAML

from academy import audit, clock, packs
from academy.db import db
from academy.editions.models import Edition, EditionFile, Publication

KEPT_CONTENTS = 500
_contents: dict[str, Any] = {}


def published(kind: str, slug: str) -> Edition | None:
    publication = db.session.get(Publication, (kind, slug))
    return publication and publication.edition


def published_or_404(kind: str, slug: str) -> Edition:
    return published(kind, slug) or abort(404)


def all_published(kind: str) -> list[Edition]:
    """The editions of this kind that are offered now, by title."""
    query = sa.select(Edition).join(Publication, Publication.edition_id == Edition.id).where(Publication.kind == kind)
    return list(db.session.scalars(query.order_by(Edition.title)))


def content(edition: Edition) -> Any:
    """The parsed content; an edition never changes, so each is parsed once in a process."""
    if edition.digest not in _contents:
        if len(_contents) >= KEPT_CONTENTS:
            _contents.clear()
        schema = packs.KINDS[edition.kind].schema
        _contents[edition.digest] = schema.model_validate(json.loads(edition.canonical)["content"])
    return _contents[edition.digest]


def file_or_404(edition: Edition, path: str) -> bytes:
    """An image of the edition by its path in the pack."""
    digest = json.loads(edition.canonical)["files"].get(path) or abort(404)
    return db.session.get(EditionFile, digest).data


def take_in(pack: packs.Pack, actor=None) -> Edition:
    """Store a pack as an edition (the same bytes make the same edition) and publish it."""
    edition = _stored(pack)
    publication = db.session.get(Publication, (pack.kind, pack.slug))
    if publication is None:
        db.session.add(Publication(kind=pack.kind, slug=pack.slug, edition=edition))
    elif publication.edition_id != edition.id:
        publication.edition, publication.published_at = edition, clock.now()
    else:
        return edition
    db.session.flush()
    audit.note("edition.published", actor, edition)
    return edition


def read_many(sources: list[Path], stored: bool = True) -> tuple[list[packs.Pack], list[packs.Finding]]:
    """Read folders or zips, rules first, so that packs which cite rules of the same lot find them.

    The rules that are published here are known too, unless `stored` is False (there is no database yet).
    """
    found, findings, rules = [], [], {}
    for source in sorted(sources, key=lambda path: (packs.kind_of(path) != "rules", path.name)):
        try:
            pack = packs.read(source, rules=partial(_rules, rules, stored))
        except packs.PackError as error:
            findings += _placed(source, error.findings)
            continue
        found.append(pack)
        if pack.kind == "rules":
            rules[pack.slug] = pack.content
    return found, findings


def rehearsals(sources: list[Path], found: list[packs.Pack], stored: bool = True) -> Iterator[tuple[str, str, list]]:
    """(slug, report, findings) of each pack that can be played, one after another; it takes a while."""
    own, rules = {pack.slug: pack for pack in found}, {pack.slug: pack.content for pack in found if pack.kind == "rules"}
    for source in sources:
        if pack := own.get(packs.slug_of(source)):
            report, findings = packs.rehearse(source, pack, rules=partial(_rules, rules, stored))
            if report:
                yield pack.slug, report, _placed(source, findings)


def _rules(read: dict[str, Any], stored: bool, slug: str) -> Any:
    """The content of a rules pack: of the lot that is read, or else of the published ones."""
    return read.get(slug) or (rules_content(slug) if stored else None)


def _placed(source: Path, findings: list[packs.Finding]) -> list[packs.Finding]:
    return [packs.Finding(f"{source}/{f.file}", f.line, f.column, f.message) for f in findings]


def shipped() -> list[Path]:
    """The folders of the packs that come with the academy."""
    return [path.parent for kind in packs.KINDS.values() for path in sorted(kind.shipped.glob(f"*/{packs.PACK_FILE}"))]


def export(edition: Edition) -> bytes:
    """The pack of an edition as a zip that `read` takes in again to the same digest."""
    document = json.loads(edition.canonical)
    text = io.StringIO()
    yaml = YAML()
    yaml.width = 110
    yaml.dump({"kind": edition.kind, **document["content"]}, text)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(packs.PACK_FILE, text.getvalue())
        for path in document["files"]:
            archive.writestr(path, file_or_404(edition, path))
    return buffer.getvalue()


def _stored(pack: packs.Pack) -> Edition:
    cited = getattr(pack.content, "rules", None) if pack.kind != "rules" else None
    rules = published("rules", cited) if cited else None
    canonical = pack.canonical(rules and rules.digest)
    digest = packs.digest(canonical)
    if edition := db.session.scalar(sa.select(Edition).where(Edition.digest == digest)):
        return edition
    for data in pack.files.values():
        db.session.merge(EditionFile(digest=packs.digest(data), data=data))
    edition = Edition(
        kind=pack.kind, slug=pack.slug, digest=digest, title=pack.content.title, canonical=canonical, rules=rules
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def rules_content(slug: str) -> Any:
    edition = published("rules", slug)
    return edition and content(edition)
