"""Shares, one bar a row, each bar made of parts; the name stands above its bar, so that it may be long."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from academy.charts import canvas
from academy.charts.canvas import WIDTH

FIGURES = 76  # room for the figures at the end
LEGEND, ROW, BAR, FOOT = 36, 50, 16, 30
LONGEST = 70  # characters of a name that have room; the table beside the drawing has all of it
SAMPLE, LETTER = 44, 8  # of the legend: a sample with the gaps beside it, and a letter
APART = 6  # between the stripes of a part


@dataclass(frozen=True)
class Bar:
    """`parts` has a share for each series; `figure` is written at the end."""

    name: str
    parts: Sequence[float]
    figure: str = ""


def bars(
    title: str,
    series: Sequence[str],
    rows: Sequence[Bar],
    ticks: Sequence[tuple[float, str]],
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`series` are names of up to five parts, with a legend where there is more than one. `ticks` are (value, text)
    pairs of the scale, which goes from 0 to the last."""
    one = len(series) == 1
    scale = _Scale(ticks[-1][0], 8 if one else LEGEND, len(rows), rtl)
    parts = [
        *(() if one else _legend(scale, series)),
        *(_tick(scale, value, words) for value, words in ticks),
        *(_row(scale, number, row) for number, row in enumerate(rows)),
    ]
    return canvas.picture(
        "bar-chart bar-chart--one" if one else "bar-chart", scale.foot + FOOT, title, description, parts
    )


class _Scale:
    def __init__(self, most: float, top: float, rows: int, rtl: bool):
        self.most, self.top, self.rtl = most, top, rtl
        self.foot = top + rows * ROW

    def x(self, value: float) -> float:
        return self.flip(canvas.along(value, 0, self.most, 4, WIDTH - FIGURES))

    def flip(self, x: float) -> float:
        return canvas.flipped(x, self.rtl)

    def text(self, x: float, y: float, words: str, kind: str) -> str:
        """Text that begins at x in the direction of the page."""
        return canvas.text(self.flip(x), y, words, f"bar-chart__{kind}", "end" if self.rtl else "start")


def _legend(scale: _Scale, series: Sequence[str]) -> list[str]:
    rooms, x, parts = [SAMPLE + LETTER * len(name) for name in series], 4.0, []
    for number, (name, room) in enumerate(zip(series, rooms)):
        parts += [_part(scale.flip(x), scale.flip(x + 22), 8, number), scale.text(x + 28, 21, name, "series")]
        x += room / sum(rooms) * (WIDTH - 8)
    return parts


def _tick(scale: _Scale, value: float, words: str) -> str:
    x, anchor = scale.x(value), "middle" if value else "end" if scale.rtl else "start"
    line = f'<path class="bar-chart__tick" d="M{x:g} {scale.top:g}V{scale.foot:g}"/>'
    return line + canvas.text(x, scale.foot + 20, words, "bar-chart__scale", anchor)


def _row(scale: _Scale, number: int, row: Bar) -> str:
    y, done, drawn = scale.top + number * ROW, 0.0, []
    short = row.name if len(row.name) <= LONGEST else f"{row.name[: LONGEST - 1].rstrip()}…"
    for place, value in enumerate(row.parts):
        if value:
            drawn.append(_part(scale.x(done), scale.x(done + value), y + 24, place))
        done += value
    name = scale.text(4, y + 17, short, "name")
    figure = scale.text(WIDTH - FIGURES + 10, y + 38, row.figure, "figure") if row.figure else ""
    return f"<g>{name}{''.join(drawn)}{figure}</g>"


def _part(start: float, end: float, y: float, series: int) -> str:
    """The first is filled, the second striped upright, the third lengthwise, the fourth hollow, the fifth a grid: they
    differ without their colours, too."""
    low, high = sorted((start, end))
    box = f'x="{low:g}" y="{y:g}" width="{high - low:g}" height="{BAR}"'
    drawn = f'<rect class="bar-chart__part bar-chart__part--{series}" {box}/>'
    upright = (f"M{low + APART * step:g} {y:g}v{BAR}" for step in range(1, int((high - low) // APART) + 1))
    lengthwise = (f"M{low:g} {y + BAR * step / 4:g}H{high:g}" for step in (1, 3))
    striped = {1: (upright,), 2: (lengthwise,), 4: (upright, lengthwise)}.get(series, ())
    stripes = "".join("".join(lines) for lines in striped)
    return drawn + (f'<path class="bar-chart__stripes bar-chart__stripes--{series}" d="{stripes}"/>' if stripes else "")
