"""A small scenario, short ways to say what was done in it, and an officer who plays any scenario by its pack."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scenarios import simulation
from scenarios.pack import Scenario
from scenarios.simulation import Move
from scenarios.vocabulary import CRITERIA, TARGET_ACTIONS, TEXT_ACTIONS, WORTHS

HERE = Path(__file__).parent
SAID = {
    "best": ("promise", "office", "channel", "time", "reference", "apology", "thanks"),
    "worst": ("promise", "personal_data", "insult", "threat", "party", "endorsement"),
}


@pytest.fixture(scope="session")
def street() -> Scenario:
    return Scenario.model_validate(YAML(typ="safe").load(HERE / "market-street.yaml"))


@pytest.fixture(scope="session")
def vary(street):
    """The same scenario with other values: `vary(posts={"sparks": {"at": 3}}, minutes=60)` keeps only these posts."""

    def varied(posts=None, **changes):
        content = street.model_dump(mode="json") | changes
        if posts is not None:
            content["posts"] = [post | posts[post["slug"]] for post in content["posts"] if post["slug"] in posts]
        return Scenario.model_validate(content)

    return varied


@pytest.fixture(scope="session")
def moves():
    """`moves((5, "reply", "dark-street", {…}), …)`: numbered from 1, with words where words are needed."""

    def numbered(*told):
        return tuple(_move(number, *particulars) for number, particulars in enumerate(told, start=1))

    return numbered


@pytest.fixture(scope="session")
def played():
    """`played(scenario, "best", seed)`: the moves of an officer who always takes the best, or the worst, action."""
    return _played


def _move(number, minute, action, post=None, more=None):
    more = {"reply": f"We have noted it, under {number}."} | (more or {})
    return Move(number=number, minute=minute, action=action, post=post, **more)


def _played(scenario, manner, seed):
    moves, minute = [], 0
    while len(moves) < 200:
        feed = simulation.replay(scenario, seed, moves, minute)
        if feed.ended:
            break
        post = next((scenario.post(slug) for slug in feed.open_posts if not _touched(slug, moves)), None)
        action = _choice(scenario, feed, post, manner) if post else _without_post(scenario, moves, manner)
        minute = simulation.next_minute(scenario, minute, action, open_seconds=30)
        moves.append(_graded(scenario, len(moves) + 1, minute, action, post, manner))
    return tuple(moves)


def _without_post(scenario, moves, manner):
    spoken = any(move.action == "statement" for move in moves)
    return "statement" if manner == "best" and scenario.statement.weight and not spoken else "wait"


def _touched(slug, moves):
    return any(move.post == slug for move in moves)


def _choice(scenario, feed, post, manner):
    possible = simulation.allowed(feed, scenario)[post.slug]
    order = list(WORTHS) if manner == "best" else list(reversed(WORTHS))
    return min(possible, key=lambda action: order.index(post.actions.get(action, "poor")))


def _graded(scenario, number, minute, action, post, manner):
    right = getattr(post.targets, action, ()) if post and action in TARGET_ACTIONS else ()
    target = next(iter(right or scenario.targets(action)), None)
    if action not in TEXT_ACTIONS:
        return Move(number, minute, action, post.slug if post else None, target)
    good = manner == "best"
    grade = {"levels": dict.fromkeys(CRITERIA, 2 if good else 0), "overall": 4 if good else 0}
    grade |= {"score": 100 if good else 0, "red_lines": () if good else ("composure",)}
    found = tuple((kind, f"the {kind} in move {number}") for kind in SAID[manner])
    words = (post or scenario.statement).example or "Our words."
    return Move(number, minute, action, post.slug if post else None, target, reply=words, found=found, **grade)
