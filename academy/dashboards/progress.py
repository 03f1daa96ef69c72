"""How learners stand in each course, as it is now."""

from collections import Counter, defaultdict
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from academy import charts
from academy.charts.shown import Column, Shown
from academy.charts.written import percent
from academy.dashboards import courses
from academy.dashboards.scope import Scope
from academy.dashboards.states import STATES, state
from academy.db import db
from academy.records.models import Enrolment, Standing

DRAWN = 15  # courses that are drawn; the table and the file have all


class Standings(NamedTuple):
    """How many enrolments in a course are in each of STATES."""

    course: str
    title: str
    counts: Counter

    @property
    def people(self) -> int:
        return self.counts.total()

    @property
    def completed(self) -> float:
        return self.counts["completed"] / self.people


def counted(scope: Scope) -> list[Standings]:
    """By course, the least completed first."""
    query = sa.select(Enrolment.course, state().label("state"), sa.func.count())
    query = query.outerjoin(Standing, Standing.enrolment_id == Enrolment.id).where(*scope.conditions())
    counts: dict[str, Counter] = defaultdict(Counter)
    for course, name, count in db.session.execute(query.group_by(Enrolment.course, sa.text("state"))):
        counts[course][name] = count
    titles = courses.titles(counts)
    found = [Standings(course, titles[course], own) for course, own in counts.items()]
    return sorted(found, key=lambda each: (each.completed, each.title, each.course))


def shown(scope: Scope) -> Shown:
    found = counted(scope)
    caption, said = _("How learners stand, by course"), _said(found)
    bars = [
        charts.Bar(
            f"{each.title} ({each.people})",
            tuple(each.counts[name] / each.people for name in STATES),
            percent(each.completed),
        )
        for each in found[:DRAWN]
    ]
    ticks = [(quarter / 4, percent(quarter / 4)) for quarter in range(5)]
    rtl = get_locale().text_direction == "rtl"
    drawn = charts.bars(caption, [str(words) for words in STATES.values()], bars, ticks, said, rtl)
    columns = (
        Column("course_title", _("Course")),
        Column("course", _("Short name")),
        Column("learners", _("Learners"), "count"),
        *(Column(name, str(words), "count") for name, words in STATES.items()),
        Column("completed_share", _("Share completed"), "percent"),
    )
    rows = [
        (each.title, each.course, each.people, *(each.counts[name] for name in STATES), each.completed)
        for each in found
    ]
    return Shown(said, caption, drawn if found else None, columns, rows)


def _said(found: list[Standings]) -> str:
    every = sum((each.counts for each in found), Counter())
    if not every:
        return _("Nobody has a course yet. Give a course to a cohort: its learners appear here.")
    return " ".join(
        [
            ngettext(
                "%(num)s learner with a course:", "%(num)s learners with a course, counted once for each course:", every.total()
            ),
            _("%(completed)s completed it, %(share)s.", completed=every["completed"],
              share=percent(every["completed"] / every.total())),
            ngettext("%(num)s is overdue.", "%(num)s are overdue.", every["overdue"]),
            ngettext("%(num)s waits for a review.", "%(num)s wait for a review.", every["awaiting_review"]),
        ]
    )  # fmt: skip
