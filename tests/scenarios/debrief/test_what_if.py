"""What if: another move in the place of one that was made, and the same public's answer beside the real one."""

import re

import pytest
import sqlalchemy as sa

from academy.db import db
from scenarios import runs
from scenarios.debrief import what_ifs
from scenarios.models import Grade, Move
from tests import factories

SNEER = "You people are liars. Shut up."
KIND = "Amina sahiba, we are sorry about the drain. Our crew comes on Thursday at 9 am."


@pytest.fixture
def over(learner, act, run):
    """A finished run in which the office sneered once."""
    act(1, "reply", "drain", SNEER)
    return factories.finish(run)


@pytest.fixture
def suppose(learner, over):
    def send(number=1, **form):
        return learner.post(f"/scenarios/runs/{over.id}/{number}/what-if", data={"number": number} | form)

    return send


def test_the_page_shows_the_move_and_asks_for_another(learner, over):
    page = learner.get(f"/scenarios/runs/{over.id}/1/what-if").text

    assert SNEER in page
    assert "What if?" in page
    assert "With the change" not in page


def test_kinder_words_are_graded_and_meet_a_kinder_public(suppose, over):
    page = suppose(action="reply", reply=KIND)

    assert page.status_code == 200
    found = what_ifs.imagine(over, 1, "reply", None, KIND)
    assert found.was.red_lines == 1 and found.would_be.red_lines == 0
    assert found.would_be.trust > found.was.trust
    assert found.would_be.heat < found.was.heat
    assert found.would_be.score > found.was.score
    assert "With the change" in page.text and "red line crossed" in page.text


def test_the_same_move_again_changes_nothing(over):
    found = what_ifs.imagine(over, 1, "reply", None, SNEER)

    assert found.was == found.would_be
    assert not found.only_in(found.was)


def test_nothing_is_recorded(suppose, over):
    def state():
        counts = [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Move, Grade)]
        return counts, over.score, runs.feed(over)

    before = state()
    suppose(action="reply", reply=KIND)

    assert state() == before


def test_what_the_page_would_not_have_allowed_is_refused_with_what_was_typed(suppose):
    answer = suppose(action="correct", reply=KIND)

    assert answer.status_code == 400
    assert "has not written anything here" in answer.text
    assert KIND in answer.text


def test_silence_can_be_imagined_too(suppose):
    answer = suppose(action="ignore")

    assert answer.status_code == 200
    assert "Your new words" not in answer.text


@pytest.mark.parametrize("number", [0, 2, 99])
def test_only_a_move_that_was_made_can_be_changed(suppose, number):
    assert suppose(number=number, action="ignore").status_code == 404


def test_a_run_under_way_and_another_persons_run_have_no_what_if(client, learner, act, run):
    act(1, "reply", "drain", KIND)
    address = f"/scenarios/runs/{run.id}/1/what-if"

    assert learner.get(address).status_code == 404
    factories.finish(run)
    assert client.sign_in(factories.learner()).get(address).status_code == 404


def test_the_words_are_marked_where_they_stand_though_a_browser_sends_other_line_breaks(suppose):
    page = suppose(action="reply", reply="  We are sorry.\r\n\r\nOur crew comes on Thursday at 9 am.  ").text

    assert re.findall(r'<mark class="marked-text__mark">([^<]+)<', page) == ["We are sorry", "9 am"]


def test_the_debrief_leads_there(learner, over):
    assert f"/scenarios/runs/{over.id}/1/what-if" in learner.get(f"/scenarios/runs/{over.id}/debrief").text
