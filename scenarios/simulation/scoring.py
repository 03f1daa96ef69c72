"""The score of a run, explained line by line.

A post earns the worth of the best thing done to it, times what its words scored, less a misstep for every other thing
done that was poor or harmful. So trying every action loses, an acceptable extra costs nothing, and changing one's mind
after ignoring is free. A text that is corrected keeps half of what was lost; the same words once more are a misstep. Of
a coach's hints on a post the first is free.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scenarios.pack import Post, Scenario
from scenarios.simulation.feed import Feed
from scenarios.simulation.moves import Move
from scenarios.simulation.worths import WORST_LAST, action_worth, worth
from scenarios.vocabulary import WORTHS

MISSTEP = {"best": 0.0, "acceptable": 0.0, "poor": 0.2, "harmful": 0.5}
HINT = 0.1
FREE_HINTS = 1
LATE = 0.8  # what is left when the first thing was done too late
BAD_STATEMENT = 50  # a statement that nobody asked for counts only when its words score less


@dataclass(frozen=True, slots=True)
class Deduction:
    """What is taken off a line. `why` is "poor" or "harmful" (another action, worth that), "echo" (words said before) or
    "hint" (taken beyond the free one, `action` empty); `target` is that of the action."""

    why: str
    amount: float
    action: str = ""
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one post, or the statements (post None), came to: `share` of `weight`, from 0 to 1, which is the worth times
    the words (of 100; None when nothing graded was said), times LATE if late, less the deductions, and never below 0."""

    post: str | None
    weight: int
    action: str
    worth: str
    words: float | None
    deductions: tuple[Deduction, ...]
    late: bool
    share: float


@dataclass(frozen=True, slots=True)
class Score:
    """`red_lines` numbers the moves that crossed one; no later move takes that back."""

    score: float
    lines: tuple[Line, ...]
    red_lines: tuple[int, ...]

    def passed(self, pass_mark: float) -> bool:
        return self.score >= pass_mark and not self.red_lines


def score(scenario: Scenario, feed: Feed, moves: Iterable[Move], hints: Mapping[str | None, int] = {}) -> Score:
    """Judge a run. `feed` is the recorded one and says what arrived, what took effect and what was late; `moves` carry
    the grades that are to count, so those of a review when there was one; `hints` says how many were taken by post."""
    made = [move for move in sorted(moves, key=lambda move: move.number) if move.number in feed.made]
    arrived = [post for post in scenario.posts if post.weight and feed.status_of(post.slug)]
    lines = [_post_line(scenario, feed, post, [move for move in made if move.post == post.slug], hints) for post in arrived]
    lines += _statement_lines(scenario, feed, [move for move in made if move.action == "statement"], hints)
    red_lines = tuple(move.number for move in made if move.red_lines)
    return Score(_total(scenario, lines), tuple(lines), red_lines)


def _total(scenario, lines):
    weight = sum(line.weight for line in lines)
    if weight:
        return round(100 * sum(line.weight * line.share for line in lines) / weight, 1)
    to_score = scenario.statement.weight or any(post.weight for post in scenario.posts)
    return 0.0 if to_score else 100.0  # where nothing is ever scored, taking part is all that is asked


def _post_line(scenario, feed, post: Post, moves: list[Move], hints) -> Line:
    acts = {(move.action, move.target): move for move in moves if move.action != "ignore"}
    if not acts:
        ignoring = action_worth(post, "ignore")
        return _line(post.slug, post.weight, "ignore", ignoring, None, _paid(hints, post.slug), False)
    worths = {act: worth(scenario, move, move.number in feed.busy) for act, move in acts.items()}
    best = min(worths, key=lambda act: WORST_LAST.index(worths[act]))
    missteps = [
        Deduction(worths[act], MISSTEP[worths[act]], *act) for act in worths if act != best and MISSTEP[worths[act]]
    ]
    echoes = [Deduction("echo", MISSTEP["poor"], move.action) for move in moves if move.number in feed.echoed]
    late = next(move for move in moves if move.action != "ignore").number in feed.late
    taken_off = (*missteps, *echoes, *_paid(hints, post.slug))
    return _line(post.slug, post.weight, best[0], worths[best], _words(moves), taken_off, late)


def _statement_lines(scenario, feed, statements: list[Move], hints) -> list[Line]:
    """An expected statement is a line like a post's; one that nobody asked for can only cost."""
    words, expected = _words(statements), scenario.statement.weight
    if not expected and (words is None or words >= BAD_STATEMENT):
        return []
    if not statements:
        return [_line(None, expected, "ignore", "harmful", None, (), False)]
    last = worth(scenario, statements[-1]) or "acceptable"
    late = statements[0].number in feed.late
    # the words alone decide: what they are worth is told, not counted a second time
    return [_line(None, expected or 1, "statement", last, words, _paid(hints, None), late, base=1.0)]


def _line(post, weight, action, worth, words, deductions, late, base=None) -> Line:
    share = (WORTHS[worth] if base is None else base) * (1 if words is None else words / 100) * (LATE if late else 1)
    share = max(0.0, share - sum(deduction.amount for deduction in deductions))
    return Line(post, weight, action, worth, words, tuple(deductions), late, round(share, 4))


def _paid(hints, post) -> tuple[Deduction, ...]:
    return (Deduction("hint", HINT),) * max(0, hints.get(post, 0) - FREE_HINTS)


def _words(moves: list[Move]) -> float | None:
    """The mean of the latest text and the worst: what is corrected is half repaired."""
    scores = [move.score for move in moves if move.score is not None]
    return (scores[-1] + min(scores)) / 2 if scores else None
