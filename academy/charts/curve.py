"""Figures along an axis, joined by a line: how something goes with time, or with how much is asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from academy.charts import canvas
from academy.charts.canvas import WIDTH

HEIGHT = 300
START, END, TOP, BOTTOM = 64, 28, 34, 42


@dataclass(frozen=True)
class Point:
    """`along` says where on the axis; `name` is written below it, unless it is empty. Without low and high there are no
    whiskers."""

    along: float
    value: float
    low: float | None = None
    high: float | None = None
    name: str = ""


def curve(
    title: str,
    points: Sequence[Point],
    ticks: Sequence[tuple[float, str]],
    limits: Sequence[float] = (),
    step: tuple[float, str] | None = None,
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`ticks` are (value, text) pairs of the upright scale, which goes from the first to the last; `limits` are values
    drawn as a border; `step` is a place along the axis where something changes, with its name: beyond the last point,
    the axis goes on until there."""
    scale = _Scale(points, [value for value, _ in ticks], step, rtl)
    parts = [
        *(_tick(scale, value, words) for value, words in ticks),
        *(_limit(scale, value) for value in limits),
        _step(scale, *step) if step else "",
        _line(scale, points),
        *(_point(scale, point) for point in points),
    ]
    return canvas.picture("curve-chart", HEIGHT, title, description, parts)


class _Scale:
    def __init__(self, points: Sequence[Point], values: Sequence[float], step: tuple[float, str] | None, rtl: bool):
        places = [point.along for point in points] + ([step[0]] if step else []) or [0]
        self.first, self.last = min(places), max(places)
        self.low, self.high, self.rtl = min(values), max(values), rtl

    def x(self, place: float) -> float:
        return canvas.flipped(canvas.along(place, self.first, self.last, START + 24, WIDTH - END - 24), self.rtl)

    def y(self, value: float) -> float:
        return canvas.along(value, self.low, self.high, HEIGHT - BOTTOM, TOP)

    def flip(self, x: float) -> float:
        return canvas.flipped(x, self.rtl)


def _tick(scale: _Scale, value: float, words: str) -> str:
    y = scale.y(value)
    line = f'<path class="curve-chart__tick" d="M{scale.flip(START):g} {y:g}H{scale.flip(WIDTH - END):g}"/>'
    anchor = "start" if scale.rtl else "end"
    return line + canvas.text(scale.flip(START - 8), y + 5, words, "curve-chart__scale", anchor)


def _limit(scale: _Scale, value: float) -> str:
    return (
        f'<path class="curve-chart__limit" d="M{scale.flip(START):g} {scale.y(value):g}H{scale.flip(WIDTH - END):g}"/>'
    )


def _step(scale: _Scale, place: float, name: str) -> str:
    x = scale.x(place)
    line = f'<path class="curve-chart__step" d="M{x:g} {TOP - 8}V{HEIGHT - BOTTOM}"/>'
    return line + canvas.text(x, TOP - 14, name, "curve-chart__change", "middle")


def _line(scale: _Scale, points: Sequence[Point]) -> str:
    path = "L".join(f"{scale.x(point.along):g} {scale.y(point.value):g}" for point in points)
    return f'<path class="curve-chart__line" d="M{path}"/>' if points else ""


def _point(scale: _Scale, point: Point) -> str:
    x = scale.x(point.along)
    reach = ""
    if point.low is not None and point.high is not None:
        low, high = scale.y(point.low), scale.y(point.high)
        reach = f'<path class="curve-chart__reach" d="M{x - 5:g} {low:g}h10m-5 0V{high:g}m-5 0h10"/>'
    disc = f'<circle class="curve-chart__point" cx="{x:g}" cy="{scale.y(point.value):g}" r="5"/>'
    name = canvas.text(x, HEIGHT - BOTTOM + 24, point.name, "curve-chart__name", "middle") if point.name else ""
    return reach + disc + name
