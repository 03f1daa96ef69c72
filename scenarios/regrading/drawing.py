"""What a regrading and a refit do, as drawings: each with its figures as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from academy import charts
from academy.charts import canvas
from scenarios import grading, wording

SIZE, TOP, START, FOOT = 420, 16, 150, 56  # the field is square, and stands in the middle of the picture
WORST, BEST = 0.4, 1.0  # the scale of agreement; what is worse stands at its edge


@dataclass(frozen=True)
class Dot:
    """`count` runs that stand at `before` and would stand at `after`, in percent; `kind` is up, down or same."""

    before: float
    after: float
    count: int = 1
    kind: str = "same"


def scores(dots: Sequence[Dot]) -> Markup:
    """Runs as dots about a diagonal: above it they gain, below it they lose."""
    counts = {kind: sum(dot.count for dot in dots if dot.kind == kind) for kind in ("up", "down", "same")}
    title = _("Scores before and after")
    description = _(
        "%(up)d runs would pass that do not now, %(down)d would no longer pass, %(same)d stay on their side.", **counts
    )
    diagonal = f'<path class="moves-chart__diagonal" d="M{_x(0):g} {_y(0):g}L{_x(100):g} {_y(100):g}"/>'
    parts = [*(_level(value) for value in (0, 50, 100)), diagonal, *map(_dot, sorted(dots, key=lambda dot: -dot.count))]
    parts += [_text(_x(50), _y(0) + 44, _("Before"), "middle"), _text(START - 46, _y(50), _("After"), "end")]
    return canvas.picture("moves-chart", SIZE + TOP + FOOT, title, description, parts)


def agreement(effect: dict, rtl: bool) -> tuple[Markup, list[list[str]]]:
    """Agreement with the gold set before and after, overall and by criterion."""
    before, after = effect["gold"]["before"], effect["gold"]["after"]
    pairs = [(_("Overall"), before["overall"], after["overall"])]
    was, now = before["criteria"], after["criteria"]
    pairs += [(wording.CRITERIA[name], was.get(name), now.get(name)) for name in grading.CRITERIA]
    rows = [charts.Row(str(name), (_at(was), _at(now)), _figure(now)) for name, was, now in pairs]
    ticks = [(value / 10, f"{value / 10:.1f}") for value in range(4, 11)]
    title, series = _("Agreement with the gold set, before and after"), (_("Before"), _("After"))
    svg = charts.whiskers(title, series, rows, ticks, rtl=rtl)
    return svg, [[name, _figure(was), _figure(now)] for name, was, now in pairs]


def _at(value: float | None) -> charts.Dot | None:
    if value is None:
        return None
    value = min(max(value, WORST), BEST)
    return charts.Dot(value, value, value)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _x(value: float) -> float:
    return round(START + SIZE * value / 100, 1)


def _y(value: float) -> float:
    return round(TOP + SIZE * (100 - value) / 100, 1)


def _level(value: int) -> str:
    lines = f"M{_x(0):g} {_y(value):g}H{_x(100):g}M{_x(value):g} {_y(0):g}V{_y(100):g}"
    words = _text(_x(0) - 8, _y(value) + 5, str(value), "end") + _text(_x(value), _y(0) + 22, str(value), "middle")
    return f'<path class="moves-chart__level" d="{lines}"/>{words}'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return canvas.text(x, y, words, "moves-chart__words", anchor)


def _dot(dot: Dot) -> str:
    """Its area grows with the count, up to where it would hide its neighbours. Who moves stands on a
    corner, for those who see no colours."""
    radius, kind = min(3.5 * dot.count**0.5, 14), f"moves-chart__dot moves-chart__dot--{escape(dot.kind)}"
    x, y = _x(dot.before), _y(dot.after)
    if dot.kind == "same":
        return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius:.1f}"/>'
    turned = f"M{x:g} {y - radius:.1f}L{x + radius:.1f} {y:g}L{x:g} {y + radius:.1f}L{x - radius:.1f} {y:g}Z"
    return f'<path class="{kind}" d="{turned}"/>'
