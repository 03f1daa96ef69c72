"""What was kept long enough is forgotten every night, a portion at a time."""

from typing import NamedTuple

import sqlalchemy as sa

from academy import audit, clock, jobs
from academy.db import db
from academy.privacy import periods
from academy.privacy.models import Erasure
from academy.privacy.periods import Due, Period

JOB = "privacy-retention"


class Tonight(NamedTuple):
    """A kind of data, how long it is kept (0: for ever), and what would go tonight."""

    period: Period
    days: int
    due: Due


def preview() -> list[Tonight]:
    return [Tonight(each, periods.days(each.kind), due(each)) for each in periods.every()]


def due(period: Period) -> Due:
    moment = periods.before(period.kind)
    return period.look(moment) if moment else Due(0, None)


@jobs.does(JOB, daily=True)
def forget(job) -> None:
    """Triggers let texts be emptied while this round is on record and not over."""
    _begin(job)
    counts, total = {}, sum(1 for each in periods.every() if each.forget)
    for done, period in enumerate(filter(lambda each: each.forget, periods.every()), 1):
        moment, count = periods.before(period.kind), 0
        while moment and (some := period.forget(moment)):
            count += some
            jobs.progress(job, done, total)
        if count:
            counts[period.kind] = count
    _end(counts)


def _begin(job) -> Erasure:
    if _round() is None:
        db.session.add(Erasure())
    jobs.progress(job, 0, 0)


def _end(counts: dict[str, int]) -> None:
    ended = _round()
    ended.finished_at, ended.counts = clock.now(), counts
    if counts:
        said = ", ".join(f"{kind}: {count}" for kind, count in sorted(counts.items()))
        audit.note("privacy.forgotten", None, None, reason=said)


def _round() -> Erasure | None:
    return db.session.scalar(sa.select(Erasure).where(Erasure.person_id.is_(None), Erasure.finished_at.is_(None)))
