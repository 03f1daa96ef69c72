"""The register: one row for each learner and course."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from academy import clock
from academy.accounts.models import Person, ServiceGroup
from academy.certificates.models import Certificate
from academy.cohorts.models import Cohort
from academy.db import begin_reading, db
from academy.editions.models import Edition, Publication
from academy.records import facts, teams
from academy.records.columns import NAMES, Row
from academy.records.models import Enrolment, Standing

STATUSES = ("not started", "in progress", "awaiting review", "completed")
PAGE_ROWS = 50
BATCH = 500
ON_SCREEN = (Person.name, Person.id, Enrolment.course)


class Filters(NamedTuple):
    """What to show; empty means all. The days count in the academy's zone and filter by completion."""

    course: str = ""
    cohort: int | None = None
    service: str = ""
    status: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


class Page(NamedTuple):
    rows: list[Row]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Rows:
    """The rows that fit, read one by one, in flat memory, whenever somebody goes through them: all of a learner together,
    in an order that is the same in every database. `told` hears how many were read so far. `by` is who asked, and
    `head` that of the audit log, which knows of it."""

    filters: Filters = Filters()
    told: Callable[[int], None] = lambda count: None
    by: str = ""
    head: str = ""

    def __iter__(self) -> Iterator[Row]:
        begin_reading()
        found = db.session.execute(query(self.filters), execution_options={"yield_per": BATCH})
        count = 0
        for portion in found.partitions():
            yield from map(Row._make, portion)
            self.told(count := count + len(portion))

    def __len__(self) -> int:
        return db.session.scalar(_counted(self.filters))


def rows(filters: Filters = Filters()) -> Rows:
    return Rows(filters)


def paged(filters: Filters, number: int) -> Page:
    """A page of the register, and how many rows there are in all."""
    total = db.session.scalar(_counted(filters))
    pages = -(-total // PAGE_ROWS)
    number = min(max(1, number), max(1, pages))
    found = db.session.execute(query(filters, ON_SCREEN).limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS))
    return Page([Row._make(row) for row in found], total, number, pages)


def query(filters: Filters = Filters(), order=None) -> sa.Select:
    """The register as a statement whose columns are those of `Row`: texts and words never null.

    The course is the one that the learner has: the pinned edition, or else the one offered now.
    """
    known, markers = facts.table(), teams.table()
    return (
        sa.select(*_columns(known, markers))
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Standing, Standing.enrolment_id == Enrolment.id)
        .outerjoin(Certificate, Certificate.id == Standing.certificate_id)
        .outerjoin(ServiceGroup, ServiceGroup.code == Person.service_code)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Publication, (Publication.kind == "course") & (Publication.slug == Enrolment.course))
        .outerjoin(Edition, Edition.id == sa.func.coalesce(Enrolment.edition_id, Publication.edition_id))
        .outerjoin(known, known.c.edition_id == Edition.id)
        .outerjoin(markers, markers.c.markers == Standing.markers)
        .where(*_conditions(filters))
        .order_by(*(order or in_files()))
    )


def in_files() -> tuple:
    """No sort of the whole register: an index has this order."""
    postgresql = db.session.connection().dialect.name == "postgresql"
    return Enrolment.person_id, sa.collate(Enrolment.course, "C") if postgresql else Enrolment.course


def _columns(known: sa.CTE, markers: sa.CTE) -> list[sa.Label]:
    empty = sa.func.coalesce
    expressions = {
        "person_id": Person.id,
        "personal_number": Person.personal_number,
        "name": Person.name,
        "second_name": Person.second_name,
        "email": empty(Person.email, ""),
        "service": empty(ServiceGroup.name, ""),
        "cohort": empty(Cohort.name, ""),
        "course": Enrolment.course,
        "course_title": empty(Edition.title, Enrolment.course),
        "hours": known.c.hours,
        "edition": empty(sa.func.substr(Edition.digest, 1, 12), ""),
        "status": _status(),
        "enrolled_at": Enrolment.enrolled_at,
        "started_at": Enrolment.started_at,
        "completed_at": Enrolment.completed_at,
        "attempts": empty(Standing.attempts, 0),
        "score": Enrolment.score,
        "certificate": empty(Certificate.serial, ""),
        "certificate_status": certificate_status(),
        "certificate_issued_at": Certificate.issued_at,
        "verify_url": empty(Certificate.fields["verify_url"].as_string(), ""),
        "opens_on": Enrolment.opens_on,
        "due_on": Enrolment.due_on,
        "closes_on": Enrolment.closes_on,
        "best_score": Standing.best_score,
        "last_score": Standing.last_score,
        "pass_mark": known.c.pass_mark,
        "result": _result(),
        "markers": empty(markers.c.names, ""),
        "moderated": sa.case((Standing.moderated, "yes"), (Standing.markers != "", "no"), else_=""),
        "extended": sa.case((Enrolment.extended, "yes"), else_=""),
    }
    assert tuple(expressions) == NAMES
    return [expression.label(name) for name, expression in expressions.items()]


def _status() -> sa.Case:
    return sa.case(
        (Enrolment.completed_at.is_not(None), "completed"),
        (Standing.awaiting, "awaiting review"),
        (Enrolment.started_at.is_not(None), "in progress"),
        else_="not started",
    )


def _result() -> sa.Case:
    return sa.case(
        (Enrolment.completed_at.is_not(None), "passed"),
        (Standing.awaiting, "awaiting review"),
        (Standing.failing, "not passed"),
        else_="",
    )


def certificate_status() -> sa.Case:
    """Of the certificate that a query has joined; "" where there is none."""
    return sa.case(
        (Certificate.id.is_(None), ""),
        (Certificate.revoked_at.is_not(None), "revoked"),
        (Certificate.superseded_at.is_not(None), "superseded"),
        (Certificate.valid_until < clock.today(), "expired"),
        else_="valid",
    )


def enrolments(filters: Filters) -> sa.Select:
    """The ids of those that fit."""
    return sa.select(Enrolment.id).join(Person, Person.id == Enrolment.person_id).where(*_conditions(filters))


def in_words(filters: Filters) -> str:
    """As a file says it: names and codes, which are the same in every language."""
    cohort = filters.cohort and db.session.get(Cohort, filters.cohort)
    named = filters._replace(cohort=cohort.name if cohort else None)
    return ", ".join(f"{name}: {value}" for name, value in named._asdict().items() if value) or "all"


def _counted(filters: Filters) -> sa.Select:
    """Only what the filters look at is read."""
    counted = sa.select(sa.func.count()).select_from(Enrolment)
    if filters.service or filters.words:
        counted = counted.join(Person, Person.id == Enrolment.person_id)
    return counted.where(*_conditions(filters))


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
        conditions.append(Enrolment.completed_at >= clock.midnight(filters.since))
    if filters.until:
        conditions.append(Enrolment.completed_at < clock.midnight(filters.until, days=1))
    return conditions + status_conditions(filters.status)


def status_conditions(status: str) -> list:
    """Of enrolments, whatever else a query has joined."""
    open_, begun = Enrolment.completed_at.is_(None), Enrolment.started_at.is_not(None)
    own = sa.orm.aliased(Standing)
    awaiting = sa.exists().where(own.enrolment_id == Enrolment.id, own.awaiting).correlate(Enrolment)
    return {
        "completed": [Enrolment.completed_at.is_not(None)],
        "awaiting review": [open_, awaiting],
        "in progress": [open_, begun, ~awaiting],
        "not started": [open_, ~begun, ~awaiting],
    }.get(status, [])


def is_overdue() -> sa.ColumnElement[bool]:
    """Of enrolments: not completed by the day that holds for this learner, whether or not work of theirs waits for a review."""
    return Enrolment.completed_at.is_(None) & (Enrolment.due_on < clock.today())
