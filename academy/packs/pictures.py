"""The pictures of packs: each is decoded as a whole, within bounds, and kept as it is, since a digest is of its bytes."""

from io import BytesIO
from threading import Lock

from PIL import Image, ImageFile

LONGEST_SIDE = 10_000  # pixels: a row takes memory as long as it is
MOST_PIXELS = 20_000_000

_one_at_a_time = Lock()  # the largest takes eighty megabytes while it is read


def problem(data: bytes, kind: str) -> str | None:
    """Why these bytes are no picture of a kind ("PNG", "JPEG", "WEBP") that everybody can be shown."""
    with _one_at_a_time:
        try:
            picture = Image.open(BytesIO(data), formats=[kind])
            if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
                return f"a picture has at most {MOST_PIXELS // 10**6} million pixels, and {LONGEST_SIDE} a side"
            if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:  # cameras put small copies into a JPEG
                return "a picture that moves is not allowed: keep one of its frames"
            ImageFile.LOAD_TRUNCATED_IMAGES = (
                False  # WeasyPrint, once loaded, lets this whole process take half a picture
            )
            picture.verify()  # leaves nothing to read from
            Image.open(BytesIO(data), formats=[kind]).load()
        except Image.DecompressionBombError:
            return f"a picture has at most {MOST_PIXELS // 10**6} million pixels, and {LONGEST_SIDE} a side"
        except Exception:  # a decoder that is fed with anything may raise anything
            return "its content is not the image that its ending says, or is damaged"
    return None


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that has no problem."""
    return Image.open(BytesIO(data)).size
