"""The start page of each role, and the state of the server."""

import sqlalchemy as sa

from academy import clock, records
from academy.db import db
from academy.jobs.models import Job
from tests import factories, pages


def test_a_new_academy_is_shown_its_first_steps(client, session):
    page = pages.opened(client.sign_in(factories.administrator()), "/")

    assert "Three steps to a first course" in page.words
    assert {"/people/new", "/cohorts/new"} <= set(page.links)


def test_an_academy_at_work_is_shown_its_figures(client, session):
    factories.course("tiny")
    factories.cohort(factories.learner(), courses=["tiny"])
    factories.started()
    completed = factories.certificate()

    page = pages.opened(client.sign_in(factories.administrator()), "/")

    assert completed.ready is False
    assert "Three steps" not in page.words
    for figure in ("4 people", "1 cohort", "1 course in progress", "0 courses awaiting review", "1 course completed", "1 valid certificate"):
        assert figure in page.words


def test_what_has_failed_and_what_is_questioned_is_said(client, session):
    session.add(Job(kind="certificate", payload={}, state="failed", finished_at=clock.now()))
    certificate = factories.certificate()
    records.reopen(certificate.enrolment)
    client.sign_in(factories.administrator())

    page = pages.opened(client, "/")
    listed = pages.opened(client, "/certificates/register?questioned=1")

    assert "1 job has failed for good" in page.words
    assert "1 certificate stands although a review took the pass away" in page.words
    assert certificate.serial in listed.words and "Pass taken away" in listed.words


def test_the_overview_takes_few_queries(client, session):
    factories.certificate()
    client.sign_in(factories.administrator())
    asked = []
    sa.event.listen(db.session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))

    pages.opened(client, "/")

    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 5


def test_an_instructor_without_work_is_told_so(client, session):
    page = pages.opened(client.sign_in(factories.instructor()), "/")

    assert "Nothing waits for you" in page.words


def test_a_learner_without_courses_is_told_so(client, session):
    page = pages.opened(client.sign_in(factories.learner()), "/")

    assert "No course yet" in page.words


def test_everybody_finds_their_account_and_the_check_of_certificates(client, session):
    page = pages.opened(client.sign_in(factories.learner()), "/")

    assert {"/accounts/", "/verify/"} <= set(page.links)
