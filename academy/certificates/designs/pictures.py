"""Pictures for designs: what is uploaded is drawn anew as a PNG, and only what was drawn is kept."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from threading import Lock

from flask import abort
from PIL import Image, ImageCms, ImageFile, ImageOps

from academy.certificates.designs.models import DesignImage
from academy.db import db, once

LARGEST = 2_000_000  # bytes of an upload
LONGEST_READ = 10_000  # pixels of a side: a row takes memory as long as it is
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 1200  # pixels: 10 cm at 300 dots an inch
FORMATS = ("PNG", "JPEG", "WEBP")

_one_at_a_time = Lock()  # the largest takes a quarter of a gigabyte while it is drawn


class NoPicture(Exception):
    """What was uploaded cannot be used: `code` is large, svg, unknown, pixels, animated or broken."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


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
    """The picture as a PNG in sRGB, 8 bits a channel, without anything else that the file held; raises NoPicture.

    The same upload gives the same bytes.
    """
    if len(upload) > LARGEST:
        raise NoPicture("large")
    with _one_at_a_time:
        image = _opened(upload)
        if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_READ:  # only the head of the file was read so far
            raise NoPicture("pixels")
        if getattr(image, "n_frames", 1) > 1:
            raise NoPicture("animated")
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once loaded, lets this whole process take half a picture
        _guarded(image.verify)  # leaves nothing to read from
        return _guarded(lambda: _redrawn(_opened(upload)))


def _opened(upload: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(upload), formats=FORMATS)
    except Image.DecompressionBombError:
        raise NoPicture("pixels") from None
    except Exception:  # a decoder that is fed with anything may raise anything
        raise NoPicture("svg" if _is_svg(upload) else "unknown") from None


def _guarded(read: Callable):
    try:
        return read()
    except Exception:
        raise NoPicture("broken") from None


def _is_svg(upload: bytes) -> bool:
    return b"<svg" in upload[:4000].lower()


def _redrawn(image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile")
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image = ImageOps.exif_transpose(image)
    image = _in_srgb(_in_eight_bits(image), profile)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if image.mode == "RGBA" and image.getextrema()[3] == (255, 255):
        image = image.convert("RGB")
    bare = Image.frombytes(image.mode, image.size, image.tobytes())  # a picture brings its notes along
    file = BytesIO()
    bare.save(file, "PNG")
    return file.getvalue()


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        deep = image.convert("I")
        return deep.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("P", "PA", "LA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile of something else: the colours are taken as they stand
    return image.convert(mode)
