"""The time, in UTC. Everything asks here, so that tests can set it."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
