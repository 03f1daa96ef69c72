"""What if: one move of a finished run made otherwise, and the same public from there on. Nothing is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios import outcomes, runs, simulation
from scenarios.models import Grade, Run
from scenarios.play.hints import taken
from scenarios.regrading import refits
from scenarios.vocabulary import TEXT_ACTIONS


@dataclass(frozen=True)
class Branch:
    """One course of things from the changed move on: what the public wrote, where the gauges ended, what it scored."""

    entries: tuple[simulation.Entry, ...]
    trust: int
    heat: int
    score: float
    red_lines: int


@dataclass(frozen=True)
class WhatIf:
    """`reply` are the new words as they were graded, `detail` the grade in the exchange format, None without graded words;
    `void` numbers the later moves that the page would not have allowed any more."""

    was: Branch
    would_be: Branch
    reply: str
    detail: Mapping[str, Any] | None
    void: tuple[int, ...]

    def only_in(self, branch: Branch) -> frozenset[str]:
        """The ids of what one branch has and the other has not, or not so."""
        other = self.would_be if branch is self.was else self.was
        said = {(entry.id, entry.text) for entry in other.entries}
        return frozenset(entry.id for entry in branch.entries if (entry.id, entry.text) not in said)


def page_before(run: Run, number: int) -> simulation.Feed:
    """The page as it stood when the move was made."""
    moves = outcomes.as_played(run)
    minute = moves[number - 1].minute
    return simulation.replay(runs.scenario(run), run.seed, moves[: number - 1], minute)


def imagine(run: Run, number: int, action: str, target: str | None, reply: str) -> WhatIf:
    """The run with this in the place of its move. Raises runs.Refusal where the page would not have allowed it.

    It is made at the same minute, and every other move stays as it was.
    """
    scenario, moves = runs.scenario(run), outcomes.as_played(run)
    target, reply = runs.particulars(action, target, reply)
    made = moves[number - 1]
    if len(reply) > runs.LONGEST_REPLY:
        raise runs.Refusal("too_long")
    if code := simulation.refusal(page_before(run, number), scenario, action, made.post, target, reply):
        raise runs.Refusal(code)
    changed = simulation.Move(number, made.minute, action, made.post, target, reply)
    detail = None
    if reply and action in TEXT_ACTIONS:
        item = outcomes.item_of(run.moves[number - 1])
        detail = refits.current().grade(item, reply, action).to_json()
        changed = outcomes.judged(changed, outcomes.as_given(item, Grade(detail=detail)))
    other = [changed if move.number == number else move for move in moves]
    recorded = simulation.replay(scenario, run.seed, moves, scenario.minutes)
    imagined = simulation.replay(scenario, run.seed, other, recorded.minute)
    void = tuple(event.number for event in imagined.events if event.kind == "void")
    was, would_be = _branch(run, recorded, moves, made.minute), _branch(run, imagined, other, made.minute)
    return WhatIf(was, would_be, reply, detail, void)


def _branch(run, feed: simulation.Feed, moves, since: int) -> Branch:
    score = simulation.score(runs.scenario(run), feed, moves, taken(run))
    entries = tuple(entry for entry in feed.entries if entry.kind != "office" and entry.minute >= since)
    return Branch(entries, feed.trust, feed.heat, score.score, len(score.red_lines))
