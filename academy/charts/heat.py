"""A field of cells, each with its figure and shaded by it: what goes wrong where."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from academy.charts import canvas
from academy.charts.canvas import WIDTH

NAMES, TOP, ROW, GAP = 224, 36, 40, 3
WIDEST = 72  # of a cell
SHADES = 5
MOST = 16  # columns that can be read side by side


@dataclass(frozen=True)
class Cell:
    """`heat` from 0 to 1 makes the shade, `figure` is written in it."""

    heat: float
    figure: str


def heat(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Cell | None]]],
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`columns` are up to MOST short names; `rows` are (name, cells) pairs, None where there is nothing to show."""
    room = min(WIDEST, (WIDTH - NAMES) / max(len(columns), 1))
    heads = [
        _text(NAMES + (place + 0.5) * room, TOP - 12, name, "head", rtl, "middle") for place, name in enumerate(columns)
    ]
    parts = [_row(number, name, cells, room, rtl) for number, (name, cells) in enumerate(rows)]
    return canvas.picture("heat-chart", TOP + len(rows) * ROW, title, description, heads + parts)


def _row(number: int, name: str, cells: Sequence[Cell | None], room: float, rtl: bool) -> str:
    y = TOP + number * ROW
    parts = [_text(NAMES - 14, y + ROW / 2 + 5, name, "name", rtl, "start" if rtl else "end")]
    parts += [_cell(NAMES + place * room, y, room, cell, rtl) for place, cell in enumerate(cells)]
    return f"<g>{''.join(parts)}</g>"


def _cell(x: float, y: float, room: float, cell: Cell | None, rtl: bool) -> str:
    shade = "none" if cell is None else min(int(cell.heat * SHADES), SHADES - 1)
    start = min(canvas.flipped(x, rtl), canvas.flipped(x + room, rtl))
    box = f'x="{start + GAP / 2:g}" y="{y + GAP / 2:g}" width="{room - GAP:g}" height="{ROW - GAP}"'
    words = (
        _text(x + room / 2, y + ROW / 2 + 5, cell.figure, f"figure heat-chart__figure--{shade}", rtl, "middle")
        if cell
        else ""
    )
    return f'<rect class="heat-chart__cell heat-chart__cell--{shade}" {box} rx="3"/>{words}'


def _text(x: float, y: float, words: str, kind: str, rtl: bool, anchor: str) -> str:
    return canvas.text(canvas.flipped(x, rtl), y, words, f"heat-chart__{kind}", anchor)
