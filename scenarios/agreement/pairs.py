"""The pairs of grade and marks as a file for who wants to calculate themselves; it names nobody."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from academy.exports import csv
from scenarios.agreement.doubles import Double
from scenarios.grading import CRITERIA
from scenarios.grading.agreement.replies import NAMES

COLUMNS = (
    "sample", "marked_on", "scenario", "action", "language", "service", "cohort", "grader", "needs_review",
    *(f"{name}_{whose}" for name in NAMES for whose in ("grade", "mark_1", "mark_2")),
    *(f"{name}_confidence" for name in CRITERIA),
)  # fmt: skip


def as_csv(doubles: Iterable[Double], zone: ZoneInfo) -> Iterator[bytes]:
    """An empty cell is a criterion that does not apply."""
    return csv.as_csv(COLUMNS, (_line(double, zone) for double in doubles), zone)


def _line(double: Double, zone: ZoneInfo) -> list:
    grade, marks, confidence, doubtful = double.row
    texts = (double.scenario, double.action, double.language, double.service, double.cohort, double.grader)
    return [
        double.sample, double.marked_at.astimezone(zone).date().isoformat(), *texts, int(doubtful),
        *(levels.get(name) for name in NAMES for levels in (grade, *marks)),
        *(confidence.get(name) for name in CRITERIA),
    ]  # fmt: skip
