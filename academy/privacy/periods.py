"""For how long each kind of data is kept: features say what there is and a default, administrators set the days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import g, has_request_context
from flask_babel.speaklater import LazyString

from academy import audit, clock
from academy.db import db
from academy.privacy.models import RetentionPeriod

MOST_DAYS = 36_500
AT_ONCE = 500


class Due(NamedTuple):
    """How many there are from before a moment, and when the oldest is of."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Period:
    """A kind of data that is kept for so many `days`; 0 is for ever. `look` says what is from before a moment, `forget`
    empties some of that and says how many; without it a job of the feature's own does so every day. Nobody can set fewer
    days than `least`, but for 0."""

    kind: str
    words: LazyString
    default: int | Callable[[], int]
    look: Callable[[datetime], Due]
    forget: Callable[[datetime], int] | None = None
    least: Callable[[], int] = lambda: 1
    note: LazyString | str = ""


_periods: dict[str, Period] = {}
_fixed: list[tuple[Any, Any]] = []


def keeps(period: Period) -> None:
    """A feature keeps a kind of data for a while."""
    _periods[period.kind] = period


def keeps_always(words, period) -> None:
    """What nobody can set, and how long it is kept, in words."""
    _fixed.append((words, period))


def every() -> list[Period]:
    return list(_periods.values())


def fixed() -> list[tuple[Any, Any]]:
    return list(_fixed)


def days(kind: str) -> int:
    """How long a kind of data is kept; 0: for ever."""
    period = _periods[kind]
    default = period.default() if callable(period.default) else period.default
    return _set_days().get(kind, default)


def before(kind: str) -> datetime | None:
    """What is from before this moment was kept long enough; None when it is kept for ever."""
    lasting = days(kind)
    return clock.now() - timedelta(days=lasting) if lasting else None


def set_days(actor, given: Mapping[str, int]) -> None:
    """Set how long kinds of data are kept; what is as it was is not noted."""
    changed = {kind: value for kind, value in given.items() if value != days(kind)}
    if not changed:
        return
    former = {kind: days(kind) for kind in changed}
    for kind, value in changed.items():
        db.session.merge(RetentionPeriod(kind=kind, days=value))
    db.session.flush()
    if has_request_context():
        g.pop("retention_periods", None)
    audit.note("privacy.periods_set", actor, None, before=former, after=changed)


def looks(table: sa.Table, at: sa.Column, *conditions) -> Callable[[datetime], Due]:
    """The `look` of rows by the moment in a column."""

    def look(moment: datetime) -> Due:
        counted = sa.select(sa.func.count(), sa.func.min(at)).select_from(table).where(at < moment, *conditions)
        return Due(*db.session.execute(counted).one())

    return look


def rows(table: sa.Table, at: sa.Column, *conditions) -> dict[str, Callable]:
    """The `look` and the `forget` of rows that are deleted, by the moment in a column."""

    def forget(moment: datetime) -> int:
        (key,) = table.primary_key.columns
        some = sa.select(key).where(at < moment, *conditions).limit(AT_ONCE)
        return db.session.execute(sa.delete(table).where(key.in_(some))).rowcount

    return {"look": looks(table, at, *conditions), "forget": forget}


def _set_days() -> dict[str, int]:
    """Read once in a request."""
    if has_request_context() and "retention_periods" in g:
        return g.retention_periods
    found = dict(db.session.execute(sa.select(RetentionPeriod.kind, RetentionPeriod.days)).tuples().all())
    if has_request_context():
        g.retention_periods = found
    return found
