"""Engraved line work for certificates: interlaced waves and rosettes, drawn by formula as PDF operators."""

from collections.abc import Callable, Iterator
from itertools import product
from math import cos, pi, sin

WIDTH, HEIGHT = 297, 210  # A4, lying
INK, BRONZE, PALE = (29, 74, 69), (148, 118, 60), (230, 236, 234)

_IN_MILLIMETRES = "2.83465 0 0 2.83465 0 0 cm"

Point = tuple[float, float]
Curve = Callable[[float], Point]
Colour = tuple[int, int, int]


def plate() -> str:
    """The line work of the whole sheet as PDF drawing operators: a page drawn from SVG takes twice as long."""
    return "\n".join((_IN_MILLIMETRES, *_watermark(), *_border(), *_mark()))


def _border() -> Iterator[str]:
    """A braided band between rules, a rosette boxed in each corner."""
    inset, gap = 14.0, 4.9
    near, far, low, high = inset + gap, WIDTH - inset - gap, inset + gap, HEIGHT - inset - gap
    yield _pen(INK, 0.14)
    for y in (inset, HEIGHT - inset):
        yield from _band((near, y), (far, y), periods=22)
    for x in (inset, WIDTH - inset):
        yield from _band((x, low), (x, high), periods=15)
    for corner in product((inset, WIDTH - inset), (inset, HEIGHT - inset)):
        yield from _rosette(corner, 3.8)
    for away, colour, width in ((8.5, INK, 0.6), (9.7, BRONZE, 0.2), (18.3, BRONZE, 0.2), (19.5, INK, 0.3)):
        yield _pen(colour, width)
        yield _box(away, away, WIDTH - 2 * away, HEIGHT - 2 * away)
    yield _pen(BRONZE, 0.2)
    for x, y in product((9.7, WIDTH - 18.3), (9.7, HEIGHT - 18.3)):
        yield _box(x, y, 8.6, 8.6)


def _mark() -> Iterator[str]:
    """The issuer's device: a rosette in a ring, at the head of the sheet."""
    centre = WIDTH / 2, HEIGHT - 34
    for radius, colour, width in ((8.6, INK, 0.3), (8.1, BRONZE, 0.14)):
        yield _pen(colour, width)
        yield from _circle(centre, radius)
    yield _pen(INK, 0.14)
    yield from _rosette(centre, 7.6)


def _watermark() -> Iterator[str]:
    """A large pale rosette behind the text: copying machines lose it, readers hardly see it."""
    yield _pen(PALE, 0.2)
    yield from _rosette((WIDTH / 2, 112), 62, lobes=24, rings=3)


def _band(start: Point, end: Point, periods: int, amplitude: float = 3.4, strands: int = 6) -> Iterator[str]:
    """Sine waves from start to end, evenly out of step, so that they weave."""
    (x0, y0), (x1, y1) = start, end
    upright = x0 == x1
    for strand in range(strands):
        phase = 2 * pi * strand / strands

        def wave(t: float, phase: float = phase) -> Point:
            swing = amplitude * sin(2 * pi * periods * t + phase)
            x, y = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            return (x + swing, y) if upright else (x, y + swing)

        yield _path(wave, 4 * periods)


def _rosette(centre: Point, radius: float, lobes: int = 12, rings: int = 3) -> Iterator[str]:
    """Closed waves around a centre, in pairs that cross each other, each pair smaller than the one before."""
    for ring in range(rings):
        for turn in (0, pi):
            outer = radius * (1 - 0.26 * ring)
            depth = outer * 0.24

            def wave(t: float, outer: float = outer, depth: float = depth, turn: float = turn) -> Point:
                angle = 2 * pi * t
                reach = outer - depth + depth * cos(lobes * angle + turn)
                return centre[0] + reach * sin(angle), centre[1] - reach * cos(angle)

            yield _path(wave, 4 * lobes)


def _box(x: float, y: float, width: float, height: float) -> str:
    return " ".join(map(_mm, (x, y, width, height))) + " re S"


def _circle(centre: Point, radius: float) -> Iterator[str]:
    yield _path(lambda t: (centre[0] + radius * sin(2 * pi * t), centre[1] + radius * cos(2 * pi * t)), 8)


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
    return "{:.3f} {:.3f} {:.3f} RG {} w".format(*(part / 255 for part in colour), width)
