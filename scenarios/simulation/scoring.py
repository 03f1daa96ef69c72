"""The score of a run, explained line by line.

A post earns the worth of the best thing done to it, times what its words scored, less a misstep for every other thing
done that was poor or harmful. So trying every action loses, an acceptable extra costs nothing, and changing one's mind
after ignoring is free. A text that is corrected keeps half of what was lost; the same words once more are a misstep.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.pack import Post, Scenario
from scenarios.vocabulary import WORTHS
from scenarios.simulation.feed import Feed
from scenarios.simulation.moves import Move
from scenarios.simulation.worths import WORST_LAST, action_worth, worth

MISSTEP = {"best": 0.0, "acceptable": 0.0, "poor": 0.2, "harmful": 0.5}
LATE = 0.8  # what is left when the first thing was done too late
BAD_STATEMENT = 50  # a statement that nobody asked for counts only when its words score less


@dataclass(frozen=True, slots=True)
class Line:
    """What one post, or the statements (post None), came to: `share` of `weight`, from 0 to 1. `words` is what its
    texts scored, None when nothing graded was said; `missteps` are the other actions that cost something."""

    post: str | None
    weight: int
    action: str
    worth: str
    words: float | None
    missteps: tuple[str, ...]
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


def score(scenario: Scenario, feed: Feed, moves: Iterable[Move]) -> Score:
    """Judge a run. `feed` is the recorded one and says what arrived, what took effect and what was late; `moves` carry
    the grades that are to count, so those of a review when there was one."""
    made = [move for move in sorted(moves, key=lambda move: move.number) if move.number in feed.made]
    arrived = [post for post in scenario.posts if post.weight and feed.status_of(post.slug)]
    lines = [_post_line(scenario, feed, post, [move for move in made if move.post == post.slug]) for post in arrived]
    lines += _statement_lines(scenario, feed, [move for move in made if move.action == "statement"])
    red_lines = tuple(move.number for move in made if move.red_lines)
    return Score(_total(scenario, lines), tuple(lines), red_lines)


def _total(scenario, lines):
    weight = sum(line.weight for line in lines)
    if weight:
        return round(100 * sum(line.weight * line.share for line in lines) / weight, 1)
    to_score = scenario.statement.weight or any(post.weight for post in scenario.posts)
    return 0.0 if to_score else 100.0  # where nothing is ever scored, taking part is all that is asked


def _post_line(scenario, feed, post: Post, moves: list[Move]) -> Line:
    acts = {(move.action, move.target): move for move in moves if move.action != "ignore"}
    if not acts:
        ignoring = action_worth(post, "ignore")
        return Line(post.slug, post.weight, "ignore", ignoring, None, (), False, WORTHS[ignoring])
    worths = {act: worth(scenario, move, move.number in feed.busy) for act, move in acts.items()}
    best = min(worths, key=lambda act: WORST_LAST.index(worths[act]))
    missteps = tuple(act for act in worths if act != best and MISSTEP[worths[act]])
    echoes = [move.action for move in moves if move.number in feed.echoed]
    words = _words(moves)
    late = next(move for move in moves if move.action != "ignore").number in feed.late
    share = WORTHS[worths[best]] * (1 if words is None else words / 100) * (LATE if late else 1)
    share = max(0.0, share - sum(MISSTEP[worths[act]] for act in missteps) - MISSTEP["poor"] * len(echoes))
    named = (*(action for action, _ in missteps), *echoes)
    return Line(post.slug, post.weight, best[0], worths[best], words, named, late, round(share, 4))


def _statement_lines(scenario, feed, statements: list[Move]) -> list[Line]:
    """An expected statement is a line like a post's; one that nobody asked for can only cost."""
    words, expected = _words(statements), scenario.statement.weight
    if not expected and (words is None or words >= BAD_STATEMENT):
        return []
    if not statements:
        return [Line(None, expected, "ignore", "harmful", None, (), False, 0.0)]
    last = worth(scenario, statements[-1]) or "acceptable"
    late = statements[0].number in feed.late
    share = round((1.0 if words is None else words / 100) * (LATE if late else 1), 4)
    return [Line(None, expected or 1, "statement", last, words, (), late, share)]


def _words(moves: list[Move]) -> float | None:
    """The mean of the latest text and the worst: what is corrected is half repaired."""
    scores = [move.score for move in moves if move.score is not None]
    return (scores[-1] + min(scores)) / 2 if scores else None
