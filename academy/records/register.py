"""The register: one row for each learner and course."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from academy import editions
from academy.accounts.models import Person, ServiceGroup
from academy.certificates.models import Certificate
from academy.cohorts.models import Cohort
from academy.db import db
from academy.editions.models import Edition, Publication
from academy.records.models import Enrolment, Result

STATUSES = ("not started", "in progress", "awaiting review", "completed")


class Filters(NamedTuple):
    """What to show; empty means all. The days count in the academy's zone and filter by completion."""

    course: str = ""
    cohort: int | None = None
    service: str = ""
    status: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Row:
    """A line of the register; `score` in percent, times in UTC, `attempts` at all scored activities."""

    person_id: int
    personal_number: str
    name: str
    second_name: str
    email: str
    service: str
    cohort: str
    course: str
    course_title: str
    hours: float | None
    edition: str
    status: str
    enrolled_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    attempts: int
    score: float | None
    certificate: str
    certificate_status: str
    certificate_issued_at: datetime | None
    verify_url: str


PAGE_ROWS = 50


class Page(NamedTuple):
    rows: list[Row]
    total: int
    number: int
    pages: int


COLUMNS = tuple(field.name for field in fields(Row))


def query(filters: Filters = Filters()) -> sa.Select:
    """The register as a statement whose rows `row` understands, by name.

    The course is the one that the learner has: the pinned edition, or else the one offered now.
    """
    select = (
        sa.select(Enrolment, Person, ServiceGroup.name, Cohort.name, Edition, Certificate, _attempts(), _awaiting())
        .join(Enrolment.person)
        .outerjoin(ServiceGroup, ServiceGroup.code == Person.service_code)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Publication, (Publication.kind == "course") & (Publication.slug == Enrolment.course))
        .outerjoin(Edition, Edition.id == sa.func.coalesce(Enrolment.edition_id, Publication.edition_id))
        .outerjoin(Certificate, Certificate.id == _newest_certificate())
        .options(sa.orm.lazyload(Person.service), sa.orm.contains_eager(Enrolment.person))
        .order_by(Person.name, Person.id, Enrolment.course)
    )
    return select.where(*_conditions(filters))


def rows(filters: Filters = Filters(), batch: int = 500) -> Iterator[Row]:
    """The rows one by one, in flat memory."""
    for found in db.session.execute(query(filters).execution_options(yield_per=batch)):
        yield row(found)


def paged(filters: Filters, number: int) -> Page:
    """A page of the register, and how many rows there are in all."""
    counted = query(filters).with_only_columns(sa.func.count()).order_by(None)
    total = db.session.scalar(counted)
    number = min(max(1, number), max(1, -(-total // PAGE_ROWS)))
    found = db.session.execute(query(filters).limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS))
    return Page([row(one) for one in found], total, number, -(-total // PAGE_ROWS))


def row(found: sa.Row) -> Row:
    enrolment, person, service, cohort, edition, certificate, attempts, awaiting = found
    course = editions.content(edition) if edition else None
    return Row(
        person_id=person.id,
        personal_number=person.personal_number,
        name=person.name,
        second_name=person.second_name,
        email=person.email,
        service=service or "",
        cohort=cohort or "",
        course=enrolment.course,
        course_title=course.title if course else enrolment.course,
        hours=course.hours if course else None,
        edition=edition.digest[:12] if edition else "",
        status=_status(enrolment, awaiting),
        enrolled_at=enrolment.enrolled_at,
        started_at=enrolment.started_at,
        completed_at=enrolment.completed_at,
        attempts=attempts,
        score=enrolment.score,
        certificate=certificate.serial if certificate else "",
        certificate_status=certificate.status if certificate else "",
        certificate_issued_at=certificate.issued_at if certificate else None,
        verify_url=certificate.fields["verify_url"] if certificate else "",
    )


def _status(enrolment, awaiting: bool) -> str:
    if enrolment.completed_at:
        return "completed"
    return "awaiting review" if awaiting else "in progress" if enrolment.started_at else "not started"


def _attempts():
    """Lessons are read, not attempted: only what was scored counts."""
    scored = sa.select(Result.activity, Result.attempt).where(
        Result.enrolment_id == Enrolment.id, Result.score.is_not(None)
    )
    counted = scored.distinct().correlate(Enrolment).subquery()
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery().label("attempts")


def _awaiting():
    """Whether the newest word on some attempt is provisional."""
    later = sa.orm.aliased(Result)
    newer = sa.exists().where(
        later.enrolment_id == Result.enrolment_id,
        later.activity == Result.activity,
        later.attempt == Result.attempt,
        later.revision > Result.revision,
    )
    provisional = sa.exists().where(Result.enrolment_id == Enrolment.id, Result.provisional, ~newer)
    return provisional.correlate(Enrolment).label("awaiting")


def _newest_certificate():
    newest = sa.select(sa.func.max(Certificate.id)).where(Certificate.enrolment_id == Enrolment.id)
    return newest.correlate(Enrolment).scalar_subquery()


def _conditions(filters: Filters) -> list:
    conditions = []
    if filters.course:
        conditions.append(Enrolment.course == filters.course)
    if filters.cohort:
        conditions.append(Enrolment.cohort_id == filters.cohort)
    if filters.service:
        conditions.append(Person.service_code == filters.service)
    if filters.words:
        words = filters.words
        conditions.append(
            Person.name.icontains(words, autoescape=True)
            | Person.email.icontains(words, autoescape=True)
            | (Person.personal_number == words)
        )
    if filters.since:
        conditions.append(Enrolment.completed_at >= _midnight(filters.since))
    if filters.until:
        conditions.append(Enrolment.completed_at < _midnight(filters.until, days=1))
    return conditions + status_conditions(filters.status)


def status_conditions(status: str) -> list:
    open_ = Enrolment.completed_at.is_(None)
    return {
        "completed": [Enrolment.completed_at.is_not(None)],
        "awaiting review": [open_, _awaiting().element],
        "in progress": [open_, Enrolment.started_at.is_not(None), ~_awaiting().element],
        "not started": [Enrolment.started_at.is_(None)],
    }.get(status, [])


def _midnight(day: date, days: int = 0) -> datetime:
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    return datetime.combine(day + timedelta(days=days), datetime.min.time(), zone)
