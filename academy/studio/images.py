"""The images of a draft: drawn anew as they come in, kept with it, and looked up where its texts show them."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from flask import abort, url_for
from PIL import Image

from academy import packs, pictures
from academy.db import db
from academy.editions.models import EditionFile
from academy.studio import drafts, edits, names, places
from academy.studio.models import Draft
from academy.studio.outline import Document, Outline
from academy.studio.places import Place

LARGEST = 8_000_000  # bytes of an upload: what a telephone takes
SIDES = (1600, 1200, 800, 600)  # pixels: the first at which an image is small enough
ENOUGH = 1_000_000  # bytes of an image that is kept, unless it is of the least size
MOST, MOST_BYTES = 200, 18_000_000  # of all images of a draft: a pack has to have room for them
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
SAVED = {"PNG": {"optimize": True}, "JPEG": {"quality": 85, "progressive": True}, "WEBP": {"quality": 85}}


class NoRoom(Exception):
    """The images of a draft are too many, or too large together."""


def of(draft: Draft) -> list[str]:
    """The paths of a draft's images."""
    return sorted(drafts.newest(draft).files)


def address(draft: Draft, path: str) -> str:
    return url_for("images.file", draft_id=draft.id, path=path)


def file_or_404(draft: Draft, path: str) -> EditionFile:
    digest = drafts.newest(draft).files.get(path) or abort(404)
    return db.session.get(EditionFile, digest)


def keep(person, draft: Draft, name: str, upload: bytes) -> str:
    """Draw an upload anew and keep it with the draft; its path there. What is there already is not kept twice.

    Raises pictures.NoPicture, NoRoom, drafts.Gone."""
    data, suffix = drawn(upload)
    kept = drafts.hold(draft).files
    digest = packs.digest(data)
    if there := next((path for path, own in kept.items() if own == digest), None):
        return there
    if len(kept) >= MOST or _bytes_of(kept.values()) + len(data) > MOST_BYTES:
        raise NoRoom
    path = next(path for path in _names(name, suffix) if path not in kept)
    edits.keep_file(person, draft, path, data)
    return path


def drawn(upload: bytes) -> tuple[bytes, str]:
    """An image of the same kind without anything else that the file held, and the ending of its name.

    The same upload gives the same bytes. Raises pictures.NoPicture."""
    image, kind = pictures.redrawn(upload, LARGEST, SIDES[0])
    for side in SIDES:
        data = _file(image, kind, side)
        if len(data) <= ENOUGH:
            break
    return data, SUFFIXES[kind]


def uses(outline: Outline, document: Document) -> dict[str, list[Place]]:
    """The pages of a draft by the path of each image that one of their texts names."""
    found: dict[str, list[Place]] = {}
    for place in places.places(outline, document):
        if not place.is_list:
            for path in {path for text in _texts(place.value) for path, _words in packs.images_in(text)}:
                found.setdefault(path, []).append(place)
    return found


def _file(image: Image.Image, kind: str, side: int) -> bytes:
    smaller, file = image.copy(), BytesIO()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    smaller.save(file, kind, **SAVED[kind])
    return file.getvalue()


def _names(name: str, suffix: str) -> Iterator[str]:
    """Safe paths that say what the file was called."""
    stem = names.slug_of(PurePosixPath(name).stem) or "image"
    yield f"images/{stem}{suffix}"
    yield from (f"images/{stem}-{number}{suffix}" for number in range(2, MOST + 2))


def _bytes_of(digests) -> int:
    query = sa.select(sa.func.sum(sa.func.length(EditionFile.data))).where(EditionFile.digest.in_(list(digests)))
    return db.session.scalar(query) or 0


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)
