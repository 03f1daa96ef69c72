"""Guided runs: questions, hints and what they cost, rules; and how a learner chooses to play."""

import re

import pytest
import sqlalchemy as sa

from academy.records import terms
from academy.records.terms import Terms
from scenarios import outcomes, runs
from scenarios.play.models import Hint
from tests import factories

COACHED = {
    "        why: A complaint inside the mandate.": "        why: A complaint inside the mandate.\n"
    "        coach: What does he need?\n        hints: [A date., Name the crew., Say Thursday.]"
}
SORRY = "We are sorry. A crew clears the drain on Thursday."


@pytest.fixture
def run(session):
    edition = factories.scenario(**COACHED)
    return factories.run(edition=edition)


@pytest.fixture
def page(learner, run):
    return lambda: learner.get(f"/scenarios/runs/{run.id}").text


@pytest.fixture
def choose(learner, run):
    def choose(tempo="usual", **more):
        return learner.post(f"/scenarios/runs/{run.id}/settings", data={"tempo": tempo, **more})

    return choose


@pytest.fixture
def ask(learner, run):
    """Ask for a hint on the drain, with what stands in its panel."""

    def ask(number, **typed):
        form = {"number": 1, "post": "drain", "hint": number, **typed}
        return learner.post(f"/scenarios/runs/{run.id}/hint", data=form)

    return ask


def test_a_coach_stands_beside_a_run_for_whoever_wants_one(page, choose):
    assert "Your coach" not in page()
    choose(guided="y")
    assert "What does he need?" in page() and "the first is free" in page() and "A date." not in page()
    choose()
    assert "Your coach" not in page()


def test_hints_come_one_at_a_time_and_say_what_they_cost(page, choose, ask):
    choose(guided="y")
    ask(1)
    assert "A date." in page() and "Name the crew." not in page()
    assert "Another hint: it takes 10 of 100 here" in page()
    ask(2)
    ask(3)
    assert "Say Thursday." in page() and "nother hint" not in page()


def test_asking_twice_for_a_hint_takes_it_once(choose, ask, session):
    choose(guided="y")
    for number in (1, 1, 3, 1):
        ask(number)

    assert session.scalar(sa.select(sa.func.count(Hint.id))) == 1


def test_without_a_coach_there_are_no_hints(ask, session):
    ask(1)

    assert session.scalar(sa.select(sa.func.count(Hint.id))) == 0


def test_what_stands_in_the_panel_stays_when_a_hint_is_asked_for(choose, ask, page):
    choose(guided="y")
    answer = ask(1, action="reply", reply="We are sorry about")

    assert answer.location.endswith("#post-drain")
    assert "We are sorry about</textarea>" in page()


def test_the_coach_shows_the_rule(page, choose):
    choose(guided="y")

    assert "Show me the rule" in page() and "Keeps composure" in page()


def test_hints_after_the_first_take_a_tenth_of_their_post(learner, run, choose, ask, act):
    choose(guided="y")
    act(1, "reply", "drain", SORRY)
    before = line_of(run)
    for number in (1, 2, 3):
        ask(number)

    assert line_of(run) == pytest.approx(before - 0.2)


def line_of(run):
    lines = outcomes.outcome(run, runs.feed(run)).score.lines
    return next(line.share for line in lines if line.post == "drain")


def test_how_to_play_is_chosen_before_the_page_opens(client, enrolment, session):
    client.sign_in(enrolment.person)
    assert "No time pressure" in client.get("/scenarios/start/practice/street").text

    client.post("/scenarios/start/practice/street", data={"tempo": "untimed", "guided": "y"})

    run = runs.unfinished(enrolment, "scenario/street")
    assert (run.tempo, run.accommodation, run.guided) == ("untimed", "untimed", True)


def test_a_start_that_says_nothing_plays_as_the_scenario_has_it(client, enrolment, session):
    factories.scenario(**{"minutes: 120": "minutes: 120\n    guided: true"})
    client.sign_in(enrolment.person).post("/scenarios/start/practice/street")

    run = runs.unfinished(enrolment, "scenario/street")
    assert (run.tempo, run.accommodation, run.guided) == ("usual", None, True)


GUIDED = Terms("A wet street", 60, 0, "best", True, "", "/courses/practice", guided=True)


@pytest.fixture
def guided(monkeypatch):
    """A course that gives the scenario out with the coach."""
    monkeypatch.setattr(terms, "_providers", [lambda enrolment, activity: GUIDED])


def test_a_course_may_have_the_run_begin_with_the_coach(client, enrolment, guided):
    page = client.sign_in(enrolment.person).get("/scenarios/start/practice/street").text
    client.post("/scenarios/start/practice/street")

    assert re.search(r'name="guided"[^>]* checked', page)
    assert re.search(r"<details[^>]* open", page)
    assert runs.unfinished(enrolment, "scenario/street").guided


def test_the_learner_may_still_do_without_the_coach(client, enrolment, guided):
    client.sign_in(enrolment.person).post("/scenarios/start/practice/street", data={"tempo": "usual"})

    assert not runs.unfinished(enrolment, "scenario/street").guided


def test_an_accommodation_and_a_coach_are_on_record_with_the_result(client, enrolment, session):
    client.sign_in(enrolment.person).post("/scenarios/start/practice/street", data={"tempo": "slow", "guided": "y"})
    run = factories.finish(runs.unfinished(enrolment, "scenario/street"))

    (result,) = [result for result in outcomes.records.results_of(enrolment) if result.activity == "scenario/street"]
    assert (result.evidence["accommodation"], result.evidence["guided"], result.evidence["run"]) == ("slow", True, run.id)


@pytest.mark.parametrize("tempo", ["", "fast", "9"])
def test_a_tempo_that_there_is_not_changes_nothing(choose, run, tempo):
    choose(tempo, guided="y")

    assert (run.tempo, run.guided) == ("usual", False)


def test_a_refused_move_leaves_the_choice_of_how_to_play(choose, learner, run):
    """The page that comes back is made in answer to another form."""
    choose("slow", guided="y")
    refused = learner.post(f"/scenarios/runs/{run.id}", data={"number": 1, "action": "refer", "post": "drain"})

    assert 'id="guided" name="guided" value="y" checked' in refused.text
    assert re.search(r'value="slow"[^>]* checked|checked[^>]* value="slow"', refused.text)
