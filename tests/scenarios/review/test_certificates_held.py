"""A certificate waits while an appeal of its course waits, and is issued with the answer."""

import pytest
import sqlalchemy as sa

from academy import certificates, records
from academy.certificates import bulk
from academy.certificates.models import Certificate
from tests import factories, pages

HELD = "Your certificate waits for the answer to your appeal."


@pytest.fixture
def run(played, client):
    """A run that failed by poor words, with an appeal against their grade."""
    run = played(level=0, **dict.fromkeys(("neutrality", "office_not_person", "privacy", "composure"), 2))
    client.sign_in(run.person).post(f"/scenarios/runs/{run.id}/1/appeal", data={"reason": "The day is named."})
    return run


@pytest.fixture
def completed(run):
    """The course is completed all the same: a second attempt passed."""
    own = {"edition": run.edition, "passed": True}
    records.record(run.enrolment, "lesson/read-me", attempt=1, score=None, **own)
    records.record(run.enrolment, "scenario/street", attempt=2, score=80, **own)
    return run.enrolment


def decide(client, run, instructor=None, **changes):
    """Send the form of the bench with an answer."""
    address = f"/review/runs/{run.id}/1"
    form = pages.opened(client.sign_in(instructor or factories.instructor()), address).form(address)
    return client.post(address, data=form.filled(answer="It is not.", **changes))


def held_by(session, enrolment):
    return session.scalars(sa.select(Certificate).where(Certificate.enrolment_id == enrolment.id)).all()


def test_the_certificate_waits_for_the_answer_and_the_learner_is_told(client, session, completed):
    client.sign_in(completed.person)

    assert completed.completed_at and held_by(session, completed) == []
    for address in ("/courses/practice", "/certificates/"):
        assert HELD in pages.opened(client, address).words


def test_it_is_issued_with_the_answer_once(client, session, run, completed):
    assert decide(client, run).status_code == 302

    (certificate,) = held_by(session, completed)
    assert certificates.issue_due(completed) is None
    client.sign_in(completed.person)
    shown = pages.opened(client, "/certificates/").words
    assert certificate.serial in shown and HELD not in shown


def test_a_decision_that_changes_the_result_issues_it_too(client, session, run):
    records.record(run.enrolment, "lesson/read-me", attempt=1, edition=run.edition, score=None, passed=True)
    raised = ("acknowledgement", "mandate", "next_step", "clarity")
    levels = {f"level_{name}": "2" for name in raised} | {f"reason_{name}": "It is there." for name in raised}

    decide(client, run, overall="4", **levels)

    assert run.passed and len(held_by(session, run.enrolment)) == 1


def test_without_the_pass_the_answer_issues_nothing(client, session, run):
    decide(client, run)

    assert not run.enrolment.completed_at and held_by(session, run.enrolment) == []


def test_neither_the_cohort_s_page_nor_a_name_issues_it(app, session, completed):
    cohort = factories.cohort(completed.person, courses=["practice"])
    given = bulk.assignment_or_404(cohort.id, "practice")

    with app.test_request_context():
        (line,) = bulk.plan(given)
        assert (line.state, str(line.why)) == ("unprintable", "It waits for the answer to an appeal.")
        assert certificates.issue_held(completed.person) == []
    assert held_by(session, completed) == []


def test_an_appeal_of_another_course_holds_nothing_back(session, run):
    other = factories.started(run.person, "tiny")
    edition = other.edition

    records.record(other, "lesson/read-me", attempt=1, edition=edition, score=None, passed=True)

    assert len(held_by(session, other)) == 1


def test_who_was_certified_before_the_appeal_keeps_the_certificate(client, session, played):
    run = played(level=2)
    records.record(run.enrolment, "lesson/read-me", attempt=1, edition=run.edition, score=None, passed=True)
    client.sign_in(run.person).post(f"/scenarios/runs/{run.id}/1/appeal", data={"reason": "It was better."})

    assert len(held_by(session, run.enrolment)) == 1
    assert HELD not in pages.opened(client, "/courses/practice").words
    decide(client, run)
    assert len(held_by(session, run.enrolment)) == 1
