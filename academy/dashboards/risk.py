"""Who may not make it: learners with a course that is still open, by signs that the page names."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from academy import clock
from academy.accounts.models import Person, ServiceGroup
from academy.charts.shown import Column
from academy.cohorts.models import Cohort, Membership
from academy.dashboards.scope import Scope
from academy.db import begin_reading, db
from academy.editions.models import Edition, Publication
from academy.records.models import Enrolment, Standing
from academy.records.register import is_overdue

SOON = 7  # days until a course is due
IDLE = 14  # days in which nothing was finished
FAILED = 2  # attempts at one activity
SIGNS = {
    "overdue": _l("Overdue"),
    "soon": _l("Due soon, not started"),
    "failed": _l("Failed twice"),
    "idle": _l("Nothing done lately"),
}
WAITS = _l("work waits for a review")
BATCH = 500


class Learner(NamedTuple):
    """Somebody in a course, and which of SIGNS are true of it. `awaiting`: a piece of their work waits for a review;
    `member`: they are in the cohort still."""

    person_id: int
    personal_number: str
    name: str
    email: str
    service: str
    cohort_id: int | None
    cohort: str
    course: str
    course_title: str
    due_on: date | None
    started_at: datetime | None
    attempts: int
    awaiting: bool
    member: bool
    signs: tuple[str, ...]

    @property
    def why(self) -> str:
        words = [str(SIGNS[sign]) for sign in self.signs]
        return "; ".join(words + [str(WAITS)] if self.awaiting else words)


def told() -> dict[str, str]:
    """The signs of risk as the page says them."""
    return {
        "overdue": _("The day by which it is due for this learner is over, and the course is not completed."),
        "soon": ngettext(
            "It is due within %(num)s day, and the learner has not started.",
            "It is due within %(num)s days, and the learner has not started.",
            SOON,
        ),
        "failed": ngettext(
            "An activity was tried %(num)s time or more and never passed, and nothing waits for a review.",
            "An activity was tried %(num)s times or more and never passed, and nothing waits for a review.",
            FAILED,
        ),
        "idle": ngettext(
            "Started; nothing waits for a review, and in the last %(num)s day no lesson, quiz, task, scenario or dialogue was finished.",
            "Started; nothing waits for a review, and in the last %(num)s days no lesson, quiz, task, scenario or dialogue was finished.",
            IDLE,
        ),
    }


def counts(scope: Scope) -> dict[str, int]:
    """How many learners in a course there are by sign, and of `any` sign."""
    signs = _signs()
    figures = [sa.func.count(sa.case((sign, 1))).label(name) for name, sign in signs.items()]
    figures.append(sa.func.count(sa.case((sa.or_(*signs.values()), 1))).label("any"))
    found = db.session.execute(_open(sa.select(*figures), scope)).one()
    return found._asdict()


def listed(scope: Scope, first: int = 0, rows: int = 50) -> list[Learner]:
    """Whoever is overdue first, the longest on top; then by the day on which it is due, and by name."""
    return [_learner(row) for row in db.session.execute(_listed(scope).offset(first).limit(rows))]


def everybody(scope: Scope) -> Iterator[Learner]:
    """The same without an end, in flat memory."""
    begin_reading()
    found = db.session.execute(_listed(scope), execution_options={"yield_per": BATCH})
    for portion in found.partitions():
        yield from map(_learner, portion)


def columns() -> tuple[Column, ...]:
    """Of a file: names stay."""
    names = [name for name in Learner._fields if name not in ("cohort_id", "member", "signs")]
    return tuple(Column(name, name) for name in (*names, *SIGNS))


def as_row(learner: Learner) -> tuple:
    """For a file with these columns."""
    said = {name: name in learner.signs for name in SIGNS} | {"awaiting": learner.awaiting}
    values = learner._asdict() | {name: "yes" if true else "" for name, true in said.items()}
    return tuple(values[column.name] for column in columns())


def _listed(scope: Scope) -> sa.Select:
    signs = _signs()
    columns = (
        Person.id,
        Person.personal_number,
        Person.name,
        sa.func.coalesce(Person.email, ""),
        sa.func.coalesce(ServiceGroup.name, ""),
        Enrolment.cohort_id,
        sa.func.coalesce(Cohort.name, ""),
        Enrolment.course,
        sa.func.coalesce(Edition.title, Enrolment.course),
        Enrolment.due_on,
        Enrolment.started_at,
        sa.func.coalesce(Standing.attempts, 0),
        sa.func.coalesce(Standing.awaiting, sa.false()),
        Membership.person_id.is_not(None),
        *(sa.case((sign, 1), else_=0) for sign in signs.values()),
    )
    inside = (Membership.cohort_id == Enrolment.cohort_id) & (Membership.person_id == Enrolment.person_id)
    return (
        _open(sa.select(*columns), scope)
        .outerjoin(ServiceGroup, ServiceGroup.code == Person.service_code)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Membership, inside)
        .outerjoin(Publication, (Publication.kind == "course") & (Publication.slug == Enrolment.course))
        .outerjoin(Edition, Edition.id == Publication.edition_id)
        .where(sa.or_(*signs.values()))
        .order_by(sa.case((signs["overdue"], 0), else_=1), Enrolment.due_on.nulls_last(), Person.name, Enrolment.id)
    )


def _learner(row: sa.Row) -> Learner:
    *values, overdue, soon, failed, idle = row
    return Learner(*values, tuple(name for name, true in zip(SIGNS, (overdue, soon, failed, idle)) if true))


def _open(query: sa.Select, scope: Scope) -> sa.Select:
    """Of enrolments that are not over, of people who can sign in."""
    query = query.select_from(Enrolment).join(Person, Person.id == Enrolment.person_id)
    query = query.outerjoin(Standing, Standing.enrolment_id == Enrolment.id)
    return query.where(Enrolment.completed_at.is_(None), Person.active, *scope.conditions())


def _signs() -> dict[str, sa.ColumnElement[bool]]:
    today, long_ago = clock.today(), clock.now() - timedelta(days=IDLE)
    settled = ~sa.func.coalesce(Standing.awaiting, sa.false())
    acted_at = sa.func.coalesce(Standing.acted_at, Enrolment.started_at)
    signs = {
        "overdue": is_overdue(),
        "soon": Enrolment.started_at.is_(None) & Enrolment.due_on.between(today, today + timedelta(days=SOON)),
        "failed": (Standing.failures >= FAILED) & settled,
        "idle": (Enrolment.started_at < long_ago) & (acted_at < long_ago) & settled,
    }
    assert tuple(signs) == tuple(SIGNS)
    return signs
