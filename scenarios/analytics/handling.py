"""How each post of a finished run was handled, as plain values from the page as it stood at the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from scenarios import simulation
from scenarios.pack import Post, Scenario
from scenarios.simulation import Feed, Line, Move, Score
from scenarios.simulation.gauges import BAD
from scenarios.simulation.worths import action_worth

# How a post was handled, the worst that is true of it: something harmful, nothing in time, a poor choice at best, words
# below the pass mark, or well.
HANDLED = ("harmful", "expired", "poor", "words", "well")


@dataclass(frozen=True)
class Handling:
    """What `models.PostSummary` keeps; `post` is None for the statements."""

    post: str | None
    handled: str
    minutes: int | None
    wrong_office: str | None
    weight: int
    share: float | None
    levels: Mapping[str, float]


def of_run(scenario: Scenario, feed: Feed, moves: Iterable[Move], score: Score, pass_mark: float) -> list[Handling]:
    """Every post that arrived, in order of the scenario, then the statements if there was or should have been one.
    `moves` carry the grades that count."""
    lines = {line.post: line for line in score.lines}
    made = [move for move in sorted(moves, key=lambda move: move.number) if move.number in feed.made]
    found = [
        _of_post(
            scenario, feed, post, [move for move in made if move.post == post.slug], lines.get(post.slug), pass_mark
        )
        for post in scenario.posts
        if feed.status_of(post.slug)
    ]
    statements = [move for move in made if move.action == "statement"]
    if statements or None in lines:
        found.append(_of_statements(feed, statements, lines.get(None), pass_mark))
    return found


def _of_post(scenario, feed, post: Post, moves: Sequence[Move], line: Line | None, pass_mark) -> Handling:
    acts = [move for move in moves if move.action != "ignore"]
    return Handling(
        post=post.slug,
        handled=_handled(scenario, feed, post, moves, acts, line, pass_mark),
        minutes=acts[0].minute - feed.post(post.slug).minute if acts else None,
        wrong_office=next((move.target for move in acts if _is_wrong_referral(post, move)), None),
        weight=line.weight if line else 0,
        share=line.share if line else None,
        levels=_levels(acts),
    )


def _handled(scenario, feed, post, moves, acts, line, pass_mark) -> str:
    silence = action_worth(post, "ignore")
    if not moves:
        return "expired" if silence in BAD else "well"
    worths = [simulation.worth(scenario, move, move.number in feed.busy) for move in acts] or [silence]
    if "harmful" in worths or any(move.red_lines for move in acts):
        return "harmful"
    if acts and acts[0].number in feed.late:
        return "expired"
    if all(worth in BAD for worth in worths):
        return "poor"
    return "words" if _falls_short(line, pass_mark) else "well"


def _of_statements(feed, statements: Sequence[Move], line: Line | None, pass_mark) -> Handling:
    if not statements or statements[0].number in feed.late:
        handled = "expired"
    else:
        handled = "words" if _falls_short(line, pass_mark) else "well"
    return Handling(
        post=None,
        handled="harmful" if any(move.red_lines for move in statements) else handled,
        minutes=statements[0].minute if statements else None,
        wrong_office=None,
        weight=line.weight if line else 0,
        share=line.share if line else None,
        levels=_levels(statements),
    )


def _falls_short(line: Line | None, pass_mark: float) -> bool:
    return line is not None and line.words is not None and line.words < pass_mark


def _is_wrong_referral(post: Post, move: Move) -> bool:
    """To another office than a right one, or of what the office should not refer at all."""
    if move.action != "refer":
        return False
    return move.target not in post.targets.refer if post.targets.refer else action_worth(post, "refer") in BAD


def _levels(moves: Iterable[Move]) -> dict[str, float]:
    given = defaultdict(list)
    for move in moves:
        for name, level in move.levels.items():
            if level is not None:
                given[name].append(level)
    return {name: round(fmean(levels), 3) for name, levels in given.items()}
