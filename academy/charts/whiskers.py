"""Figures with their intervals, one row each: a dot, and whiskers as far as it may be off."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from academy.charts import canvas
from academy.charts.canvas import WIDTH

NAMES, FIGURES = 230, 64  # room for the names at the start and the figures at the end
LEGEND, ROW, FOOT = 40, 44, 34
APART = 9  # between the dots of a row, upwards and downwards
LONGEST = 26  # characters of a name that have room; the table beside the drawing has all of it


@dataclass(frozen=True)
class Dot:
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """`dots` has one for each series, None where there is none; `figure` is written at the end; loud rows stand out."""

    name: str
    dots: Sequence[Dot | None]
    figure: str = ""
    loud: bool = False


def whiskers(
    title: str,
    series: Sequence[str],
    rows: Sequence[Row],
    ticks: Sequence[tuple[float, str]],
    limits: Sequence[float] = (),
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`series` are up to two names of what the dots are. `ticks` are (value, text) pairs; the scale goes from the first
    to the last. `limits` are values drawn as a border."""
    scale = _Scale([value for value, _ in ticks], len(rows), rtl)
    parts = [
        *_legend(scale, series),
        *(_tick(scale, value, words) for value, words in ticks),
        *(_limit(scale, value) for value in limits),
        *(_row(scale, number, row) for number, row in enumerate(rows)),
    ]
    return canvas.picture("whisker-chart", scale.foot + FOOT, title, description, parts)


class _Scale:
    def __init__(self, values: Sequence[float], rows: int, rtl: bool):
        self.low, self.high, self.rtl = min(values), max(values), rtl
        self.foot = LEGEND + rows * ROW

    def x(self, value: float) -> float:
        return self.flip(canvas.along(value, self.low, self.high, NAMES, WIDTH - FIGURES - 12))

    def y(self, row: int) -> float:
        return LEGEND + (row + 0.5) * ROW

    def flip(self, x: float) -> float:
        return canvas.flipped(x, self.rtl)

    def text(self, x: float, y: float, words: str, kind: str, ends: bool = False) -> str:
        """Text that begins, or `ends`, at x in the direction of the page."""
        return canvas.text(self.flip(x), y, words, f"whisker-chart__{kind}", "end" if ends != self.rtl else "start")


def _legend(scale: _Scale, series: Sequence[str]) -> list[str]:
    parts = []
    for number, name in enumerate(series):
        x = NAMES + number * 220
        parts += [_shape(scale.flip(x + 7), 15, number), scale.text(x + 20, 20, name, "series")]
    return parts


def _tick(scale: _Scale, value: float, words: str) -> str:
    x = scale.x(value)
    line = f'<path class="whisker-chart__tick" d="M{x:g} {LEGEND}V{scale.foot:g}"/>'
    return line + canvas.text(x, scale.foot + 22, words, "whisker-chart__scale", "middle")


def _limit(scale: _Scale, value: float) -> str:
    return f'<path class="whisker-chart__limit" d="M{scale.x(value):g} {LEGEND}V{scale.foot:g}"/>'


def _row(scale: _Scale, number: int, row: Row) -> str:
    y = scale.y(number)
    short = row.name if len(row.name) <= LONGEST else f"{row.name[: LONGEST - 1].rstrip()}…"
    name = scale.text(NAMES - 16, y + 5, short, "name", ends=True)
    figure = scale.text(WIDTH - FIGURES + 4, y + 5, row.figure, "figure") if row.figure else ""
    middle = (len(row.dots) - 1) / 2
    dots = [_dot(scale, y + 2 * APART * (place - middle), dot, place) for place, dot in enumerate(row.dots) if dot]
    loud = " whisker-chart__row--loud" if row.loud else ""
    return f'<g class="whisker-chart__row{loud}">{name}{"".join(dots)}{figure}</g>'


def _dot(scale: _Scale, y: float, dot: Dot, series: int) -> str:
    low, high = scale.x(dot.low), scale.x(dot.high)
    reach = f'<path class="whisker-chart__reach" d="M{low:g} {y - 5:g}v10m0-5H{high:g}m0-5v10"/>'
    return reach + _shape(scale.x(dot.value), y, series)


def _shape(x: float, y: float, series: int) -> str:
    """The first series are discs, the second hollow squares: they differ without their colours, too."""
    if series:
        kind = "whisker-chart__dot whisker-chart__dot--second"
        return f'<rect class="{kind}" x="{x - 5:g}" y="{y - 5:g}" width="10" height="10"/>'
    return f'<circle class="whisker-chart__dot" cx="{x:g}" cy="{y:g}" r="6"/>'
