"""A figure as it is shown: a sentence, a drawing, and the numbers in both, for the page and for a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from academy.exports import csv
from scenarios.analytics import names

WRITE = {
    "text": str,
    "count": str,
    "percent": names.percent,
    "level": names.decimal,
    "score": names.decimal,
    "minutes": names.whole,
    "correlation": names.signed,
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
        return [each.label if each.kind == "text" else (each.label, "number") for each in self.columns]

    @property
    def cells(self) -> list[list[str]]:
        return [[_written(value, column) for value, column in zip(row, self.columns)] for row in self.rows]

    def as_csv(self, zone: ZoneInfo) -> Iterator[bytes]:
        rows = ([round(value, 4) if isinstance(value, float) else value for value in row] for row in self.rows)
        return csv.as_csv([each.name for each in self.columns], rows, zone)


def _written(value, column: Column) -> str:
    return "–" if value is None else WRITE[column.kind](value)
