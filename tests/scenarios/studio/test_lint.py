"""Hints: what is worth another look in a scenario that could be published as it is."""

import copy
import time

import pytest

from academy.studio import drafts
from scenarios.studio import lint
from tests import factories
from tests.shipped import CONTENTS


@pytest.fixture
def document(session):
    return drafts.parts_of(factories.scenario())[0]


@pytest.fixture(autouse=True)
def asking(app):
    with app.test_request_context():
        yield


def advice(document, **post):
    """Hints by path, with changes in the first post."""
    changed = copy.deepcopy(document)
    changed["posts"][0] |= post
    return {problem.path: problem.message for problem in lint.advice(changed)}


def test_a_post_to_which_nobody_answers_is_told(document):
    found = advice({**document, "reactions": []})

    assert "nobody says anything" in found["posts", 0]
    assert ("posts", 1) not in found  # it does not count


@pytest.mark.parametrize(
    "text", ["My card is 35202-1234567-1.", "Call me: 0300 1234567", "write to me at asif.k@mail.com"]
)
def test_what_looks_like_somebodys_own_data_is_told(document, text):
    assert "Make sure that it is invented" in advice(document, text=text)["posts", 0, "text"]


@pytest.mark.parametrize(
    "text", ["Call 1122 or 118.", "Complaint MC-214 of 14 September 2026", "From 9:30 to 17:30, Rs 41,300"]
)
def test_helplines_dates_and_sums_are_nobodys_data(document, text):
    assert ("posts", 0, "text") not in advice(document, text=text)


def test_a_best_text_without_an_example_is_told(document):
    assert "Write one that works" in advice(document, example="")["posts", 0, "example"]
    assert "no example sentences" in advice(document, exemplars={})["posts", 0, "exemplars"]


def test_a_post_without_a_best_action_is_told(document):
    assert "Nothing is the best" in advice(document, actions={"reply": "poor"})["posts", 0, "actions"]


def test_too_many_posts_at_one_minute_are_told_once(document):
    first = {**document["posts"][0], "at": 0}
    crowd = [first, *({**first, "slug": f"drain-{number}", "at": 30} for number in range(7))]

    found = [problem for problem in lint.advice({**document, "posts": crowd}) if problem.path[-1] == "at"]

    assert [problem.path for problem in found] == [("posts", 5, "at")]
    assert found[0].message.startswith("7 posts come in this same minute")


def test_a_page_that_begins_empty_is_told(document):
    late = [{**post, "at": post.get("at", 0) + 7} for post in document["posts"]]

    assert "for the first 7 minutes" in advice({**document, "posts": late})["posts", 0, "at"]


def test_a_model_answer_that_repeats_a_good_sentence_is_told(document):
    said = "We come tomorrow and clear the drain."
    exemplars = {"next_step": {"meets": [said], "misses": ["We will see."]}}

    assert said in advice(document, exemplars=exemplars, example=f"Sorry. {said} Thank you.")["posts", 0, "example"]
    assert ("posts", 0, "example") not in advice(document, exemplars=exemplars, example="We clear it tomorrow.")


def test_a_post_that_comes_too_late_to_be_answered_is_told(document):
    assert "5 minutes before the end" in advice(document, at=115)["posts", 0, "at"]


def test_abuse_of_which_nobody_is_warned_is_told(document):
    assert ("warning",) in advice(document)  # it has a slur
    assert ("warning",) not in advice({**document, "warning": "A colleague is insulted."})


def test_a_coach_without_a_question_is_told(document):
    assert ("posts", 0, "coach") in advice({**document, "guided": True})


def test_a_sentence_on_both_sides_is_told(document):
    found = advice(document, exemplars={"clarity": {"meets": ["Come on Monday."], "misses": ["come on monday."]}})

    assert "stands on both sides" in found["posts", 0, "exemplars", "clarity", "meets", 0]


def test_reactions_that_can_never_happen_are_told_by_the_names_that_people_know(document):
    never = {"slug": "never-comes", "when": {"after": ["gossip"], "unless": ["gossip"]}, "then": {"heat": 1}}

    found = advice({**document, "reactions": [*document["reactions"], never]})

    (message,) = [text for path, text in found.items() if path[:2] == ("reactions", 2)]
    assert "“Never comes”" in message
    assert "'" not in message


def test_any_draft_however_broken_gets_advice(document):
    for broken in ({}, {"posts": 5}, {"posts": [None, {"actions": "x"}], "reactions": [{"when": 3}], "statement": []}):
        list(lint.advice(broken))


@pytest.mark.parametrize("slug", CONTENTS)
def test_shipped_scenarios_get_little_advice_and_are_read_quickly(slug, no_collection):
    document = CONTENTS[slug].model_dump(mode="json", exclude_defaults=True)
    list(lint.advice(document))

    begun = time.process_time()
    found = list(lint.advice(document))

    assert time.process_time() - begun < 0.2
    assert len(found) <= 4
