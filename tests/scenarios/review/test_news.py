"""The learner's start page tells of what reviews made of their runs."""

from datetime import timedelta

import pytest

from academy import clock, news
from scenarios.review import reviews
from tests import factories, pages


@pytest.fixture
def run(played):
    """A run that failed by poor words, with an appeal against their grade."""
    return played(level=0, **dict.fromkeys(("neutrality", "office_not_person", "privacy", "composure"), 2))


def start_page(client, person):
    return pages.opened(client.sign_in(person), "/")


def decide(client, run, **levels):
    client.sign_in(run.person).post(f"/scenarios/runs/{run.id}/1/appeal", data={"reason": "The day is named."})
    grade = run.moves[0].grade
    given = reviews.standing(grade)["levels"] | levels
    reviews.judge(factories.instructor(), grade, given, dict.fromkeys(levels, "It is there."), 4, "You are right.")


def test_without_news_there_is_no_box(client, run):
    assert "New for you" not in start_page(client, run.person).words


def test_a_decided_appeal_and_a_changed_result_are_told_and_linked(client, run):
    decide(client, run, acknowledgement=2, mandate=2, next_step=2, clarity=2)

    page = start_page(client, run.person)

    assert "New for you" in page.words
    assert "Your appeal is decided: A wet street" in page.words and "A wet street, passed" in page.words
    assert {f"/scenarios/runs/{run.id}/debrief#appeal-1", f"/scenarios/runs/{run.id}/debrief"} <= set(page.links)


def test_a_decision_that_changed_no_result_tells_of_the_appeal_alone(client, run):
    decide(client, run)

    page = start_page(client, run.person).words

    assert "Your appeal is decided" in page and "The result of your run" not in page


def test_others_read_nothing_of_it(client, run):
    decide(client, run)

    assert "New for you" not in start_page(client, factories.learner()).words


def test_what_is_older_than_two_weeks_is_no_news(app, client, run, monkeypatch):
    decide(client, run)

    with app.test_request_context():
        fresh = news.of(run.person)
        now = clock.now() + timedelta(days=15)
        monkeypatch.setattr(clock, "now", lambda: now)
        assert fresh and news.of(run.person) == []


def test_a_new_certificate_is_told(client, session):
    person = factories.learner()
    factories.certificate(person)

    page = start_page(client, person)

    assert "You have a certificate: Tiny course" in page.words and "/certificates/" in page.links
