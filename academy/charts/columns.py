"""How many there are of each size: columns side by side, and a border that they stand on either side of."""

from collections.abc import Sequence

from markupsafe import Markup

from academy.charts import canvas
from academy.charts.canvas import WIDTH

HEIGHT = 260
START, END, TOP, FOOT = 40, 40, 48, 40
GAP = 4  # between two columns
SKETCH = 120  # the height of a drawing without words


def columns(
    title: str,
    counts: Sequence[int],
    ticks: Sequence[str],
    limits: Sequence[tuple[float, str]] = (),
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`ticks` are written at the edges of the columns, so there is one more of them. `limits` are (place, name) pairs:
    at 6.5 one stands in the middle of the seventh column."""
    scale = _Scale(counts, HEIGHT - FOOT, TOP, START, WIDTH - END, rtl)
    parts = [
        *(_column(scale, place, count) for place, count in enumerate(counts)),
        *(_count(scale, place, count) for place, count in enumerate(counts)),
        *(_tick(scale, place, words) for place, words in enumerate(ticks)),
        *(_limit(scale, place, name) for place, name in limits),
    ]
    return canvas.picture("column-chart", HEIGHT, title, description, [_ground(scale), *parts])


def sketch(title: str, counts: Sequence[int], limit: float | None = None, rtl: bool = False) -> Markup:
    """The same without words, small enough for a line of a table."""
    scale = _Scale(counts, SKETCH - 4, 4, 2, WIDTH - 2, rtl)
    border = "" if limit is None else f'<path class="column-chart__limit" d="M{scale.x(limit):g} 0V{SKETCH}"/>'
    parts = [_ground(scale), *(_column(scale, place, count) for place, count in enumerate(counts)), border]
    return canvas.picture("column-chart column-chart--sketch", SKETCH, title, "", parts)


class _Scale:
    def __init__(self, counts, foot: float, top: float, start: float, end: float, rtl: bool):
        self.count, self.most = max(len(counts), 1), max(counts, default=0) or 1
        self.foot, self.top, self.start, self.end, self.rtl = foot, top, start, end, rtl

    def x(self, place: float) -> float:
        return canvas.flipped(canvas.along(place, 0, self.count, self.start, self.end), self.rtl)

    def y(self, count: int) -> float:
        return canvas.along(count, 0, self.most, self.foot, self.top)


def _ground(scale: _Scale) -> str:
    start, end = sorted((scale.x(0), scale.x(scale.count)))
    return f'<path class="column-chart__ground" d="M{start:g} {scale.foot:g}H{end:g}"/>'


def _tick(scale: _Scale, place: int, words: str) -> str:
    return canvas.text(scale.x(place), scale.foot + 24, words, "column-chart__scale", "middle")


def _column(scale: _Scale, place: int, count: int) -> str:
    if not count:
        return ""
    start, end = sorted((scale.x(place), scale.x(place + 1)))
    y = scale.y(count)
    box = f'x="{start + GAP / 2:g}" y="{y:g}" width="{end - start - GAP:g}" height="{scale.foot - y:g}"'
    return f'<rect class="column-chart__column" {box}/>'


def _count(scale: _Scale, place: int, count: int) -> str:
    return (
        canvas.text(scale.x(place + 0.5), scale.y(count) - 6, str(count), "column-chart__count", "middle")
        if count
        else ""
    )


def _limit(scale: _Scale, place: float, name: str) -> str:
    x = scale.x(place)
    words = canvas.text(x, TOP - 26, name, "column-chart__name", "middle")
    return f'<path class="column-chart__limit" d="M{x:g} {TOP - 20}V{scale.foot:g}"/>{words}'
