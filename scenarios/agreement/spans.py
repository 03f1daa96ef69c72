"""Weeks or months: which of them make a readable axis of the days on which marks were made."""

from collections.abc import Sequence
from datetime import date, timedelta

MOST_WEEKS = 20


def whole_months(days: Sequence[date]) -> bool:
    """Months where weeks would be too many."""
    return bool(days) and (max(days) - min(days)).days > 7 * MOST_WEEKS


def starts(days: Sequence[date]) -> list[str]:
    """The first day of the week or month of each day, as ISO text."""
    if whole_months(days):
        return [day.replace(day=1).isoformat() for day in days]
    return [(day - timedelta(days=day.weekday())).isoformat() for day in days]
