"""The time, in UTC, and the day in the academy's zone. Everything asks here, so that tests can set it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day that opening and closing dates, and the last day of a certificate, count in."""
    return day(now())


def day(moment: datetime) -> date:
    """The day of a moment in the academy's zone."""
    return moment.astimezone(ZoneInfo(current_app.config["TIMEZONE"])).date()


def midnight(day: date, days: int = 0) -> datetime:
    """The moment at which a day begins in the academy's zone, or so many days later."""
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    return datetime.combine(day + timedelta(days=days), datetime.min.time(), zone)
