"""Line work for certificates, drawn by formula as PDF operators: interlaced waves and rosettes, or plain rules."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from math import cos, pi, sin

WIDTH, HEIGHT = 297, 210  # A4, lying
INK, ACCENT = "#1d4a45", "#94763c"

_IN_MILLIMETRES = "2.83465 0 0 2.83465 0 0 cm"
_PALE = 0.11  # how much of the ink is in the watermark

Point = tuple[float, float]
Curve = Callable[[float], Point]
Colour = tuple[float, float, float]


def plate(layout: str = "engraved", ink: str = INK, accent: str = ACCENT, marked: bool = True) -> str:
    """The line work of the whole sheet as PDF drawing operators: a page drawn from SVG takes twice as long.

    Colours are as in #1d4a45. A `marked` engraving bears the issuer's device at its head; a plain sheet has no lines.
    """
    colours = _colour(ink), _colour(accent)
    if layout == "plain":
        return ""
    drawn = (*_watermark(colours[0]), *_border(*colours), *(_mark(*colours) if marked else ()))
    return "\n".join((_IN_MILLIMETRES, *(drawn if layout == "engraved" else _rules(*colours))))


def _border(ink: Colour, accent: Colour) -> Iterator[str]:
    """A braided band between rules, a rosette boxed in each corner."""
    inset, gap = 14.0, 4.9
    yield _pen(ink, 0.14)
    across = list(_band((WIDTH - 2 * (inset + gap)) / 22))
    upwards = list(_band((HEIGHT - 2 * (inset + gap)) / 15))
    for y in (inset, HEIGHT - inset):
        yield from _along(across, (inset + gap, y), 22, (WIDTH - 2 * (inset + gap)) / 22)
    for x in (inset, WIDTH - inset):
        yield from _along(upwards, (x, inset + gap), 15, (HEIGHT - 2 * (inset + gap)) / 15, "0 1 -1 0")
    corner = list(_rosette(3.8))
    for place in product((inset, WIDTH - inset), (inset, HEIGHT - inset)):
        yield from _at(place, corner)
    for away, colour, width in ((8.5, ink, 0.6), (9.7, accent, 0.2), (18.3, accent, 0.2), (19.5, ink, 0.3)):
        yield from _frame(away, colour, width)
    yield _pen(accent, 0.2)
    for x, y in product((9.7, WIDTH - 18.3), (9.7, HEIGHT - 18.3)):
        yield _box(x, y, 8.6, 8.6)


def _rules(ink: Colour, accent: Colour) -> Iterator[str]:
    """A thick rule and a thin one."""
    yield from _frame(11, ink, 0.9)
    yield from _frame(13, accent, 0.25)


def _mark(ink: Colour, accent: Colour) -> Iterator[str]:
    """The issuer's device: a rosette in a ring, at the head of the sheet."""
    centre = WIDTH / 2, HEIGHT - 34
    for radius, colour, width in ((8.6, ink, 0.3), (8.1, accent, 0.14)):
        yield _pen(colour, width)
        yield from _at(centre, _circle(radius))
    yield _pen(ink, 0.14)
    yield from _at(centre, _rosette(7.6))


def _watermark(ink: Colour) -> Iterator[str]:
    """A large pale rosette behind the text: copying machines lose it, readers hardly see it."""
    red, green, blue = (1 - _PALE * (1 - part) for part in ink)
    yield _pen((red, green, blue), 0.2)
    yield from _at((WIDTH / 2, 112), _rosette(62, lobes=24, rings=3))


def _at(place: Point, operators: Iterable[str], turned: str = "1 0 0 1") -> Iterator[str]:
    """What was drawn around 0, 0, somewhere else: the same operators again are next to nothing once compressed."""
    yield " ".join(("q", turned, *map(_mm, place), "cm"))
    yield from operators
    yield "Q"


def _along(tile: list[str], start: Point, times: int, step: float, turned: str = "1 0 0 1") -> Iterator[str]:
    yield " ".join(("q", turned, *map(_mm, start), "cm"))
    for _ in range(times):
        yield from tile
        yield f"1 0 0 1 {step:.4f} 0 cm"
    yield "Q"


def _band(length: float, amplitude: float = 3.4, strands: int = 6) -> Iterator[str]:
    """One period of sine waves, evenly out of step, so that they weave."""
    for strand in range(strands):
        phase = 2 * pi * strand / strands
        yield _path(lambda t, phase=phase: (length * t, amplitude * sin(2 * pi * t + phase)), 4)


def _rosette(radius: float, lobes: int = 12, rings: int = 3) -> Iterator[str]:
    """Closed waves around a centre, in pairs that cross each other, each pair smaller than the one before."""
    for ring in range(rings):
        for turn in (0, pi):
            outer = radius * (1 - 0.26 * ring)
            depth = outer * 0.24

            def wave(t: float, outer: float = outer, depth: float = depth, turn: float = turn) -> Point:
                angle = 2 * pi * t
                reach = outer - depth + depth * cos(lobes * angle + turn)
                return reach * sin(angle), -reach * cos(angle)

            yield _path(wave, 4 * lobes)


def _frame(away: float, colour: Colour, width: float) -> Iterator[str]:
    """A rule all around, at a distance from the edge."""
    yield _pen(colour, width)
    yield _box(away, away, WIDTH - 2 * away, HEIGHT - 2 * away)


def _box(x: float, y: float, width: float, height: float) -> str:
    return " ".join(map(_mm, (x, y, width, height))) + " re S"


def _circle(radius: float) -> Iterator[str]:
    yield _path(lambda t: (radius * sin(2 * pi * t), radius * cos(2 * pi * t)), 8)


def _path(curve: Curve, pieces: int) -> str:
    """The curve over 0..1, stroked as cubic pieces that meet it in place and direction."""
    step = 1 / pieces
    operators = ["{} {} m".format(*map(_mm, curve(0)))]
    for piece in range(pieces):
        start, end = piece * step, (piece + 1) * step
        (x0, y0), (x1, y1) = curve(start), curve(end)
        (dx0, dy0), (dx1, dy1) = _slope(curve, start), _slope(curve, end)
        numbers = (x0 + dx0 * step / 3, y0 + dy0 * step / 3, x1 - dx1 * step / 3, y1 - dy1 * step / 3, x1, y1)
        operators.append(" ".join(map(_mm, numbers)) + " c")
    return "\n".join((*operators, "S"))


def _slope(curve: Curve, at: float, near: float = 1e-6) -> Point:
    (x0, y0), (x1, y1) = curve(at - near), curve(at + near)
    return (x1 - x0) / (2 * near), (y1 - y0) / (2 * near)


def _mm(number: float) -> str:
    return f"{number:.2f}"


def _pen(colour: Colour, width: float) -> str:
    return "{:.3f} {:.3f} {:.3f} RG {} w".format(*colour, width)


def _colour(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red / 255, green / 255, blue / 255
