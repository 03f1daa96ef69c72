"""Who looks at the personal data of others is noted: before they see it, once an hour."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock, cohorts
from academy.audit.models import AuditChain, AuditEntry
from tests import factories


@pytest.fixture
def admin(client, session):
    admin = factories.administrator()
    client.sign_in(admin)
    return admin


def noted(session, action):
    query = sa.select(AuditEntry).join(AuditChain, AuditChain.entry_id == AuditEntry.id)
    return session.scalars(query.where(AuditEntry.action == action)).all()


def test_a_read_says_who_looked_at_whom(client, session, admin):
    person = factories.learner()

    answer = client.get(f"/people/{person.id}")

    (entry,) = noted(session, "person.read")
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (admin.id, "person", person.id)
    assert entry.request_id == answer.headers["X-Request-ID"]


def test_it_is_noted_once_an_hour_for_each_subject(client, session):
    people = [factories.learner(), factories.learner()]
    with time_machine.travel(clock.now().replace(minute=5), tick=False) as traveller:
        client.sign_in(factories.administrator())
        for person in people * 3:
            client.get(f"/people/{person.id}")
        within = len(noted(session, "person.read"))
        traveller.shift(timedelta(hours=1))
        client.get(f"/people/{people[0].id}")

    assert within == 2
    assert len(noted(session, "person.read")) == 3


def test_each_reader_is_noted(client, session, admin):
    person = factories.learner()
    client.get(f"/people/{person.id}")
    client.sign_in(factories.administrator()).get(f"/people/{person.id}")

    assert len(noted(session, "person.read")) == 2


def test_what_was_refused_is_no_read(client, session, admin):
    client.get("/people/999999")
    client.sign_in(factories.instructor()).get("/people/")

    assert noted(session, "person.read") == noted(session, "person.listed") == []


def test_a_read_of_the_same_page_costs_no_statement(client, session, admin, query_log):
    person = factories.learner()
    session.commit()
    client.get(f"/people/{person.id}")
    query_log.clear()

    client.get(f"/people/{person.id}")

    assert not [statement for statement in query_log if "audit" in statement]


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/people/", "person.listed"),
        ("/people/{person}", "person.read"),
        ("/people/{person}/edit", "person.read"),
        ("/records/", "records.read"),
        ("/cohorts/{cohort}", "cohort.read"),
        ("/cohorts/{cohort}/grades", "lti.grades_read"),
        ("/cohorts/{cohort}/certificates/tiny", "certificates.read"),
        ("/certificates/register", "certificates.read"),
        ("/certificates/{serial}", "certificate.read"),
        ("/certificates/{serial}.json", "certificate.read"),
        ("/audit/", "audit.read"),
    ],
)
def test_pages_of_administrators_are_noted(client, session, admin, path, action):
    person = factories.learner()
    factories.course("tiny")
    cohort = factories.cohort(person)
    cohorts.assign(admin, cohort, "tiny")
    serial = factories.certificate(factories.learner()).serial

    answer = client.get(path.format(person=person.id, cohort=cohort.id, serial=serial))

    assert answer.status_code in (200, 404, 409)
    assert len(noted(session, action)) == (answer.status_code == 200)


def test_holders_look_at_their_own_certificate_without_a_note(client, session):
    person = factories.learner()
    serial = factories.certificate(person).serial

    client.sign_in(person).get(f"/certificates/{serial}.pdf")

    assert noted(session, "certificate.read") == []


def test_an_instructor_who_opens_a_run_is_noted(client, session):
    factories.scenario()
    factories.practice()
    run = factories.run(enrolment=factories.started(factories.learner(), "practice"))
    factories.move(run)
    factories.finish(run)
    instructor = factories.instructor()
    client.sign_in(instructor)

    for path in (f"/review/runs/{run.id}", f"/review/runs/{run.id}/1"):
        assert client.get(path).status_code == 200

    (entry,) = noted(session, "run.read")
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (instructor.id, "run", run.id)


def test_a_learner_in_their_own_run_is_not_noted(client, session):
    factories.scenario()
    run = factories.run()
    client.sign_in(run.person).get(f"/scenarios/runs/{run.id}")

    assert noted(session, "run.read") == []
