"""The shipped scenarios as they play: every reaction can come, good words carry the day, boilerplate does not."""

import itertools

import pytest

from scenarios import grading, items, simulation
from scenarios.pack import CRITERIA, FREE_ACTIONS, SILENT_ACTIONS, TARGET_ACTIONS, TEXT_ACTIONS, WORTHS
from scenarios.simulation import Move
from scenarios.simulation.conditions import compares
from tests.scenarios.shipped import CONTENTS, PAKISTAN

BOILERPLATE = (
    "Your complaint has been noted and forwarded to the concerned department. We will look into it soon.",
    "Aap ki shikayat note kar li gai hai, jald karwai ki jaye gi. Shukriya.",
    "Thank you for contacting us. Strict action will be taken as per rules. Please visit the office.",
)

each_scenario = pytest.mark.parametrize("scenario", CONTENTS.values(), ids=CONTENTS)
each_reaction = pytest.mark.parametrize(
    ("scenario", "reaction"),
    [pytest.param(pack, one, id=f"{slug}/{one.slug}") for slug, pack in CONTENTS.items() for one in pack.reactions],
)
each_example = pytest.mark.parametrize(
    ("scenario", "slug"),
    [pytest.param(pack, post.slug, id=f"{name}/{post.slug}") for name, pack in CONTENTS.items() for post in pack.posts
     if post.example]
)


@each_example
def test_an_example_passes_the_grader_that_learners_meet(scenario, slug):
    post = scenario.post(slug)

    grade = grading.grade(items.of_post(scenario, PAKISTAN, slug), post.example, speaking(post))

    assert grade.passed, {name: (each.level, each.reason) for name, each in grade.criteria.items()}


@each_scenario
def test_an_expected_statement_has_an_example_that_passes(scenario):
    if scenario.statement.weight:
        assert grading.grade(items.of_statement(scenario, PAKISTAN), scenario.statement.example, "statement").passed


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


@each_reaction
def test_every_reaction_can_be_brought_about(scenario, reaction):
    assert can_fire(scenario, reaction)


@pytest.mark.parametrize(
    "when",
    [
        {"move": {"on": "drain", "action": "hide", "worth": "best"}},
        {"move": {"on": "drain", "action": "escalate", "target": "nobody"}},
        {"move": {"on": "thanks", "levels": {"next_step": "0"}}},
        {"quiet": {"on": "drain", "minutes": 2000}},
    ],
)
def test_a_reaction_that_waits_for_the_impossible_is_noticed(when):
    scenario = CONTENTS["blocked-drain"]
    reaction = type(scenario.reactions[0]).model_validate({"slug": "never", "when": when, "then": {"trust": 1}})
    scenario = scenario.model_copy(update={"reactions": (*scenario.reactions, reaction)})

    assert not can_fire(scenario, reaction)


def played(scenario, decide):
    """A run in which each post is dealt with three minutes after it came, an expected statement first of all."""
    moves = []
    if scenario.statement.weight and decide is as_the_examples_do:
        moves.append(said(scenario, 1, 5, "statement", None, scenario.statement.example))
    for minute in range(scenario.minutes):
        feed = simulation.replay(scenario, 1, moves, minute)
        handled = {move.post for move in moves}
        for slug in feed.open_posts:
            if slug not in handled and feed.post(slug).minute <= minute - 3 and not feed.ended:
                action, target, words = decide(scenario.post(slug))
                number = len(moves) + 1
                move = said(scenario, number, minute, action, slug, words) if words else None
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


def said(scenario, number, minute, action, slug, words):
    item = items.of_post(scenario, PAKISTAN, slug) if slug else items.of_statement(scenario, PAKISTAN)
    grade = grading.grade(item, words, action)
    return Move(
        number,
        minute,
        action,
        slug,
        reply=words,
        levels={name: each.level for name, each in grade.criteria.items()},
        overall=grade.overall,
        score=grade.score,
        red_lines=tuple(grade.red_lines),
        found=tuple((found.kind, found.value) for found in grade.found),
    )


def can_fire(scenario, reaction) -> bool:
    """Whether some officer, silent, or saying and doing just what is waited for, sets the reaction off."""
    return any(
        reaction.slug in dict(simulation.replay(scenario, 1, script, scenario.minutes).fired)
        for script in scripts(scenario, reaction)
    )


def scripts(scenario, reaction):
    """Runs that may set it off: silence, blunder upon blunder, and each move that it could be waiting for."""
    yield ()
    yield tuple(blunders(scenario))
    if reaction.when.move:
        for post in [scenario.post(slug) for slug in reaction.when.move.on] or [*scenario.posts, None]:
            yield from scripts_on(scenario, reaction, post)


def scripts_on(scenario, reaction, post):
    """The moves it could be waiting for on one post; a post that a reaction brings is made to come first."""
    for before in [()] if post is None or post.at is not None else bringing(scenario, post):
        arrival = arrival_of(scenario, post, before)
        if arrival is not None:
            yield from ((*before, *moves) for moves in answers(scenario, reaction, post, len(before) + 1, arrival))


def bringing(scenario, post):
    """Scripts that may make a post come which only a reaction brings."""
    for reaction in scenario.reactions:
        if post.slug in reaction.then.posts:
            yield ()
            for cause in [scenario.post(slug) for slug in reaction.when.move.on] if reaction.when.move else []:
                if cause.at is not None:
                    yield from scripts_on(scenario, reaction, cause)


def arrival_of(scenario, post, before):
    if post is None:
        return 1
    entry = simulation.replay(scenario, 1, before, scenario.minutes).post(post.slug)
    return entry.minute if entry else None


def answers(scenario, reaction, post, number, minute):
    """Moves on this post that have what the reaction asks for; a correction follows a reply."""
    wanted = reaction.when.move
    levels = {name: level_that(text) for name, text in wanted.levels.items()}
    unheard = post is not None and set(levels) & set(post.not_applicable)
    overall = level_that(wanted.overall, range(5)) if wanted.overall else None
    if unheard or None in levels.values():
        return
    for action in wanted.action or (*TEXT_ACTIONS, *TARGET_ACTIONS):
        if (post is None) != (action in FREE_ACTIONS) or action in SILENT_ACTIONS:
            continue
        graded = dict(levels=levels, overall=overall, found=tuple((kind, "words") for kind in wanted.found[:1]))
        for target in scenario.targets(action) or (None,):
            words = {"reply": "Words.", **graded} if action in TEXT_ACTIONS else {}
            move = Move(number + 1, minute, action, post and post.slug, target, **words)
            first = Move(number, minute, "reply", post and post.slug, reply="A first word.")
            yield (first, move) if action == "correct" else (move,)


def level_that(text, levels=range(2, -1, -1)):
    return next((level for level in levels if compares(level, text)), None)


def blunders(scenario):
    """A sneering reply to everything that arrives at its minute."""
    worst = dict(overall=0, score=0.0, red_lines=("composure",))
    arriving = sorted((post for post in scenario.posts if post.at is not None), key=lambda post: post.at)
    for number, (post, action) in enumerate(itertools.product(arriving, ("reply", "message")), start=1):
        levels = {name: None if name in post.not_applicable else 0 for name in CRITERIA}
        yield Move(number, post.at, action, post.slug, reply="Not our job.", levels=levels, **worst)


@each_example
def test_an_example_that_was_seen_and_copied_does_not_pass(scenario, slug):
    item = items.of_post(scenario, PAKISTAN, slug, seen=True)

    assert not grading.grade(item, scenario.post(slug).example).passed
