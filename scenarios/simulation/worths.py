"""What a move is worth as an action, and what the public feels of it once it has read the words."""

from scenarios.pack import Scenario
from scenarios.simulation.moves import Move
from scenarios.vocabulary import TARGET_ACTIONS, WORTHS

WORST_LAST = tuple(WORTHS)
WORDS = {4: "best", 3: "best", 2: "acceptable", 1: "poor", 0: "harmful"}  # by the overall mark of the text


def worth(scenario: Scenario, move: Move, busy: bool = False) -> str | None:
    """The authored worth of the action on its post; None where there is nothing to judge. A target that is wrong, or
    `busy`, makes it "poor"."""
    if move.action == "statement":
        return words_worth(move)
    post = scenario.post(move.post) if move.post else None
    if post is None:
        return None
    named = action_worth(post, move.action)
    right = getattr(post.targets, move.action, ()) if move.action in TARGET_ACTIONS else ()
    return worse(named, "poor") if busy or right and move.target not in right else named


def action_worth(post, action: str) -> str:
    """An action that the author did not name is "poor", but a correction is worth what a reply is, and never harms."""
    if action == "correct" and "correct" not in post.actions:
        return better(post.actions.get("reply", "poor"), "poor")
    return post.actions.get(action, "poor")


def words_worth(move: Move) -> str | None:
    if move.red_lines:
        return "harmful"
    return None if move.overall is None else WORDS[move.overall]


def felt(scenario: Scenario, move: Move, busy: bool = False, echoed: bool = False) -> str | None:
    """The worse of what was done and how it was said; the same words once more are "poor", whatever they are."""
    judged = [value for value in (worth(scenario, move, busy), words_worth(move), "poor" if echoed else None) if value]
    return max(judged, key=WORST_LAST.index, default=None)


def worse(one: str, other: str) -> str:
    return max(one, other, key=WORST_LAST.index)


def better(one: str, other: str) -> str:
    return min(one, other, key=WORST_LAST.index)
