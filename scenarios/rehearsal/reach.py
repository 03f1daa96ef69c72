"""What can be reached at all: plays that go for the posts and reactions not met yet, with grades that are imagined."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from scenarios import simulation
from scenarios.pack import Scenario
from scenarios.reaction import MoveWhen, Reaction
from scenarios.simulation.conditions import compares
from scenarios.simulation.draws import draw, pick
from scenarios.simulation.worths import action_worth
from scenarios.vocabulary import ACTIONS, CRITERIA, FREE_ACTIONS, TARGET_ACTIONS, TEXT_ACTIONS

PLAYS = 120
MOST_MOVES = 60
AIMED = 0.75  # how often a move is made for a reaction that has not been met
MANNERS = ("mixed", "good", "bad")  # one after the other: some things come only to those who do well, or badly, throughout


@dataclass(frozen=True)
class Reached:
    posts: frozenset[str]
    reactions: frozenset[str]


def reach(scenario: Scenario, plays: int = PLAYS) -> Reached:
    """Play until everything was met or the plays are used up. What is not met then, hardly anybody will ever see."""
    posts, reactions = set(), set()
    all_reactions, all_posts = {reaction.slug for reaction in scenario.reactions}, {post.slug for post in scenario.posts}
    for seed in range(1, plays + 1):
        feed = _play(scenario, seed, reactions)
        posts |= {entry.post for entry in feed.entries if entry.kind == "post"}
        reactions |= {slug for slug, _ in feed.fired} & all_reactions  # habits come of themselves
        if reactions == all_reactions and posts == all_posts:
            break
    return Reached(frozenset(posts), frozenset(reactions))


def _play(scenario: Scenario, seed: int, met: set[str]) -> simulation.Feed:
    moves, minute = [], 0
    feed = simulation.replay(scenario, seed, moves, minute)
    while not feed.ended and len(moves) < MOST_MOVES:
        move = _aimed(scenario, feed, seed, len(moves), met) or _any(scenario, feed, seed, len(moves))
        minute = simulation.next_minute(scenario, minute, move.action, 60 * draw(seed, "reading", len(moves)))
        moves.append(replace(move, number=len(moves) + 1, minute=minute))
        feed = simulation.replay(scenario, seed, moves, minute)
    return simulation.replay(scenario, seed, moves, scenario.minutes)


def _aimed(scenario, feed, seed, number, met) -> simulation.Move | None:
    """A move that a reaction waits for, one that no play has met before this one or in it."""
    if draw(seed, "aim", number) > (AIMED if _manner(seed) == "mixed" else AIMED / 3):
        return None
    seen = met | {slug for slug, _ in feed.fired}
    of_moves = [each for each in scenario.reactions if any(when.move for when in each.ways)]
    waiting = [each for each in of_moves if each.slug not in seen] or of_moves
    if not waiting:
        return None
    reaction = pick(seed, "reaction", number, waiting)
    fitting = [move for move in _fitting(scenario, reaction, seed, number) if _possible(scenario, feed, move)]
    return pick(seed, "fitting", number, fitting) if fitting else None


def _fitting(scenario: Scenario, reaction: Reaction, seed: int, number: int) -> Iterable[simulation.Move]:
    for when in (way.move for way in reaction.ways if way.move):
        for action in when.action or ACTIONS:
            for slug in (None,) if action in FREE_ACTIONS else when.on or [post.slug for post in scenario.posts]:
                for target in _targets(scenario, when, action):
                    yield _imagined(scenario, when, action, slug, target, seed, number)


def _any(scenario, feed, seed, number) -> simulation.Move:
    possible = simulation.allowed(feed, scenario)
    choices = list(chain.from_iterable(((action, slug) for action in actions) for slug, actions in possible.items()))
    choices = _in_manner(scenario, feed, choices, seed) or choices
    action, slug = pick(seed, "any", number, choices) if draw(seed, "waits", number) < 0.6 else ("wait", None)
    right = getattr(scenario.post(slug).targets, action, ()) if slug and action in TARGET_ACTIONS else ()
    target = pick(seed, "target", number, right or _targets(scenario, MoveWhen(), action))
    return _imagined(scenario, MoveWhen(), action, slug, target, seed, number)


def _manner(seed: int) -> str:
    return MANNERS[seed % len(MANNERS)]


def _in_manner(scenario, feed, choices, seed) -> list[tuple[str, str | None]]:
    """What a good officer would do about the posts that are open, or a bad one; nothing for a mixed one."""
    worths = {"good": ("best",), "bad": ("poor", "harmful")}.get(_manner(seed), ())
    return [(action, slug) for action, slug in choices
            if slug in feed.open_posts and action_worth(scenario.post(slug), action) in worths]


def _targets(scenario, when: MoveWhen, action: str) -> tuple[str | None, ...]:
    if action not in TARGET_ACTIONS:
        return (None,)
    return tuple(slug for slug in scenario.targets(action) if not when.target or slug in when.target) or (None,)


def _imagined(scenario, when: MoveWhen, action, slug, target, seed, number) -> simulation.Move:
    if action not in TEXT_ACTIONS:
        return simulation.Move(0, 0, action, slug, target)
    post = scenario.post(slug) if slug else scenario.statement
    levels = {name: _level(when.levels.get(name), 2, seed, number, name) for name in CRITERIA if name not in post.not_applicable}
    red = tuple(name for name in ("neutrality", "office_not_person", "privacy", "composure") if levels.get(name) == 0)
    overall = _level(when.overall, 1 if red else 4, seed, number, "overall")
    found = [(kind, f"the {kind}") for kind in when.found] or [
        (kind, f"the {kind}") for kind in ("promise", "time", "office", "apology")
        if kind not in when.missing and draw(seed, f"found {kind}", number) < 0.5
    ]
    return simulation.Move(
        0, 0, action, slug, None, f"Words {seed} {number}.", levels, overall, 25.0 * overall, red, tuple(found)
    )


def _level(asked: str | None, most: int, seed: int, number: int, name: str) -> int:
    fitting = [level for level in range(most + 1) if asked is None or compares(level, asked)] or list(range(most + 1))
    extreme = {"good": fitting[-1], "bad": fitting[0]}.get(_manner(seed))
    return pick(seed, f"level {name}", number, fitting) if extreme is None else extreme


def _possible(scenario, feed, move) -> bool:
    return simulation.refusal(feed, scenario, move.action, move.post, move.target, move.reply) is None
