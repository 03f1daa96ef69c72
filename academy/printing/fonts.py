"""The fonts of printed documents: the system's Noto fonts, found once by file."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = "fonts-noto-core"
FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
)


class Face(NamedTuple):
    family: str
    weight: int
    style: str
    file: str


DISPLAY = Face("Noto Serif Display", 400, "normal", "NotoSerifDisplay-Regular.ttf")
TEXT = Face("Noto Serif", 400, "normal", "NotoSerif-Regular.ttf")
ITALIC = Face("Noto Serif", 400, "italic", "NotoSerif-Italic.ttf")
BOLD = Face("Noto Serif", 700, "normal", "NotoSerif-Bold.ttf")
URDU = Face("Noto Nastaliq Urdu", 400, "normal", "NotoNastaliqUrdu-Regular.ttf")
BANGLA = Face("Noto Serif Bengali", 400, "normal", "NotoSerifBengali-Regular.ttf")
FACES = (DISPLAY, TEXT, ITALIC, BOLD, URDU, BANGLA)


class FontsMissing(RuntimeError):
    """Fonts that a document is set in are not on this machine; the message says what to install."""


@cache
def paths() -> dict[str, Path]:
    """Where each font file lies."""
    found = {face.file: _find(face.file) for face in FACES}
    missing = sorted(file for file, path in found.items() if path is None)
    if missing:
        raise FontsMissing(f"No {', '.join(missing)} on this machine. Type: apt-get install {PACKAGE}")
    return found


def stylesheet(address: str) -> str:
    """The @font-face rules; `address` is put before each file's name."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f' src: url("{address}{face.file}") }}\n'
        for face in FACES
    )


def without_glyph(characters: Iterable[str]) -> set[str]:
    """Those of the characters that none of the fonts can draw."""
    return {character for character in characters if not any(ord(character) in _widths(face) for face in FACES)}


def width(text: str, face: Face) -> float:
    """How many times its size the text is wide, about: joined letters of Urdu and Bangla take less."""
    widths = _widths(face)
    return sum(widths.get(ord(character), 0.6) for character in text)


def _find(file: str) -> Path | None:
    return next((folder / file for folder in FOLDERS if (folder / file).is_file()), None)


@cache
def _widths(face: Face) -> dict[int, float]:
    """The width of each character that the face has, in shares of the size."""
    from fontTools.ttLib import TTFont  # only when a document is printed

    with TTFont(paths()[face.file], lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
