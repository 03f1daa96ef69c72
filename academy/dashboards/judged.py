"""What instructors have judged, by week and by instructor, and how long learners waited for it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

import sqlalchemy as sa
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from academy import charts, clock, exports
from academy.accounts.models import Person
from academy.charts.shown import Column, Shown
from academy.charts.written import decimal
from academy.dashboards.scope import Scope
from academy.db import db
from academy.records import standings

WEEKS = 12
MOST = 52  # weeks side by side
DAY = 86_400  # seconds


@dataclass
class Work:
    """How much was judged, by whom, and the days that was waited for, where somebody had waited."""

    count: int = 0
    people: set[int] = field(default_factory=set)
    waits: list[float] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        return median(self.waits) if self.waits else None


@dataclass(frozen=True)
class Judged:
    """By the Monday of the week, every week of the days shown; by the id of the instructor, with `names`; and in all."""

    weeks: dict[date, Work]
    instructors: dict[int, Work]
    names: dict[int, str]
    all: Work


def counted(scope: Scope) -> Judged:
    """Of the last WEEKS weeks, or of the days that were asked for; of those, the last MOST weeks."""
    (first, last), zone = _days(scope), exports.zone()
    mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    found = Judged({monday: Work() for monday in mondays}, defaultdict(Work), {}, Work())
    for person_id, judged_at, since in db.session.execute(_judgements(scope, first)):
        day = judged_at.astimezone(zone).date()
        wait = max((judged_at - since).total_seconds() / DAY, 0) if since else None
        _add((found.weeks[_monday(day)], found.instructors[person_id], found.all), person_id, wait)
    query = sa.select(Person.id, Person.name).where(Person.id.in_(found.instructors))
    found.names.update(db.session.execute(query).all())
    return found


def shown(scope: Scope, found: Judged | None = None) -> Shown:
    """By week."""
    found = found or counted(scope)
    caption, said = _("Judgements, by week"), _said(found)
    mondays = list(found.weeks)
    every = -(-len(mondays) // 6)
    ticks = ["" if place % every else format_date(monday, "d MMM") for place, monday in enumerate(mondays)]
    counts, rtl = [work.count for work in found.weeks.values()], get_locale().text_direction == "rtl"
    drawn = charts.columns(caption, counts, ticks, (), said, rtl) if found.all.count else None
    columns = (
        Column("week_from", _("Week from"), "day"),
        *_figures(),
        Column("instructors", _("Instructors"), "count"),
    )
    rows = [(monday, work.count, work.median, len(work.people)) for monday, work in found.weeks.items()]
    return Shown(said, caption, drawn, columns, rows if found.all.count else [])


def by_instructor(scope: Scope, found: Judged | None = None) -> Shown:
    """Administrators see everybody, instructors what they did themselves."""
    found, reader = found or counted(scope), scope.person
    mine = {reader.id} if reader.role == "instructor" else found.instructors.keys()
    rows = [
        (found.names[person_id], work.count, work.median)
        for person_id, work in sorted(found.instructors.items(), key=lambda each: (-each[1].count, each[0]))
        if person_id in mine
    ]
    said = "" if rows else _("Nothing was judged in these weeks.")
    if reader.role == "instructor":
        said = _("Only you see this: what you judged yourself.") if rows else _("You judged nothing in these weeks.")
    return Shown(said, _("Judgements, by instructor"), None, (Column("instructor", _("Instructor")), *_figures()), rows)


def _figures() -> tuple[Column, ...]:
    return Column("judged", _("Judged"), "count"), Column("median_wait_days", _("Median wait, days"), "days")


def _days(scope: Scope) -> tuple[date, date]:
    """From a Monday to the last day."""
    last = min(scope.filters.until or clock.today(), clock.today())
    first = _monday(scope.filters.since or last - timedelta(weeks=WEEKS - 1))
    return min(max(first, _monday(last - timedelta(weeks=MOST - 1))), _monday(last)), last


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _judgements(scope: Scope, first: date) -> sa.Select:
    every = standings.judgements()
    query = sa.select(every.c.person_id, every.c.judged_at, every.c.since)
    within = [*scope.happened(every.c.judged_at), every.c.judged_at >= clock.midnight(first)]
    return query.where(*within, *scope.within(every.c.enrolment_id))


def _add(works: Iterable[Work], person_id: int, wait: float | None) -> None:
    for work in works:
        work.count += 1
        work.people.add(person_id)
        if wait is not None:
            work.waits.append(wait)


def _said(found: Judged) -> str:
    if not found.all.count:
        return _("Nothing was judged in these weeks.")
    words = ngettext(
        "%(num)s judgement by %(instructors)s.", "%(num)s judgements by %(instructors)s.", found.all.count,
        instructors=ngettext("%(num)s instructor", "%(num)s instructors", len(found.instructors)),
    )  # fmt: skip
    if found.all.median is None:
        return words
    waited = _("Half of the learners waited %(days)s days at most.", days=decimal(found.all.median))
    return f"{words} {waited}"
