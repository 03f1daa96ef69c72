"""Pictures for designs: what is uploaded is drawn anew as a PNG, and only what was drawn is kept."""

import hashlib
from io import BytesIO

from flask import abort

from academy import pictures
from academy.certificates.designs.models import DesignImage
from academy.db import db, once

LARGEST = 2_000_000  # bytes of an upload
LONGEST_SIDE = 1200  # pixels: 10 cm at 300 dots an inch


def keep(png: bytes) -> str:
    """The digest of a drawn picture, under which it is stored once."""
    digest = hashlib.sha256(png).hexdigest()
    once(lambda: db.session.get(DesignImage, digest), lambda: DesignImage(digest=digest, data=png))
    return digest


def is_kept(digest: str) -> bool:
    return db.session.get(DesignImage, digest) is not None


def picture_or_404(digest: str) -> bytes:
    image = db.session.get(DesignImage, digest) or abort(404)
    return image.data


def drawn(upload: bytes) -> bytes:
    """The picture as a PNG, without anything else that the file held; raises academy.pictures.NoPicture.

    The same upload gives the same bytes.
    """
    image, _format = pictures.redrawn(upload, LARGEST, LONGEST_SIDE)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
