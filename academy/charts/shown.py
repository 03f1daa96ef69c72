"""A figure as it is shown: a sentence, a drawing, and the numbers in both, for the page and for a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import format_date
from markupsafe import Markup

from academy.charts import written
from academy.exports import csv

WRITE = {
    "text": str,
    "count": str,
    "day": lambda value: format_date(value, "d MMM y"),
    "percent": written.percent,
    "level": written.decimal,
    "mean": lambda value: written.decimal(value, "0.00"),
    "days": written.decimal,
    "score": written.decimal,
    "minutes": written.whole,
    "correlation": written.signed,
}


class Column(NamedTuple):
    """`name` heads it in a file and stays the same in all languages; `kind` is one of WRITE."""

    name: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Shown:
    """`rows` hold plain values, None where there is none: the file has them as they are, the page in words. Without
    `drawn` there is nothing to see, and `said` tells why."""

    said: str
    caption: str
    drawn: Markup | None
    columns: tuple[Column, ...]
    rows: Sequence[tuple]

    @property
    def headings(self) -> list:
        """As the component `table` takes them."""
        return [each.label if each.kind in ("text", "day") else (each.label, "number") for each in self.columns]

    @property
    def cells(self) -> list[list[str]]:
        return [[_written(value, column) for value, column in zip(row, self.columns)] for row in self.rows]

    def as_csv(self, zone: ZoneInfo) -> Iterator[bytes]:
        rows = ([round(value, 4) if isinstance(value, float) else value for value in row] for row in self.rows)
        return csv.as_csv([each.name for each in self.columns], rows, zone)


def _written(value, column: Column) -> str:
    return "–" if value is None else WRITE[column.kind](value)
