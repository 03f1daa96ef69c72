"""How many had completed their courses by which day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from academy import charts, clock, exports
from academy.charts.shown import Column, Shown
from academy.charts.written import percent
from academy.dashboards.scope import Scope
from academy.db import db
from academy.records.models import Enrolment

QUARTER = 900  # seconds: midnight of any zone is at a whole quarter of an hour
DAYS, WEEKS = 31, 31  # as many of them as can be told apart; beyond, months are counted
NAMED = 6  # points that bear their day


class Completions(NamedTuple):
    """`people` enrolled, `before` completed before the days shown, `days` how many on each. `due` is the day by which most
    should have, None where there is none or several."""

    people: int
    before: int
    days: Counter
    first: date
    last: date
    due: date | None


class Period(NamedTuple):
    """`first` to `last` day, how many completed within, and until its end."""

    first: date
    last: date
    count: int
    until: int


def counted(scope: Scope) -> Completions:
    days = _days(scope)
    dues = sa.func.count(sa.case((~Enrolment.extended, Enrolment.due_on)).distinct())
    due = sa.func.max(sa.case((~Enrolment.extended, Enrolment.due_on)))
    people, dues, due = db.session.execute(sa.select(sa.func.count(), dues, due).where(*scope.conditions())).one()
    last = min(scope.filters.until or clock.today(), clock.today())
    first = min(scope.filters.since or min(days, default=last), last)
    within = Counter({day: count for day, count in days.items() if first <= day <= last})
    before = sum(count for day, count in days.items() if day < first)
    return Completions(people, before, within, first, last, due if dues == 1 else None)


def periods(found: Completions) -> list[Period]:
    """Days, weeks or months from the first to the last day, each as far as it lies between them."""
    spans = list(_spans(found.first, found.last))
    counts = [
        sum(found.days[first + timedelta(days=n)] for n in range((last - first).days + 1)) for first, last in spans
    ]
    until = list(accumulate(counts, initial=found.before))[1:]
    return [Period(*span, count, so_far) for span, count, so_far in zip(spans, counts, until)]


def shown(scope: Scope) -> Shown:
    found = counted(scope)
    each = periods(found)
    done = each[-1].until
    caption, said = _("Courses completed, as a share of all that were given"), _said(found, done)
    ticks = [(quarter / 4, percent(quarter / 4)) for quarter in range(5)]
    rtl = get_locale().text_direction == "rtl"
    step = (found.due.toordinal(), _("due %(day)s", day=format_date(found.due, "d MMM"))) if found.due else None
    drawn = charts.curve(caption, _points(found, each), ticks, step=step, description=said, rtl=rtl) if done else None
    columns = (
        Column("from", _("From"), "day"),
        Column("until", _("Until"), "day"),
        Column("completed", _("Completed"), "count"),
        Column("completed_so_far", _("Completed so far"), "count"),
        Column("share_so_far", _("Share of all"), "percent"),
    )
    rows = [(*period, period.until / found.people) for period in each] if done else []
    return Shown(said, caption, drawn, columns, rows)


def _days(scope: Scope) -> Counter:
    """How many completed on each day of the academy's zone, until the last that was asked for."""
    until = scope.filters._replace(since=None)
    asked = scope.conditions() + Scope(scope.person, until).happened(Enrolment.completed_at)
    quarter = _quarter(Enrolment.completed_at).label("quarter")
    query = sa.select(quarter, sa.func.count()).where(Enrolment.completed_at.is_not(None), *asked).group_by(quarter)
    days, zone = Counter(), exports.zone()
    for number, count in db.session.execute(query):
        days[datetime.fromtimestamp(number * QUARTER, zone).date()] += count
    return days


def _quarter(moment) -> sa.ColumnElement[int]:
    """The number of its quarter of an hour: databases do not all know zones."""
    if db.session.connection().dialect.name == "postgresql":
        return sa.cast(sa.func.floor(sa.extract("epoch", moment) / QUARTER), sa.BigInteger)
    return sa.cast(sa.func.strftime("%s", moment), sa.Integer).op("/")(QUARTER)


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    days = (last - first).days + 1
    while first <= last:
        end = first
        if DAYS < days <= WEEKS * 7:
            end = first + timedelta(days=6 - first.weekday())
        elif days > WEEKS * 7:
            end = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield first, min(end, last)
        first = end + timedelta(days=1)


def _points(found: Completions, each: list[Period]) -> list[charts.Point]:
    every = -(-len(each) // NAMED)
    begun = charts.Point(found.first.toordinal() - 1, found.before / found.people)
    return [begun] + [
        charts.Point(
            period.last.toordinal(),
            period.until / found.people,
            name=format_date(period.last, "d MMM") if (len(each) - 1 - place) % every == 0 else "",
        )
        for place, period in enumerate(each)
    ]


def _said(found: Completions, done: int) -> str:
    if not done:
        return _("Nobody had completed a course by this day. The curve begins with the first who does.")
    words = [
        ngettext(
            "By %(day)s, %(num)s course of %(people)s was completed (%(share)s).",
            "By %(day)s, %(num)s courses of %(people)s were completed (%(share)s).",
            done, day=format_date(found.last, "d MMMM y"), people=found.people, share=percent(done / found.people),
        ),
        ngettext("%(num)s of them in the days shown.", "%(num)s of them in the days shown.", found.days.total()),
    ]  # fmt: skip
    if not found.due:
        words.append(_("Choose one cohort and one course to see the day on which it is due."))
    return " ".join(words)
