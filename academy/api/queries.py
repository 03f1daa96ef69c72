"""What each list reads: one statement, whose columns are the fields of its shape. Completions are the register's own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from academy import clock
from academy.accounts.models import Person, ServiceGroup
from academy.api.questions import OfCertificates, OfCompletions, OfPeople, OfResults, Question
from academy.certificates.models import Certificate
from academy.cohorts.models import Membership
from academy.editions.models import Edition
from academy.records import register
from academy.records.models import Enrolment, Result
from academy.records.register import Filters


def people(asked: OfPeople, cohort_id: int | None) -> sa.Select:
    query = (
        sa.select(
            Person.id.label("person_id"),
            Person.personal_number,
            Person.name,
            Person.second_name,
            sa.func.coalesce(Person.email, "").label("email"),
            sa.func.coalesce(ServiceGroup.name, "").label("service"),
            sa.func.coalesce(Person.service_code, "").label("service_code"),
            Person.active,
            _updated(Person, Person.created_at).label("updated_at"),
        )
        .outerjoin(ServiceGroup, ServiceGroup.code == Person.service_code)
        .where(Person.role == "learner", *(_in_cohort(each) for each in (asked.cohort, cohort_id) if each))
    )
    if asked.course:
        query = query.where(Person.id.in_(sa.select(Enrolment.person_id).where(Enrolment.course == asked.course)))
    if asked.service:
        query = query.where(Person.service_code == asked.service)
    if asked.updated_since:
        query = query.where(_changed(Person, Person.created_at, asked.updated_since))
    return query


def completions(asked: OfCompletions, cohort_id: int | None) -> sa.Select:
    changed = _updated(Enrolment, Enrolment.enrolled_at)
    of_certificate = _updated(Certificate, Certificate.issued_at)
    query = register.query(_filters(asked, status=asked.status, since=asked.since, until=asked.until)).add_columns(
        Enrolment.id.label("enrolment_id"),
        Enrolment.cohort_id,
        sa.func.coalesce(Person.service_code, "").label("service_code"),
        sa.case((of_certificate > changed, of_certificate), else_=changed).label("updated_at"),
    )
    if cohort_id:
        query = query.where(Enrolment.cohort_id == cohort_id)
    if asked.updated_since:
        query = query.where(_touched(asked.updated_since))
    return query


def results(asked: OfResults, cohort_id: int | None) -> sa.Select:
    query = (
        sa.select(
            Result.id.label("result_id"),
            Enrolment.person_id,
            Result.enrolment_id,
            Enrolment.cohort_id,
            Enrolment.course,
            Result.activity,
            Result.attempt,
            Result.revision,
            sa.func.substr(Edition.digest, 1, 12).label("edition"),
            Result.score,
            Result.passed,
            Result.provisional,
            Result.recorded_at,
        )
        .join(Enrolment, Enrolment.id == Result.enrolment_id)
        .join(Edition, Edition.id == Result.edition_id)
    )
    query = query.where(*_of_enrolments(asked, cohort_id), *_days(Result.recorded_at, asked))
    return query.where(Result.recorded_at >= asked.updated_since) if asked.updated_since else query


def certificates(asked: OfCertificates, cohort_id: int | None) -> sa.Select:
    former = aliased(Certificate)
    query = (
        sa.select(
            Certificate.serial.label("certificate"),
            register.certificate_status().label("certificate_status"),
            Certificate.issued_at.label("certificate_issued_at"),
            _printed("verify_url"),
            Certificate.person_id,
            Certificate.enrolment_id,
            Enrolment.cohort_id,
            _printed("name"),
            Certificate.course,
            _printed("course_title"),
            Certificate.valid_until,
            Certificate.revoked_at,
            Certificate.superseded_at,
            sa.func.coalesce(former.serial, "").label("supersedes"),
            _updated(Certificate, Certificate.issued_at).label("updated_at"),
        )
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .outerjoin(former, former.id == Certificate.supersedes_id)
    )
    query = query.where(*_of_enrolments(asked, cohort_id), *_days(Certificate.issued_at, asked))
    if asked.updated_since:
        query = query.where(_changed(Certificate, Certificate.issued_at, asked.updated_since))
    return query


def _filters(asked: Question, **more) -> Filters:
    """The register's own filters, where nothing is asked as it says it."""
    given = {"course": asked.course, "cohort": asked.cohort, "service": asked.service, **more}
    return Filters(**{name: value for name, value in given.items() if value})


def _of_enrolments(asked: Question, cohort_id: int | None) -> list[sa.ColumnElement[bool]]:
    conditions = [Enrolment.cohort_id == cohort_id] if cohort_id else []
    if (filters := _filters(asked)) != Filters():
        conditions.append(Enrolment.id.in_(register.enrolments(filters).correlate(None)))
    return conditions


def _in_cohort(cohort_id: int) -> sa.ColumnElement[bool]:
    """Who is in it, or was when they got one of its courses: whomever a completion of it names."""
    members = sa.select(Membership.person_id).where(Membership.cohort_id == cohort_id)
    return Person.id.in_(members.union(sa.select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)))


def _days(column, asked) -> list[sa.ColumnElement[bool]]:
    conditions = [column >= clock.midnight(asked.since)] if asked.since else []
    return conditions + ([column < clock.midnight(asked.until, days=1)] if asked.until else [])


def _updated(model, made_at) -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(model.updated_at, made_at, type_=made_at.type)


def _changed(model, made_at, moment: datetime) -> sa.ColumnElement[bool]:
    return (model.updated_at >= moment) | (made_at >= moment)


def _touched(moment: datetime) -> sa.ColumnElement[bool]:
    """Enrolments of which this changed, or a certificate."""
    own = sa.select(Enrolment.id).where(_changed(Enrolment, Enrolment.enrolled_at, moment)).correlate(None)
    changed = _changed(Certificate, Certificate.issued_at, moment)
    return Enrolment.id.in_(own.union(sa.select(Certificate.enrolment_id).where(changed).correlate(None)))


def _printed(name: str) -> sa.Label[str]:
    """Empty on a certificate whose holder was erased."""
    return sa.func.coalesce(Certificate.fields[name].as_string(), "").label(name)
