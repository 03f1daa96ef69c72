"""Pictures that people upload: opened within bounds and drawn anew, so that nothing else of their files is kept."""

from collections.abc import Callable
from io import BytesIO
from threading import Lock

from flask_babel import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

LONGEST_READ = 10_000  # pixels of a side: a row takes memory as long as it is
MOST_PIXELS = 20_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
MIMETYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}  # by ending of the name

_one_at_a_time = Lock()  # the largest takes a quarter of a gigabyte while it is drawn


class NoPicture(Exception):
    """What was uploaded cannot be used: `code` is large, svg, unknown, pixels, animated or broken."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def redrawn(upload: bytes, largest: int, longest_side: int) -> tuple[Image.Image, str]:
    """The picture upright, in sRGB, 8 bits a channel, no side longer than so many pixels; and the format it came in.

    `largest` is in bytes. The same upload gives the same pixels. Raises NoPicture.
    """
    if len(upload) > largest:
        raise NoPicture("large")
    with _one_at_a_time:
        image = _opened(upload)
        if (
            image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_READ
        ):  # only the head of the file was read so far
            raise NoPicture("pixels")
        if getattr(image, "n_frames", 1) > 1:
            raise NoPicture("animated")
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once loaded, lets this whole process take half a picture
        _guarded(image.verify)  # leaves nothing to read from
        return _guarded(lambda: _bare(_opened(upload), longest_side)), image.format


def in_words(code: str, largest: int) -> str:
    """What to do about an upload that cannot be used."""
    return {
        "large": _(
            "This file is larger than %(most)s MB. Save the picture smaller and choose it again.", most=largest // 10**6
        ),
        "svg": _("This is an SVG drawing. Drawings can hold programs, so export it as PNG and choose that file."),
        "unknown": _("This is no PNG, JPEG or WebP picture."),
        "pixels": _("This picture has more than 20 million pixels. Make it smaller: 1200 pixels are enough."),
        "animated": _("This picture moves. Choose one that stands still."),
        "broken": _("This picture is damaged or not complete. Open it, save it anew, and choose that file."),
    }[code]


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


def _bare(image: Image.Image, longest_side: int) -> Image.Image:
    profile = image.info.get("icc_profile")
    image.draft("RGB", (longest_side, longest_side))
    image = ImageOps.exif_transpose(image)
    image = _in_srgb(_in_eight_bits(image), profile)
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    if image.mode == "RGBA" and image.getextrema()[3] == (255, 255):
        image = image.convert("RGB")
    return Image.frombytes(image.mode, image.size, image.tobytes())  # a picture brings its notes along


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
