"""A move is made once, in its turn, or not at all."""

import re

import pytest

from scenarios import runs
from scenarios.models import Run
from tests import factories

SORRY = "We are sorry. A crew clears the drain on Thursday."


def rows(run):
    return [(move.number, move.action, move.post, move.target, move.reply) for move in run.moves]


def without_tokens(text):
    return re.sub(r'csrf_token"(: | value=)"[^"]*"', "", text)


@pytest.fixture
def all_dealt_with(act, run):
    """Nothing waits for the learner; the page stays open for fifteen minutes after the last move, number 5."""
    for number, post in enumerate(("drain", "wires", "slur", "house"), 1):
        act(number, "message", post, SORRY)
    act(5, "ignore", "joke")


def test_a_move_is_one_numbered_row(act, run):
    answer = act(1, "reply", "drain", SORRY)

    assert answer.status_code == 302
    assert answer.location == f"/scenarios/runs/{run.id}#post-drain"
    assert rows(run) == [(1, "reply", "drain", None, SORRY)]
    assert run.moves[0].minute == run.minute == 5


def test_the_same_form_twice_makes_one_move(act, run):
    first = act(1, "reply", "drain", SORRY)
    second = act(1, "reply", "drain", f"  {SORRY}\r\n")

    assert (first.status_code, second.status_code) == (302, 302)
    assert second.location == first.location
    assert rows(run) == [(1, "reply", "drain", None, SORRY)]


@pytest.mark.parametrize("number", [1, 3, 9999])
def test_another_move_under_a_number_that_is_not_next_is_refused_and_its_words_stay(act, run, number):
    act(1, "reply", "drain", SORRY)

    answer = act(number, "reply", "wires", "Call the power company on 118.")

    assert answer.status_code == 409
    assert "Another move was made from a different page." in answer.text
    assert "Call the power company on 118.</textarea>" in answer.text
    assert 'name="number" value="2"' in answer.text
    assert rows(run) == [(1, "reply", "drain", None, SORRY)]


@pytest.mark.parametrize("number", ["", "0", "-1", "one", "1.5", "9" * 5000, "10001"])
def test_a_number_that_is_none_is_refused_and_the_words_stay(act, run, number):
    answer = act(number, "reply", "drain", SORRY)

    assert answer.status_code == 409
    assert f"{SORRY}</textarea>" in answer.text
    assert rows(run) == []


def test_words_for_a_post_that_is_not_there_are_kept_when_the_number_is_stale_too(act, run):
    answer = act(7, "reply", "joke", SORRY)

    assert answer.status_code == 409
    assert f"{SORRY}</textarea>" in answer.text


def test_a_retry_of_the_move_that_ended_the_run_finds_the_debrief(act, run):
    run.minute = 110
    first = act(1, "wait")

    assert first.location == act(1, "wait").location == f"/scenarios/runs/{run.id}/debrief"
    assert rows(run) == [(1, "wait", None, None, "")]


def test_what_an_action_does_not_carry_is_not_kept(act, run):
    act(1, "ignore", "drain", "Typed before deciding to say nothing.", target="water-board")
    act(2, "reply", "drain", SORRY, target="water-board")

    assert rows(run) == [(1, "ignore", "drain", None, ""), (2, "reply", "drain", None, SORRY)]


def test_a_reload_and_another_machine_show_the_same_page(app, act, run, learner):
    act(1, "reply", "drain", SORRY)
    act(2, "hide", "slur", target="no-insults")
    before = runs.feed(run).to_json()

    there = app.test_client()
    there.sign_in(run.person)
    pages = [browser.get(f"/scenarios/runs/{run.id}") for browser in (learner, there)]

    assert [page.status_code for page in pages] == [200, 200]
    assert without_tokens(pages[0].text) == without_tokens(pages[1].text)
    assert runs.feed(run).to_json() == before


def test_the_seed_is_of_the_run_and_not_of_the_moment(session):
    edition = factories.scenario()
    seeds = {runs.start(factories.learner(), "scenario/street", edition, 60).seed for _ in range(5)}

    assert len(seeds) == 5


def test_what_is_under_way_when_the_page_closes_still_counts(all_dealt_with, act, run):
    run.open_seconds = 15 * 12

    act(6, "correct", "drain", "Our correction: the crew comes on Friday.")

    assert 6 in runs.feed(run).made
    assert run.minute == 21 + 14


def test_waiting_does_not_keep_a_page_open_on_which_nothing_is_left_to_do(all_dealt_with, act, run):
    answer = act(6, "wait")

    assert answer.location == f"/scenarios/runs/{run.id}/debrief"
    assert run.ended == "nothing_left"


def test_a_move_takes_few_queries_whatever_went_before(act, run, counted):
    act(1, "reply", "drain", SORRY)
    with counted() as second:
        act(2, "reply", "wires", "Call the power company on 118.")
    for number in range(3, 10):
        act(number, "message", "house", f"We come on Thursday, as we said {number} times.")
    with counted() as tenth:
        act(10, "reply", "drain", "The crew is on its way.")

    assert len(second) == len(tenth) <= 13, "\n".join(tenth)


def test_the_page_takes_few_queries_whatever_went_before(learner, act, run, counted):
    act(1, "reply", "drain", SORRY)
    with counted() as early:
        learner.get(f"/scenarios/runs/{run.id}")
    for number in range(2, 8):
        act(number, "message", "house", f"We come on Thursday, as we said {number} times.")
    with counted() as late:
        learner.get(f"/scenarios/runs/{run.id}")

    assert len(early) == len(late) <= 8, "\n".join(late)


def test_a_run_of_somebody_else_is_not_there(client, run):
    for person in (factories.learner(), factories.instructor(), factories.administrator()):
        client.sign_in(person)
        asked = [client.get(f"/scenarios/runs/{run.id}{rest}") for rest in ("", "/debrief")]
        asked += [
            client.post(f"/scenarios/runs/{run.id}{rest}", data={"number": 1, "action": "wait"})
            for rest in ("", "/clock")
        ]

        assert [answer.status_code for answer in asked] == [404] * 4
    assert rows(run) == []


def test_nobody_plays_without_signing_in(client, run):
    page = client.get(f"/scenarios/runs/{run.id}")
    move = client.post(
        f"/scenarios/runs/{run.id}", data={"number": 1, "action": "reply", "post": "drain", "reply": SORRY}
    )

    assert page.status_code == 302 and "sign-in" in page.location
    assert move.status_code == 401
    assert rows(run) == []


def test_there_is_one_unfinished_run_of_an_activity(session, enrolment):
    first = factories.run(enrolment=enrolment)

    assert factories.run(enrolment=enrolment) is first
    assert session.query(Run).count() == 1
