"""Trying a draft: from its beginning or from any post, by moves that a learner could have made."""

import pytest
import sqlalchemy as sa

from academy import editions
from academy.db import db
from academy.studio import drafts, edits, publishing
from scenarios import outcomes, runs, simulation
from scenarios.models import Run
from scenarios.studio import trying
from scenarios.studio.models import Try
from scenarios.studio.leading import Wish
from tests import factories, pages

LATE_POST = """
      - slug: late
        persona: rafiq
        text: And where is your crew?
        triage: service_complaint
        weight: 0
        actions: {reply: best, ignore: poor}
        why: He asks again.
    reactions:
      - slug: asks-again
        when: {move: {on: drain, action: reply, overall: "<2"}}
        delay: 5
        then: {posts: [late]}
"""
POOR_WORDS = """
        examples:
          defensive: {action: reply, reply: "Stop complaining. You people only make noise."}
        exemplars:"""


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def told(app):
    """What the page of a try says of it."""

    def tell(run):
        with app.test_request_context():
            return trying.told(run)

    return tell


def draft_of(author, **changes):
    """A draft of the street, with changes in its text."""
    return drafts.edit(author, factories.scenario(**changes))


def with_consequences(author):
    text = factories.SCENARIO.replace("\n    reactions:\n", LATE_POST).replace("\n        exemplars:", POOR_WORDS, 1)
    return drafts.edit(author, factories.scenario(text=text))


def begun(author, draft, **wish):
    content, problems = publishing.problems_of(draft)
    assert not problems
    return trying.begin(author, draft, content, Wish(**wish))


def test_a_try_begins_where_the_draft_does(author, told):
    made = begun(author, draft_of(author))

    assert (made.run.enrolment, made.run.moves, runs.minute(made.run)) == (None, [], 0)
    assert told(made.run).steps == ()


def test_what_is_tried_is_the_draft_and_not_what_is_published(author):
    draft = draft_of(author)
    office = {**drafts.document_of(draft), "title": "Another street"}
    edits.replace_all(author, draft, office, {}, "")

    made = begun(author, draft)

    assert made.run.edition.title == "Another street"
    assert editions.published("scenario", "street").title == "A wet street"


def test_a_try_opens_when_a_post_arrives_with_the_others_handled_well(author):
    made = begun(author, draft_of(author), post="joke", handled={"drain": "well", "wires": "well", "slur": "left"})

    moves = [(move.post, move.action, move.target) for move in made.run.moves]
    feed = runs.feed(made.run)
    assert sorted(moves) == [
        ("drain", "reply", None), ("slur", "ignore", None), ("wires", "refer", "power-company"),
    ]  # fmt: skip
    assert feed.status_of("joke") == "open"
    assert (feed.minute, feed.status_of("house")) == (20, "open")


def test_words_of_a_try_are_graded_by_the_grader_itself(author, told):
    made = begun(author, draft_of(author), post="joke", handled={"drain": "well"})

    move = made.run.moves[0]
    assert move.reply == "We are sorry. A crew clears the drain on Thursday."
    assert move.grade.detail["grader"].startswith("20")
    assert told(made.run).steps[0].score == move.grade.score


def test_what_leads_there_could_have_been_done_by_a_learner(author):
    made = begun(
        author, draft_of(author), minute=60, handled=dict.fromkeys(("drain", "wires", "slur", "house", "joke"), "well")
    )
    run = made.run

    again = simulation.replay(runs.scenario(run), run.seed, outcomes.as_played(run), runs.minute(run))

    assert len(run.moves) == 4
    assert not [event for event in again.events if event.kind == "void"]
    assert again.to_json() == runs.feed(run).to_json()


def test_a_post_that_only_a_reaction_brings_is_come_to_by_doing_badly(author):
    made = begun(author, with_consequences(author), post="late", handled={"drain": "badly"})

    assert [move.reply for move in made.run.moves] == ["Stop complaining. You people only make noise."]
    assert runs.feed(made.run).status_of("late") == "open"


def test_what_never_comes_that_way_is_said_and_leaves_no_run(author, client):
    draft = with_consequences(author)

    answer = sent(client.sign_in(author), draft, opens="late", everything="left")

    assert answer.status_code == 409
    assert "The page closes before it comes to that" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Run)) == 0


def test_what_has_no_example_words_is_told(author, told):
    draft = draft_of(
        author, **{"example: We are sorry. A crew clears the drain on Thursday.": "weight: 3", "weight: 3\n": "\n"}
    )

    made = begun(author, draft, post="joke", handled={"drain": "well"})

    assert made.run.moves == []
    ((post, words),) = told(made.run).notes
    assert "The drain is blocked" in post
    assert "no example words" in words


def test_trust_and_heat_begin_as_they_are_asked_for(author):
    made = begun(author, draft_of(author), trust=10, heat=90)

    feed = runs.feed(made.run)
    assert (feed.trust, feed.heat) == (10, 90)
    assert editions.content(editions.published("scenario", "street")).trust == 50


def test_where_only_moves_take_time_the_office_waits(author):
    made = begun(author, draft_of(author, **{"pace: 4": "pace: 0"}), post="joke")

    assert {move.action for move in made.run.moves} == {"wait"}
    assert runs.feed(made.run).status_of("joke") == "open"


def sent(desk, draft, **changes):
    """The form as a browser would send it, with changes."""
    address = f"/studio/{draft.id}/try"
    return desk.post(address, data=pages.opened(desk, address).form(address).filled(**changes))


def test_an_author_plays_from_a_post_and_finds_the_way_back(author, client):
    draft = draft_of(author)
    desk = client.sign_in(author)

    form = desk.get(f"/studio/{draft.id}/try?post=joke")
    played = desk.get(sent(desk, draft, opens="joke").location)

    assert '<option selected value="joke">' in form.text
    assert "You are trying a draft" in played.text
    assert "Replied in public" in played.text
    assert f'href="/studio/{draft.id}/edit/posts/joke"' in played.text


def test_the_debrief_of_a_try_leads_back_to_the_draft(author, client):
    draft = draft_of(author)
    made = begun(author, draft)
    factories.finish(made.run)

    shown = client.sign_in(author).get(f"/scenarios/runs/{made.run_id}/debrief")

    assert f'href="/studio/{draft.id}/"' in shown.text
    assert made.run.waits is None


def test_a_time_of_the_simulated_day_is_a_place_to_open_too(author, client):
    draft = draft_of(author)
    desk = client.sign_in(author)

    wrong = sent(desk, draft, opens="clock", time="noon")
    right = sent(desk, draft, opens="clock", time="09:45", everything="open")

    assert wrong.status_code == 400
    assert "Write a time of the simulated day, such as 09:00" in wrong.text
    assert right.status_code == 302
    assert runs.minute(db.session.scalar(sa.select(Try)).run) == 45


def test_a_draft_that_is_not_sound_says_what_to_mend(author, client):
    draft = draft_of(author)
    edits.replace_all(author, draft, {**drafts.document_of(draft), "brief": ""}, {}, "")

    shown = client.sign_in(author).get(f"/studio/{draft.id}/try")

    assert "1 thing to mend before it can be played" in shown.text
    assert f"/studio/{draft.id}/edit/office#brief" in shown.text


def test_a_learners_run_says_nothing_of_tries(session, client, told):
    factories.rules()
    factories.practice()
    run = factories.run(enrolment=factories.started(slug="practice"))

    shown = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}")

    assert told(run) is None
    assert "You are trying a draft" not in shown.text


@pytest.mark.parametrize("wish", [{}, {"minute": 0}, {"post": "drain"}])
def test_at_the_very_beginning_nothing_was_left_undone(author, told, wish):
    made = begun(
        author, draft_of(author), handled=dict.fromkeys(("drain", "wires", "slur", "house", "joke"), "well"), **wish
    )

    assert told(made.run).notes == ()
    assert "no time left" not in str(told(made.run))


def test_a_model_answer_has_a_button_that_tries_it(author, client):
    draft = draft_of(author)

    page = pages.opened(client.sign_in(author), f"/studio/{draft.id}/edit/posts/drain")

    assert [has for has in page.all("button") if "data-look" in has]
