"""Mean levels by service group, from what is kept of each enrolment, are what the runs themselves say."""

from collections import defaultdict
from statistics import fmean

import pytest
import sqlalchemy as sa

from academy.accounts.models import Person
from academy.records import criteria
from academy.records.models import Enrolment
from scenarios import grading
from scenarios.analytics.models import EnrolmentSummary, PostSummary
from scenarios.models import Run
from tests import factories

EVERYBODY = sa.select(Enrolment.id)


def expected(session) -> dict:
    """By criterion and service group: how many people, and the mean of their means over their posts."""
    query = sa.select(Person.id, Person.service_code, PostSummary.levels).select_from(PostSummary)
    query = query.join(Run, Run.id == PostSummary.run_id).join(Person, Person.id == Run.person_id)
    given, services = defaultdict(list), {}
    for person_id, service, levels in session.execute(query):
        services[person_id] = service or ""
        for criterion, level in levels.items():
            given[criterion, person_id].append(level)
    groups = defaultdict(list)
    for (criterion, person_id), levels in given.items():
        groups[criterion, services[person_id]].append(fmean(levels))
    return {key: (len(means), pytest.approx(fmean(means))) for key, means in groups.items()}


def found(enrolments=EVERYBODY) -> dict:
    return {(each.criterion, each.service): (each.people, each.level) for each in criteria.strengths(enrolments)}


def test_means_of_groups_are_those_of_the_runs(session, played):
    writer = next(run for run in played(30) if session.get(EnrolmentSummary, run.enrolment_id))
    writer.person.service_code = None
    session.flush()

    assert {name for name, _service in found()} <= set(grading.CRITERIA)
    assert {service for _name, service in found()} >= {""}
    assert found() == expected(session)


def test_only_enrolments_that_are_asked_for_count(session, played):
    writer = next(run for run in played(12) if session.get(EnrolmentSummary, run.enrolment_id))
    own = sa.select(Enrolment.id).where(Enrolment.id == writer.enrolment_id)

    assert {people for people, _level in found(own).values()} == {1}


def test_a_review_changes_the_mean(session, played):
    (run,) = played(1, skills=[1])
    before = session.get(EnrolmentSummary, run.enrolment_id).clarity
    number = next(move.number for move in run.moves if move.grade)

    factories.review(run, number, clarity=0)

    session.expire_all()
    assert session.get(EnrolmentSummary, run.enrolment_id).clarity < before
    assert found() == expected(session)


def test_whoever_wrote_nothing_has_no_summary(session):
    run = factories.run(enrolment=factories.started())
    factories.finish(run)

    assert session.get(EnrolmentSummary, run.enrolment_id) is None


def test_each_criterion_has_its_column():
    assert set(EnrolmentSummary.__table__.columns.keys()) == {"enrolment_id", *grading.CRITERIA}
