"""Two figures of each thing, before and after, as dots about a diagonal: inline SVG, drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

SIZE, EDGE, FOOT = 420, 44, 40  # the field is square; room for the scale and its name


@dataclass(frozen=True)
class Dot:
    """`count` things that stood at `before` and stand at `after`, in percent; `kind` is up, down or same."""

    before: float
    after: float
    count: int = 1
    kind: str = "same"


def before_and_after(title: str, description: str, dots: Sequence[Dot], axes: tuple[str, str], mark: float | None = None):
    """Dots above the diagonal gain, dots below it lose. `axes` name the two directions; `mark` is drawn on both."""
    parts = [
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *(_scale(value) for value in (0, 50, 100)),
        *(_mark(mark) if mark is not None else ()),
        f'<path class="moves-chart__diagonal" d="M{_x(0):g} {_y(0):g}L{_x(100):g} {_y(100):g}"/>',
        *(_dot(dot) for dot in sorted(dots, key=lambda dot: -dot.count)),
        f'<text x="{_x(50):g}" y="{SIZE + EDGE + FOOT - 4:g}" text-anchor="middle">{escape(axes[0])}</text>',
        f'<text transform="translate(14 {_y(50):g}) rotate(-90)" text-anchor="middle">{escape(axes[1])}</text>',
    ]
    box = f"0 0 {SIZE + 2 * EDGE} {SIZE + EDGE + FOOT}"
    return Markup(
        f'<svg class="moves-chart" viewBox="{box}" role="img" aria-label="{escape(title)}" focusable="false" '
        f'direction="ltr">{"".join(parts)}</svg>'
    )


def _x(value: float) -> float:
    return round(EDGE + 16 + SIZE * value / 100, 1)


def _y(value: float) -> float:
    return round(EDGE / 2 + SIZE * (100 - value) / 100, 1)


def _scale(value: int) -> str:
    lines = f"M{_x(0):g} {_y(value):g}H{_x(100):g}M{_x(value):g} {_y(0):g}V{_y(100):g}"
    return (
        f'<path class="moves-chart__level" d="{lines}"/>'
        f'<text x="{_x(0) - 8:g}" y="{_y(value) + 5:g}" text-anchor="end">{value}</text>'
        f'<text x="{_x(value):g}" y="{_y(0) + 20:g}" text-anchor="middle">{value}</text>'
    )


def _mark(value: float) -> tuple[str]:
    lines = f"M{_x(0):g} {_y(value):g}H{_x(100):g}M{_x(value):g} {_y(0):g}V{_y(100):g}"
    return (f'<path class="moves-chart__mark" d="{lines}"/>',)


def _dot(dot: Dot) -> str:
    """Its area grows with the count, up to where it would hide its neighbours."""
    radius = min(3.5 * dot.count**0.5, 16)
    kind = f"moves-chart__dot moves-chart__dot--{escape(dot.kind)}"
    return f'<circle class="{kind}" cx="{_x(dot.before):g}" cy="{_y(dot.after):g}" r="{radius:.1f}"/>'
