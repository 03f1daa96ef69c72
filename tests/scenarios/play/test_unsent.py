"""Unsent words: what was typed is kept on the server, on whichever device, until it is sent."""

from datetime import timedelta

import pytest

from scenarios.play.models import Unsent
from tests import factories

SORRY = "We are sorry. A crew clears the drain on Thursday."
JSON = {"Accept": "application/json"}


@pytest.fixture
def keep(learner, run):
    """Save what was typed as the script does: `keep("We are", version=1)`; the answer's JSON."""

    def keep(reply, version=0, post="drain", number=1, **more):
        form = {"number": number, "post": post, "action": "reply", "reply": reply, "version": version, **more}
        answer = learner.post(f"/scenarios/runs/{run.id}/unsent", data=form, headers=JSON)
        assert answer.status_code == 200, answer.text
        return answer.json

    return keep


@pytest.fixture
def kept(session):
    return lambda: [(own.post, own.action, own.reply) for own in session.query(Unsent).order_by(Unsent.post)]


def test_what_is_unsent_is_there_when_the_page_is_opened_again(keep, learner, run):
    keep("We are sorry about", pasted=4)

    page = learner.get(f"/scenarios/runs/{run.id}").text
    assert "We are sorry about</textarea>" in page
    assert 'name="version" value="' in page and 'name="pasted" value="4"' in page


def test_each_post_keeps_its_own_and_so_does_the_page(keep, kept):
    keep("We are sorry.")
    keep("A crew comes.", post="wires")
    keep("To all citizens", post="", action="statement")

    assert kept() == [("", "statement", "To all citizens"), ("drain", "reply", "We are sorry."), ("wires", "reply", "A crew comes.")]


def test_a_version_counts_changes_and_saving_the_same_twice_is_none(keep):
    first = keep("We")["version"]

    assert [keep("We are", first)["version"], keep("We are", first + 1)["version"]] == [first + 1, first + 1]


def test_words_saved_elsewhere_come_back_when_others_take_their_place(keep, kept):
    first = keep("Written on the telephone")["version"]
    keep("Written on the telephone, more", version=first)

    answer = keep("Written at the desk", version=first)

    assert answer == {"version": first + 2, "other": "Written on the telephone, more"}
    assert kept() == [("drain", "reply", "Written at the desk")]
    assert keep("Written at the desk, all of it", version=first + 2)["other"] is None


def test_what_is_sent_is_kept_no_more(keep, act, kept):
    keep("We are sorry.")
    act(1, "reply", "drain", SORRY)

    assert kept() == []


@pytest.mark.parametrize("late", [SORRY, SORRY[:-6], SORRY + "\r\n"])
def test_a_save_that_comes_after_its_words_were_sent_keeps_nothing(keep, act, kept, late):
    act(1, "reply", "drain", SORRY)

    assert keep(late, number=1)["version"] == 0
    assert kept() == []


def test_the_beginning_of_a_second_answer_is_kept(keep, act, kept):
    act(1, "reply", "drain", SORRY)
    keep("We", number=2)

    assert kept() == [("drain", "reply", "We")]


def test_what_was_emptied_is_gone(keep, kept):
    version = keep("We are sorry.")["version"]

    assert keep("", version=version, action="") == {"version": 0, "other": None}
    assert kept() == []


def test_without_scripts_a_button_keeps_the_words(learner, run):
    form = {"number": 1, "post": "drain", "reply": "We are sorry about"}
    page = learner.get(learner.post(f"/scenarios/runs/{run.id}/unsent", data=form).location).text

    assert "It is kept and has not been sent." in page
    assert "We are sorry about</textarea>" in page


def test_more_than_can_be_sent_can_be_kept_and_words_that_cannot_come_back(keep, learner, run, kept):
    keep("x" * 5000)
    too_much = {"number": 1, "post": "drain", "reply": "y" * 20_001}
    answer = learner.post(f"/scenarios/runs/{run.id}/unsent", data=too_much)

    assert answer.status_code == 409 and "y" * 20_001 in answer.text
    assert kept()[0][2] == "x" * 5000


def test_a_run_that_is_over_keeps_nothing_unsent(learner, run, kept):
    factories.finish(run)
    answer = learner.post(f"/scenarios/runs/{run.id}/unsent", data={"number": 1, "post": "drain", "reply": SORRY}, headers=JSON)

    assert answer.status_code == 409
    assert kept() == []


def test_the_run_of_somebody_else_is_not_there(client, run, kept):
    form = {"number": 1, "post": "drain", "reply": SORRY}
    client.sign_in(factories.learner())

    assert client.post(f"/scenarios/runs/{run.id}/unsent", data=form, headers=JSON).status_code == 404
    assert kept() == []


def test_what_was_written_and_never_sent_is_in_the_debrief(keep, learner, run):
    keep("We are sorry about")
    factories.finish(run)

    page = learner.get(f"/scenarios/runs/{run.id}/debrief").text
    assert "Written and not sent" in page and "We are sorry about" in page


@pytest.mark.parametrize(("sent", "kept"), [("12", 12), ("9999", len(SORRY)), ("", None), ("-3", None), ("many", None), ("٣", None)])
def test_how_much_was_pasted_is_kept_with_the_move_and_refuses_nothing(learner, run, sent, kept):
    form = {"number": 1, "action": "reply", "post": "drain", "reply": SORRY, "pasted": sent}
    answer = learner.post(f"/scenarios/runs/{run.id}", data=form)

    assert answer.status_code == 302
    assert run.moves[0].pasted == kept


def test_newer_words_survive_whatever_an_older_page_sends(keep, act, learner, run, kept):
    """An emptied panel, a late save, the same move again, a move from elsewhere: none of them has seen these words."""
    act(1, "reply", "drain", SORRY)
    keep("A second thought", number=2)

    assert keep("", version=0, action="", number=1)["other"] == "A second thought"
    assert keep("", version=0, action="reply", number=1)["other"] == "A second thought"
    keep(SORRY[:-5], version=0, number=1)
    act(1, "reply", "drain", SORRY)
    act(2, "message", "drain", "From the other device.")

    assert kept() == [("drain", "reply", "A second thought")]


def test_words_that_were_edited_before_they_were_sent_go_with_their_move(keep, learner, run, kept):
    version = keep("We are very sorry. A crew")["version"]
    form = {"number": 1, "action": "reply", "post": "drain", "reply": SORRY, "version": version}
    learner.post(f"/scenarios/runs/{run.id}", data=form)

    assert kept() == []


def test_a_version_is_not_given_twice(keep, act, kept, run):
    first = keep("We")["version"]
    act(1, "reply", "drain", "We")
    run.started_at -= timedelta(seconds=60)

    assert keep("Again", number=2)["version"] > first


def test_without_scripts_a_text_from_elsewhere_is_not_replaced(keep, learner, run, kept):
    keep("Written on the telephone")
    form = {"number": 1, "post": "drain", "reply": "Written at the desk", "version": 0}
    for path in ("unsent", "hint"):
        answer = learner.post(f"/scenarios/runs/{run.id}/{path}", data=form)

        assert answer.status_code == 409 and "Written at the desk" in answer.text
    assert kept() == [("drain", "", "Written on the telephone")] or kept() == [("drain", "reply", "Written on the telephone")]


def test_a_post_that_there_is_not_has_nothing_unsent(learner, run, kept):
    answer = learner.post(f"/scenarios/runs/{run.id}/unsent", data={"number": 1, "post": "nowhere", "reply": SORRY}, headers=JSON)

    assert answer.status_code == 409
    assert kept() == []
