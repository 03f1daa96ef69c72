"""What comes in and what goes out, minute by minute: columns up and columns down along one clock, under the stretches of a
programme, with a lane of marks for each kind of thing that happens besides."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from academy.charts import canvas
from academy.charts.canvas import WIDTH

NAMES, END = 150, 12  # room for the names at the start, and at the end
HEAD, BAND = 8, 26  # above everything, and for the stretches
UP, DOWN, GAP, LANE, FOOT = 96, 64, 20, 26, 30
LONGEST = 20  # characters of a name that have room


@dataclass(frozen=True)
class Stretch:
    """From one minute to another; `label` is one to three characters."""

    start: float
    end: float
    label: str


@dataclass(frozen=True)
class Track:
    """Things of one kind: `marks` are minutes, or (start, end) pairs of what lasts. `kind` is `full` or `hollow`."""

    name: str
    marks: Sequence[float | tuple[float, float]]
    kind: str = "full"


def flow(
    title: str,
    incoming: tuple[str, Sequence[int]],
    outgoing: tuple[str, Sequence[int]],
    stretches: Sequence[Stretch],
    tracks: Sequence[Track],
    hours: Sequence[tuple[int, str]] = (),
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`incoming` and `outgoing` are a name and a count for each minute. `hours` are (minute, clock text) pairs for the axis."""
    scale = _Scale(max(len(incoming[1]), len(outgoing[1]), 1), rtl)
    height = scale.lanes + LANE * len(tracks) + FOOT
    parts = [
        *(_stretch(scale, each, number) for number, each in enumerate(stretches)),
        *_columns(scale, incoming, UP, -1),
        *_columns(scale, outgoing, DOWN, 1),
        f'<path class="flow-chart__ground" d="M{scale.x(0):g} {scale.ground:g}H{scale.x(scale.minutes):g}"/>',
        *(part for number, track in enumerate(tracks) for part in _track(scale, track, number)),
        *(_hour(scale, minute, words, height) for minute, words in hours),
    ]
    return canvas.picture("flow-chart", height, title, description, parts)


class _Scale:
    def __init__(self, minutes: int, rtl: bool):
        self.minutes, self.rtl = minutes, rtl
        self.ground = HEAD + BAND + GAP + UP
        self.lanes = self.ground + DOWN + GAP

    def x(self, minute: float) -> float:
        return canvas.flipped(canvas.along(minute, 0, self.minutes, NAMES, WIDTH - END), self.rtl)

    def name(self, y: float, words: str, kind: str = "name") -> str:
        short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
        return canvas.text(canvas.flipped(4, self.rtl), y, short, f"flow-chart__{kind}", "end" if self.rtl else "start")


def _stretch(scale: _Scale, each: Stretch, number: int) -> str:
    low, high = sorted((scale.x(each.start), scale.x(each.end)))
    kind = "flow-chart__stretch flow-chart__stretch--other" if number % 2 else "flow-chart__stretch"
    box = f'<rect class="{kind}" x="{low:g}" y="{HEAD}" width="{high - low:g}" height="{BAND}"/>'
    return box + canvas.text((low + high) / 2, HEAD + 18, each.label, "flow-chart__label", "middle")


def _columns(scale: _Scale, of: tuple[str, Sequence[int]], room: float, way: int) -> list[str]:
    """`way` is -1 for columns that stand on the ground and 1 for those that hang from it."""
    name, counts = of
    most = max(counts, default=0) or 1
    kind = "in" if way < 0 else "out"
    parts = [scale.name(scale.ground + way * room / 2 + 4, name)]
    for minute, count in enumerate(counts):
        if count:
            low, high = sorted((scale.x(minute), scale.x(minute + 1)))
            tall = round(room * count / most, 1)
            top = scale.ground - tall if way < 0 else scale.ground
            gap = min(1.5, (high - low) / 4)
            box = f'x="{low + gap / 2:g}" y="{top:g}" width="{high - low - gap:g}" height="{tall:g}"'
            parts.append(f'<rect class="flow-chart__column flow-chart__column--{kind}" {box}/>')
    if max(counts, default=0):
        busiest = list(counts).index(most)
        y = scale.ground + way * room + (-6 if way < 0 else 16)
        middle = (scale.x(busiest) + scale.x(busiest + 1)) / 2
        parts.append(canvas.text(middle, y, str(most), "flow-chart__count", "middle"))
    return parts


def _track(scale: _Scale, track: Track, number: int) -> list[str]:
    y = scale.lanes + LANE * (number + 0.5)
    line = f'<path class="flow-chart__lane" d="M{scale.x(0):g} {y:g}H{scale.x(scale.minutes):g}"/>'
    return [line, scale.name(y + 4, track.name), *(_mark(scale, mark, y, track.kind) for mark in track.marks)]


def _mark(scale: _Scale, mark: float | tuple[float, float], y: float, kind: str) -> str:
    kind = f"flow-chart__mark flow-chart__mark--{escape(kind)}"
    if isinstance(mark, tuple):
        low, high = sorted(map(scale.x, mark))
        return f'<rect class="{kind}" x="{low:g}" y="{y - 5:g}" width="{max(high - low, 4):g}" height="10" rx="3"/>'
    return f'<circle class="{kind}" cx="{scale.x(mark):g}" cy="{y:g}" r="5"/>'


def _hour(scale: _Scale, minute: int, words: str, height: float) -> str:
    return canvas.text(scale.x(minute), height - 10, words, "flow-chart__scale", "middle")
