"""How a post was handled, as a table of what learners do about it."""

import pytest

from academy import editions
from scenarios import outcomes, simulation
from scenarios.analytics import handling
from scenarios.simulation import Move
from tests import factories
from tests.scenarios.analytics.crowd import WEIGHTS

GOOD = {"levels": {"clarity": 2, "next_step": 1}, "overall": 4, "score": 90.0}
WEAK = {"levels": {"clarity": 0, "next_step": 1}, "overall": 1, "score": 40.0}
RED = {"levels": {"composure": 0}, "overall": 0, "score": 0.0, "red_lines": ("composure",)}


@pytest.fixture
def street(session):
    return editions.content(factories.scenario(**WEIGHTS))


def handled(street, *moves):
    """What each post came to, by its slug, when the time is over."""
    moves = [Move(number, *rest, **words) for number, (*rest, words) in enumerate(moves, 1)]
    feed = simulation.replay(street, 7, moves, street.minutes)
    score = simulation.score(street, feed, moves)
    return {each.post: each for each in handling.of_run(street, feed, moves, score, pass_mark=60)}


@pytest.mark.parametrize(
    ("post", "moves", "what"),
    [
        ("drain", [(5, "reply", "drain", None, "Thursday.", GOOD)], "well"),
        ("drain", [(5, "message", "drain", None, "Thursday.", GOOD)], "well"),
        ("drain", [(5, "reply", "drain", None, "Hm.", WEAK)], "words"),
        ("drain", [(5, "refer", "drain", "water-board", "", {})], "poor"),
        ("drain", [(5, "hide", "drain", "no-insults", "", {})], "harmful"),
        ("drain", [(5, "reply", "drain", None, "You fool.", RED)], "harmful"),
        ("drain", [(5, "ignore", "drain", None, "", {})], "harmful"),  # on purpose
        ("drain", [], "expired"),
        ("drain", [(70, "reply", "drain", None, "Thursday.", GOOD)], "expired"),  # too late
        (
            "drain",
            [(5, "refer", "drain", "water-board", "", {}), (9, "reply", "drain", None, "Thursday.", GOOD)],
            "well",
        ),
        ("slur", [(5, "ignore", "slur", None, "", {})], "poor"),
        ("joke", [], "well"),  # to say nothing is best
        ("joke", [(25, "reply", "joke", None, "Ha.", GOOD)], "poor"),
        ("wires", [(5, "refer", "wires", "water-board", "", {})], "poor"),  # a wrong office
        ("wires", [(5, "refer", "wires", "power-company", "", {})], "well"),
    ],
)
def test_a_post_counts_once_for_the_worst_that_is_true(street, post, moves, what):
    assert handled(street, *moves)[post].handled == what


def test_time_is_told_from_the_arrival_to_the_first_thing_done(street):
    moves = [
        (5, "ignore", "drain", None, "", {}),
        (9, "reply", "drain", None, "A.", GOOD),
        (40, "reply", "drain", None, "B.", GOOD),
    ]
    found = handled(street, *moves, (50, "reply", "joke", None, "C.", GOOD))

    assert (found["drain"].minutes, found["joke"].minutes, found["wires"].minutes) == (9, 30, None)


@pytest.mark.parametrize(
    ("post", "office", "wrong"),
    [
        ("wires", "power-company", None),
        ("wires", "water-board", "water-board"),
        ("drain", "power-company", "power-company"),
        ("drain", "water-board", None),
    ],
)
def test_a_wrong_referral_is_one_to_another_office_than_a_right_one(street, post, office, wrong):
    assert handled(street, (5, "refer", post, office, "", {}))[post].wrong_office == wrong


def test_what_the_office_should_keep_is_wrongly_referred_to_anybody(street):
    assert handled(street, (5, "refer", "house", "power-company", "", {}))["house"].wrong_office == "power-company"


def test_levels_are_means_over_the_texts_on_a_post(street):
    found = handled(street, (5, "reply", "drain", None, "A.", GOOD), (9, "correct", "drain", None, "B.", WEAK))

    assert found["drain"].levels == {"clarity": 1, "next_step": 1}
    assert found["wires"].levels == {}


def test_statements_stand_beside_the_posts_once_there_is_one(street):
    found = handled(street, (12, "statement", None, None, "Words.", WEAK))

    assert None not in handled(street)
    assert (found[None].handled, found[None].minutes) == ("words", 12)


def test_an_expected_statement_that_nobody_made_is_not_in_time(session):
    text = factories.SCENARIO.replace("    statement:\n", "    statement:\n      weight: 2\n      within: 60\n", 1)
    street = editions.content(factories.scenario(text=text))

    assert handled(street)[None].handled == "expired"
    assert handled(street, (90, "statement", None, None, "Words.", GOOD))[None].handled == "expired"
    assert handled(street, (9, "statement", None, None, "Words.", GOOD))[None].handled == "well"


def test_shares_are_those_of_the_score(session):
    run = factories.run(edition=factories.scenario(**WEIGHTS))
    factories.move(run, level=2)
    page = factories.finish(run) and simulation.replay(
        editions.content(run.edition), run.seed, outcomes.as_played(run), 120
    )
    score = outcomes.outcome(run, page).score

    found = handling.of_run(editions.content(run.edition), page, outcomes.as_played(run), score, run.pass_mark)

    earned = sum(each.weight * each.share for each in found if each.share is not None)
    assert 100 * earned / sum(each.weight for each in found) == pytest.approx(score.score, abs=0.05)
