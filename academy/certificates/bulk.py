"""Certificates of a cohort at once: what would happen to each of its members, and the job that issues what is due."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from flask import abort
from flask_babel import lazy_gettext as _l

from academy import audit, certificates, jobs
from academy.accounts.models import Person
from academy.certificates import designs, facts, holds
from academy.certificates.models import Certificate
from academy.certificates.sheet import document
from academy.certificates.sheet.fields import Fields
from academy.cohorts.models import Assignment, Membership
from academy.db import db, pause
from academy.jobs.models import Job
from academy.printing import fonts
from academy.records import register
from academy.records.models import Enrolment, Result

State = Literal["due", "unprintable", "revoked", "held", "awaiting review", "not passed", "in progress", "not started"]

ISSUE = "certificates"  # kind of job
PORTION = 25  # a fifth of a second
BREATH = 0.1  # seconds between portions: who waits for SQLite's one writer looks that often


@dataclass(frozen=True)
class Line:
    """What would happen to one member. `certificate` is their newest; `passed` and `failed` count activities while the
    course is not completed; `why` says what cannot be printed, or what it waits for."""

    person_id: int
    name: str
    state: State
    completed_at: datetime | None = None
    certificate: Certificate | None = None
    passed: int = 0
    failed: int = 0
    why: str = ""


@dataclass(frozen=True)
class Drawing:
    """How many of the certificates that are held have their document, and how many were given up; `why` something went
    wrong, which may be tried again."""

    held: int
    ready: int
    stuck: int
    why: str

    @property
    def under_way(self) -> int:
        return self.held - self.ready - self.stuck


def assignment_or_404(cohort_id: int, course: str) -> Assignment:
    """A course of a cohort: what is done in bulk is done for one."""
    return db.session.get(Assignment, (cohort_id, course)) or abort(404)


def plan(given: Assignment) -> list[Line]:
    """Everybody of the cohort by name, in a number of queries that does not grow with it."""
    rows = db.session.execute(_members(given)).all()
    counts = _activities(given)
    faults = _faults(db.session.scalars(_due(given)))
    return [_line(row, counts, faults) for row in rows]


def issue(actor, given: Assignment) -> Job:
    """Have everything issued that is due. Who asks again before it is done gets the same job."""
    audit.note("certificates.issued", actor, given.cohort, reason=given.course)
    return jobs.enqueue(ISSUE, _payload(given), job_key(ISSUE, given), person=actor, title=title(given))


@jobs.does(ISSUE, words=_l("Issue the certificates of a cohort"), cancellable=True, roles=("administrator",))
def issue_due(job) -> None:
    """In portions, each committed; what was issued before stays, and what cannot be printed is left to a person."""
    given = db.session.get(Assignment, (job.payload["cohort"], job.payload["course"]))
    done, after = job.done, job.state_kept.get("after", 0)
    left = sa.select(sa.func.count()).select_from(_due(given, after).order_by(None).subquery())
    total = done + db.session.scalar(left)
    while portion := list(db.session.scalars(_held_fast(_due(given, after).limit(PORTION)))):
        faults = _faults(portion)
        for enrolment in portion:
            if enrolment.id not in faults:
                certificates.issue(enrolment, certificates.award_of(enrolment))
        done, after = done + len(portion), portion[-1].id
        jobs.progress(job, done, max(done, total), after=after)
        with pause():
            time.sleep(BREATH)


def newest_job(kind: str, given: Assignment) -> Job | None:
    """The last that was asked for, whatever became of it."""
    query = sa.select(Job).where(Job.kind == kind, Job.key == job_key(kind, given))
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))


def job_key(kind: str, given: Assignment) -> str:
    return f"{kind}/{given.cohort_id}/{given.course}"


def title(given: Assignment) -> str:
    """What a job is about that is done for the cohort."""
    return f"{given.course}, {given.cohort.name}"


def drawing(given: Assignment) -> Drawing:
    """How far the documents of the cohort are."""
    counts = held(given).with_only_columns(sa.func.count(), sa.func.count(Certificate.document_digest))
    all_held, ready = db.session.execute(counts).one()
    stuck, why = db.session.execute(_stuck(given)).one() if ready < all_held else (0, "")
    return Drawing(all_held, ready, stuck, why or "")


def held(given: Assignment) -> sa.Select:
    """The certificates for the course that members of the cohort hold."""
    query = sa.select(Certificate).join(Membership, Membership.person_id == Certificate.person_id)
    return query.where(
        Membership.cohort_id == given.cohort_id,
        Certificate.course == given.course,
        Certificate.revoked_at.is_(None),
        Certificate.superseded_at.is_(None),
    )


def _payload(given: Assignment) -> dict:
    return {"cohort": given.cohort_id, "course": given.course}


def _members(given: Assignment) -> sa.Select:
    """Each member by name, with their enrolment, whether it waits for a review, and its newest certificate."""
    awaiting = sa.and_(*register.status_conditions("awaiting review")).label("awaiting")
    newest = sa.select(sa.func.max(Certificate.id)).where(Certificate.enrolment_id == Enrolment.id)
    own = (Enrolment.person_id == Membership.person_id) & (Enrolment.course == given.course)
    shown = sa.orm.load_only(
        Certificate.serial,
        Certificate.issued_at,
        Certificate.valid_until,
        Certificate.document_digest,
        Certificate.revoked_at,
        Certificate.revoked_reason,
        Certificate.superseded_at,
    )
    return (
        sa.select(
            Person.id.label("person_id"),
            Person.name,
            Enrolment.id.label("enrolment_id"),
            Enrolment.started_at,
            Enrolment.completed_at,
            awaiting,
            Certificate,
        )
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Enrolment, own)
        .outerjoin(Certificate, Certificate.id == newest.correlate(Enrolment).scalar_subquery())
        .where(Membership.cohort_id == given.cohort_id)
        .where((Person.role == "learner") | Enrolment.id.is_not(None))  # and not who teaches it
        .options(shown)
        .order_by(Person.name, Person.id)
    )


def _activities(given: Assignment) -> dict[int, tuple[int, int]]:
    """How many activities were passed, and how many tried in vain, by enrolment of those who are on their way."""
    later = sa.orm.aliased(Result)
    same = (later.enrolment_id == Result.enrolment_id) & (later.activity == Result.activity)
    overtaken = sa.exists().where(same, later.attempt == Result.attempt, later.revision > Result.revision)
    passed = sa.func.max(sa.case((Result.passed, 1), else_=0)).label("passed")
    each = (
        sa.select(Result.enrolment_id, passed)
        .join(Enrolment, Enrolment.id == Result.enrolment_id)
        .join(Membership, Membership.person_id == Enrolment.person_id)
        .where(Membership.cohort_id == given.cohort_id, Enrolment.course == given.course)
        .where(Enrolment.completed_at.is_(None), ~Result.provisional, ~overtaken)
        .group_by(Result.enrolment_id, Result.activity)
        .subquery()
    )
    counts = sa.select(each.c.enrolment_id, sa.func.sum(each.c.passed), sa.func.sum(1 - each.c.passed))
    return {row[0]: (row[1], row[2]) for row in db.session.execute(counts.group_by(each.c.enrolment_id))}


def _due(given: Assignment, after: int = 0) -> sa.Select:
    """Completed enrolments of members that were never certified; `after` is the last one that was looked at."""
    certified = sa.exists().where(Certificate.enrolment_id == Enrolment.id)
    return (
        sa.select(Enrolment)
        .join(Enrolment.person)
        .join(Membership, Membership.person_id == Enrolment.person_id)
        .where(Membership.cohort_id == given.cohort_id, Enrolment.course == given.course, Enrolment.id > after)
        .where(Enrolment.completed_at.is_not(None), ~certified)
        .options(sa.orm.contains_eager(Enrolment.person))
        .order_by(Enrolment.id)
    )


def _held_fast(query: sa.Select) -> sa.Select:
    """The same, and nobody completes or reopens one of them until the transaction ends."""
    return query.with_for_update(of=Enrolment, key_share=True).execution_options(populate_existing=True)


def _stuck(given: Assignment) -> sa.Select:
    """How many documents were given up, and one of the reasons why these or others are not there."""
    key = sa.literal("certificate/") + sa.cast(Certificate.id, sa.String)
    again = sa.orm.aliased(Job)
    tried_again = sa.exists().where(again.key == key, again.finished_at.is_(None))
    given_up = Job.state == "failed"
    query = held(given).join(Job, (Job.key == key) & (Job.kind == "certificate"))
    query = query.where(Certificate.document_digest.is_(None), Job.finished_at.is_(None) | (given_up & ~tried_again))
    count = sa.func.count(sa.case((given_up, Certificate.id)).distinct())
    return query.with_only_columns(count, sa.func.max(Job.error))


def _faults(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """What keeps the certificates of some from being issued or printed, by enrolment."""
    enrolments = list(enrolments)
    sheets, found = {}, {key: hold.said for key, hold in holds.of_many(enrolments).items()}
    for enrolment in enrolments:
        if enrolment.id in found:
            continue
        if enrolment.person.anonymous:
            found[enrolment.id] = _l("They have not said their name yet.")
            continue
        if enrolment.edition_id not in sheets:
            sheets[enrolment.edition_id] = _sheet(enrolment)
        sheet = replace(sheets[enrolment.edition_id], **facts.of_the_person(enrolment.person))
        try:
            document.check(sheet)
        except (document.DocumentError, fonts.FontsMissing) as error:
            found[enrolment.id] = str(error)
    return found


def _sheet(enrolment: Enrolment) -> Fields:
    """What would be printed for somebody: all but the person is the same for everybody of their edition."""
    award = certificates.award_of(enrolment)
    design = designs.current(award.course)
    return Fields.from_json(facts.printed(enrolment, award, "0000-0000-0000-0", design))


def _line(row: sa.Row, counts: Mapping[int, tuple[int, int]], faults: Mapping[int, str]) -> Line:
    passed, failed = counts.get(row.enrolment_id, (0, 0))
    certificate, why = row.Certificate, faults.get(row.enrolment_id, "")
    if certificate:
        state = "revoked" if certificate.revoked_at else "held"
    elif row.completed_at:
        state = "unprintable" if why else "due"
    elif row.awaiting:
        state = "awaiting review"
    else:
        state = ("not passed" if failed else "in progress") if row.started_at else "not started"
    return Line(row.person_id, row.name, state, row.completed_at, certificate, passed, failed, why)
