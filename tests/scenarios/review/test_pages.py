"""Reviewing in a browser: the queue, the form of a graded text, and what an overruled level needs."""

import pytest
import sqlalchemy as sa

from scenarios.models import Review
from tests import factories, pages


@pytest.fixture
def run(session):
    """A finished run whose pass hangs on one doubtful reply."""
    factories.scenario()
    factories.practice()
    started = factories.run(enrolment=factories.started(factories.learner(name="Ada Karim"), "practice"), pass_mark=30)
    factories.move(started, doubtful=("next_step", "mandate", "acknowledgement", "clarity"), level=1)
    return factories.finish(started)


@pytest.fixture
def desk(client, run):
    """The browser of an instructor."""
    return client.sign_in(factories.instructor(name="Farid Alam"))


def form_of(desk, run):
    return pages.opened(desk, f"/review/runs/{run.id}/1").form(f"/review/runs/{run.id}/1")


def test_every_finished_run_can_be_found(desk, run):
    page = pages.opened(desk, "/review/?all=1")

    assert "1 piece of work" in page.words and "Ada Karim" in page.words
    assert f"/review/runs/{run.id}/first" in page.links


def test_a_run_that_waits_stands_on_the_start_page(desk, run, session):
    assert f"/review/runs/{run.id}/first" in pages.opened(desk, "/").links
    assert f"/review/runs/{run.id}/first" in pages.opened(desk, "/review/").links


def test_a_learner_who_became_an_instructor_does_not_review_themselves(client, session, run):
    run.person.role = "instructor"
    session.flush()
    client.sign_in(run.person)

    assert client.get(f"/review/runs/{run.id}").status_code == 404
    assert client.post(f"/review/runs/{run.id}/1", data={"overall": "4"}).status_code == 404


def test_what_the_grader_doubts_is_marked_and_linked(desk, run):
    page = pages.opened(desk, f"/review/runs/{run.id}/1")

    assert page.words.count("Please look") == 4
    assert "40 % sure" in page.words
    assert f"/review/runs/{run.id}/1" in pages.opened(desk, f"/review/runs/{run.id}").links


def test_sending_the_form_as_it_is_confirms_the_grader(desk, run, session):
    answer = desk.post(f"/review/runs/{run.id}/1", data=form_of(desk, run).filled())

    review = session.scalars(sa.select(Review)).one()
    assert answer.location == "/review/"
    assert review.reasons == {} and set(review.levels.values()) == {1}
    page = pages.opened(desk, f"/review/runs/{run.id}/1")
    assert "Please look" not in page.words
    assert "Reviewed Farid Alam" in page.words


def test_an_overruled_level_needs_a_reason(desk, run, session):
    answer = desk.post(f"/review/runs/{run.id}/1", data=form_of(desk, run).filled(level_next_step="2"))

    page = pages.read(answer)
    assert answer.status_code == 400
    assert "Say why this level is different." in page.words
    assert "#next_step-reason" in page.links
    assert dict(page.form(f"/review/runs/{run.id}/1").fields)["level_next_step"] == "2"
    assert session.scalars(sa.select(Review)).all() == []


def test_an_overruled_level_and_its_reason_are_kept_and_shown(desk, run):
    values = {"level_next_step": "2", "reason_next_step": "The day is named.", "overall": "3"}

    desk.post(f"/review/runs/{run.id}/1", data=form_of(desk, run).filled(**values))

    shown = dict(form_of(desk, run).fields)
    assert {name: shown[name] for name in values} == values
    assert "The day is named." in pages.opened(desk, f"/review/runs/{run.id}").words


@pytest.mark.parametrize(
    "values",
    [
        {"level_mandate": "7"},
        {"level_mandate": "x"},
        {"level_mandate": ""},
        {"overall": "9"},
        {"reason_mandate": "x" * 1001},
    ],
)
def test_what_is_no_level_is_refused(desk, run, session, values):
    answer = desk.post(f"/review/runs/{run.id}/1", data=form_of(desk, run).filled(**values))

    assert answer.status_code == 400
    assert "There is a problem" in pages.read(answer).words
    assert session.scalars(sa.select(Review)).all() == []


def test_an_empty_form_is_no_review(desk, run, session):
    answer = desk.post(f"/review/runs/{run.id}/1", data={})

    assert answer.status_code == 400
    assert session.scalars(sa.select(Review)).all() == []


@pytest.mark.parametrize("address", ["/review/runs/999999", "/review/runs/{run}/2", "/review/runs/{run}/0"])
def test_what_cannot_be_reviewed_is_not_found(desk, run, address):
    address = address.format(run=run.id)

    assert (desk.get(address) if address.endswith("999999") else desk.post(address)).status_code == 404


def test_a_run_in_progress_is_not_open_to_instructors(desk, session):
    playing = factories.run(enrolment=factories.started(factories.learner(), "practice"))

    assert desk.get(f"/review/runs/{playing.id}").status_code == 404
