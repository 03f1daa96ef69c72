"""Pictures of printed documents: PNG files, decoded once, however often they are printed."""

from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from PIL import Image

LARGEST = 1200  # pixels a side


class PictureError(ValueError):
    """A file that is no PNG picture of a reasonable size."""


def loaded(pictures: Mapping[str, bytes]) -> dict[str, Any]:
    """The pictures by address as WeasyPrint keeps those that it has fetched; raises PictureError."""
    return {address: _loaded(address, png) for address, png in pictures.items()}


@lru_cache(maxsize=64)
def _loaded(address: str, png: bytes) -> Any:
    try:
        picture = Image.open(BytesIO(png), formats=["PNG"])
        if max(picture.size) > LARGEST:
            raise PictureError(f"A picture is larger than {LARGEST} pixels")
        Image.open(BytesIO(png), formats=["PNG"]).verify()  # WeasyPrint makes Pillow take files that were cut short
        colours = "L" if picture.mode in ("1", "L") else "RGB"
        return _kind()(picture.convert("RGBA" if picture.has_transparency_data else colours), address)
    except PictureError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError("A picture is not a PNG file, or is damaged") from error


@cache
def _kind() -> type:
    import pydyf
    from weasyprint.images import RasterImage

    class Picture(RasterImage):
        """Its compressed pixels are kept: WeasyPrint would pack them anew for each document."""

        def __init__(self, picture, address):
            super().__init__(picture, address, None)
            self._packed = super().get_x_object(interpolate=False, dpi_ratio=1)

        def get_x_object(self, interpolate, dpi_ratio):
            return _copied(self._packed)

    def _copied(stream):
        """One of its own for each document, which numbers what it holds."""
        extra = pydyf.Dictionary(stream.extra)
        if "SMask" in extra:
            extra["SMask"] = _copied(extra["SMask"])
        return pydyf.Stream(stream.stream, extra)

    return Picture
