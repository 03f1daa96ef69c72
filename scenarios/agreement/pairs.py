"""The pairs of grade and marks as a file for who wants to calculate themselves; it names nobody."""

import csv
import io
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from academy.exports import BOM, neutral
from scenarios.agreement.doubles import Double
from scenarios.grading import CRITERIA
from scenarios.grading.agreement.replies import NAMES

BATCH = 500
COLUMNS = (
    "sample", "marked_on", "scenario", "action", "language", "service", "cohort", "grader", "needs_review",
    *(f"{name}_{whose}" for name in NAMES for whose in ("grade", "mark_1", "mark_2")),
    *(f"{name}_confidence" for name in CRITERIA),
)  # fmt: skip


def as_csv(doubles: Iterable[Double], zone: ZoneInfo) -> Iterator[bytes]:
    """UTF-8 with BOM, in flat memory; an empty cell is a criterion that does not apply."""
    buffer = io.StringIO(BOM)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for number, double in enumerate(doubles, 1):
        writer.writerow(_line(double, zone))
        if number % BATCH == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _line(double: Double, zone: ZoneInfo) -> list:
    grade, marks, confidence, doubtful = double.row
    texts = (double.scenario, double.action, double.language, double.service, double.cohort, double.grader)
    return [
        double.sample, double.marked_at.astimezone(zone).date().isoformat(), *map(neutral, texts), int(doubtful),
        *(levels.get(name) for name in NAMES for levels in (grade, *marks)),
        *(confidence.get(name) for name in CRITERIA),
    ]  # fmt: skip
