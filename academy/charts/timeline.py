"""A run as a drawing: gauges over time, under the moves that bent them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from academy.charts import canvas
from academy.charts.canvas import WIDTH

HEIGHT = 260
LEFT, RIGHT, TOP, BOTTOM = 40, 96, 34, 34  # room for the scale, the names of the lines, the marks, the clock


@dataclass(frozen=True)
class Mark:
    """Something that happened at a minute; `label` is one to three characters, `kind` is move, post or end."""

    minute: int
    label: str
    kind: str = "move"


@dataclass(frozen=True)
class Line:
    """A gauge over time: (minute, value 0-100) pairs, each value good until the next."""

    slug: str
    name: str
    points: Sequence[tuple[int, int]]


def timeline(
    title: str,
    lines: Sequence[Line],
    marks: Sequence[Mark],
    minutes: int,
    hours: Sequence[tuple[int, str]] = (),
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """Gauges as stepped lines under the moves that bent them. `hours` are (minute, clock text) pairs for the axis;
    with `rtl` time runs from right to left."""
    scale = _Scale(max(minutes, 1), rtl)
    parts = [
        *(_level(scale, value) for value in (0, 50, 100)),
        *(_hour(scale, minute, text) for minute, text in hours),
        *(_mark(scale, mark) for mark in marks),
        *(_line(scale, line) for line in lines),
        *_names(scale, lines),
    ]
    return canvas.picture("timeline-chart", HEIGHT, title, description, parts)


class _Scale:
    def __init__(self, minutes: int, rtl: bool):
        self.minutes, self.rtl = minutes, rtl

    def x(self, minute: float) -> float:
        along = LEFT + min(max(minute, 0), self.minutes) / self.minutes * (WIDTH - LEFT - RIGHT)
        return self.flip(along)

    def y(self, value: float) -> float:
        return round(TOP + (100 - min(max(value, 0), 100)) / 100 * (HEIGHT - TOP - BOTTOM), 1)

    def flip(self, x: float) -> float:
        return canvas.flipped(x, self.rtl)


def _level(scale: _Scale, value: int) -> str:
    start, end, y = scale.x(0), scale.x(scale.minutes), scale.y(value)
    text = _text(scale.flip(LEFT - 8), y + 4, str(value), "scale", before=not scale.rtl)
    return f'<path class="timeline-chart__level" d="M{start:g} {y:g}H{end:g}"/>{text}'


def _hour(scale: _Scale, minute: int, text: str) -> str:
    x, foot = scale.x(minute), scale.y(0)
    tick = f'<path class="timeline-chart__level" d="M{x:g} {foot:g}v6"/>'
    return f'{tick}<text class="timeline-chart__hour" x="{x:g}" y="{foot + 22:g}" text-anchor="middle">{escape(text)}</text>'


def _mark(scale: _Scale, mark: Mark) -> str:
    x = scale.x(mark.minute)
    stem = f'<path class="timeline-chart__stem" d="M{x:g} {TOP - 8}V{scale.y(0):g}"/>'
    disc = f'<circle cx="{x:g}" cy="{TOP - 18}" r="11"/>'
    text = f'<text x="{x:g}" y="{TOP - 13}" text-anchor="middle">{escape(mark.label)}</text>'
    return f'<g class="timeline-chart__mark timeline-chart__mark--{escape(mark.kind)}">{stem}{disc}{text}</g>'


def _line(scale: _Scale, line: Line) -> str:
    if not line.points:
        return ""
    (first, value), *rest = line.points
    path = f"M{scale.x(first):g} {scale.y(value):g}"
    path += "".join(f"H{scale.x(minute):g}V{scale.y(after):g}" for minute, after in rest)
    path += f"H{scale.x(scale.minutes):g}"
    return f'<path class="timeline-chart__line timeline-chart__line--{escape(line.slug)}" d="{path}"/>'


def _names(scale: _Scale, lines: Sequence[Line]) -> list[str]:
    """The lines' names at their ends, pushed apart where the lines end close together."""
    ends = sorted(((scale.y(line.points[-1][1]), line) for line in lines if line.points), key=lambda end: end[0])
    names, lowest = [], 0.0
    for y, line in ends:
        y = max(y, lowest + 18)
        lowest = y
        x = scale.flip(WIDTH - RIGHT + 8)
        names.append(_text(x, y + 4, line.name, f"name timeline-chart__name--{line.slug}", before=scale.rtl))
    return names


def _text(x: float, y: float, words: str, kind: str, before: bool) -> str:
    """Text that ends (`before`) or begins at x, whatever the direction of the page."""
    return canvas.text(x, y, words, f"timeline-chart__{kind}", "end" if before else "start")
