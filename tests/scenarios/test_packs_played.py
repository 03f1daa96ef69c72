"""The shipped scenarios as they play: every reaction can come, good words carry the day, boilerplate does not."""

import pytest

from scenarios import grading, items, simulation
from scenarios.rehearsal import reach, rehearse
from scenarios.rehearsal.officers import Stage
from scenarios.simulation import Move
from scenarios.vocabulary import TEXT_ACTIONS, WORTHS
from tests.shipped import CONTENTS, rules_of

BOILERPLATE = (
    "Your complaint has been noted and forwarded to the concerned department. We will look into it soon.",
    "Aap ki shikayat note kar li gai hai, jald karwai ki jaye gi. Shukriya.",
    "Thank you for contacting us. Strict action will be taken as per rules. Please visit the office.",
)

each_scenario = pytest.mark.parametrize("scenario", CONTENTS.values(), ids=CONTENTS)
each_example = pytest.mark.parametrize(
    ("scenario", "slug"),
    [pytest.param(pack, post.slug, id=f"{name}/{post.slug}") for name, pack in CONTENTS.items() for post in pack.posts
     if post.example]
)


@each_example
def test_an_example_passes_the_grader_that_learners_meet(scenario, slug):
    post = scenario.post(slug)

    grade = grading.grade(items.of_post(scenario, rules_of(scenario), slug), post.example, speaking(post))

    assert grade.passed, {name: (each.level, each.reason) for name, each in grade.criteria.items()}


@each_scenario
def test_an_expected_statement_has_an_example_that_passes(scenario):
    if scenario.statement.weight:
        assert grading.grade(items.of_statement(scenario, rules_of(scenario)), scenario.statement.example, "statement").passed


@each_scenario
def test_an_officer_who_answers_as_the_examples_do_passes_with_distinction(scenario):
    feed, score = played(scenario, as_the_examples_do)

    assert score.score >= 85 and not score.red_lines
    assert feed.trust > scenario.trust and feed.heat < scenario.heat


@each_scenario
@pytest.mark.parametrize("words", BOILERPLATE)
def test_an_officer_who_sends_the_same_words_to_everyone_fails(scenario, words):
    feed, score = played(scenario, lambda post: (speaking(post), None, words))

    assert score.score < 55
    assert feed.trust < scenario.trust and feed.heat > scenario.heat


@each_scenario
def test_everything_in_it_can_be_met(scenario):
    found = reach(scenario)

    assert {post.slug for post in scenario.posts} == found.posts
    assert {reaction.slug for reaction in scenario.reactions} == found.reactions


@pytest.mark.slow
@each_scenario
def test_its_rehearsal_finds_nothing_wrong(scenario):
    if not any(post.examples for post in scenario.posts):
        pytest.skip("its officers have no words of their own yet")
    rehearsal = rehearse(scenario, rules_of(scenario))

    assert list(rehearsal.findings()) == [], rehearsal.table()


def played(scenario, decide):
    """A run in which each post is dealt with three minutes after it came, an expected statement first of all."""
    moves, stage = [], Stage(scenario, rules_of(scenario))
    if scenario.statement.weight and decide is as_the_examples_do:
        moves.append(stage.spoken(1, 5, "statement", None, scenario.statement.example))
    for minute in range(scenario.minutes):
        feed = simulation.replay(scenario, 1, moves, minute)
        handled = {move.post for move in moves}
        for slug in feed.open_posts:
            if slug not in handled and feed.post(slug).minute <= minute - 3 and not feed.ended:
                action, target, words = decide(scenario.post(slug))
                number = len(moves) + 1
                move = stage.spoken(number, minute, action, slug, words) if words else None
                moves.append(move or Move(number, minute, action, slug, target))
    feed = simulation.replay(scenario, 1, moves, scenario.minutes)
    return feed, simulation.score(scenario, feed, moves)


def as_the_examples_do(post):
    """The example where words are best, else the best silent action with a right target."""
    best = min(post.actions, key=lambda action: (list(WORTHS).index(post.actions[action]), action not in TEXT_ACTIONS))
    if best in TEXT_ACTIONS:
        return best, None, post.example
    return best, next(iter(getattr(post.targets, best, ())), None), None


def speaking(post):
    return "message" if post.channel == "message" else "reply"


@each_example
def test_an_example_that_was_seen_and_copied_does_not_pass(scenario, slug):
    item = items.of_post(scenario, rules_of(scenario), slug, seen=True)

    assert not grading.grade(item, scenario.post(slug).example).passed
