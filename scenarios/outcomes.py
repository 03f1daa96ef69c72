"""Outcomes: what a run came to with its grades and reviews, and whether a person still has to look."""

from dataclasses import dataclass, replace

from academy import editions, records
from academy.db import db
from scenarios import grading, items, simulation
from scenarios.grading.combine import score as score_of
from scenarios.models import Grade, Move, Run
from scenarios.review import queue

KEPT_ITEMS = 2000
_items: dict[tuple[str, str | None, bool], grading.Item] = {}


@dataclass(frozen=True)
class Judgement:
    """The levels of one text that count now. `doubtful` are those that the grader was unsure of, or took for a red
    line, and that nobody has confirmed yet; `confidence` is that of the least certain of them."""

    item: grading.Item
    levels: dict[str, int | None]
    overall: int
    found: tuple[tuple[str, str], ...]
    doubtful: frozenset[str] = frozenset()
    confidence: float = 1.0

    @property
    def red_lines(self) -> frozenset[str]:
        return frozenset(name for name in grading.CONDUCT if self.levels.get(name) == 0)

    @property
    def score(self) -> float:
        return score_of(self.item, self.levels, bool(self.red_lines))

    def supposing(self, level: int) -> "Judgement":
        """The same with every doubtful criterion at this level: the worst and the best that a review can make of it."""
        return replace(self, levels={name: level if name in self.doubtful else own for name, own in self.levels.items()})


@dataclass(frozen=True)
class Outcome:
    """`worst` and `best` are the scores that the reviews still to come could lead to; `judged` are the graded moves with
    what counts of their words."""

    score: simulation.Score
    passed: bool
    provisional: bool
    worst: float
    best: float
    judged: tuple[tuple[Move, Judgement], ...] = ()


def item_of(run: Run, post: str | None) -> grading.Item:
    """What a text of this run on a post (None: a statement) is graded against; put together once in a process.

    Who plays again has read the debrief of an earlier run, and the examples in it.
    """
    seen = run.attempt > 1
    key = run.edition.digest, post, seen
    if key not in _items:
        if len(_items) >= KEPT_ITEMS:
            _items.clear()
        scenario, rules = editions.content(run.edition), editions.content(run.edition.rules)
        _items[key] = items.of_post(scenario, rules, post, seen) if post else items.of_statement(scenario, rules, seen)
    return _items[key]


def as_graded(item: grading.Item, grade: Grade) -> Judgement:
    """What the grader said."""
    given = grading.Grade.from_json(grade.detail)
    doubtful = given.doubtful | given.red_lines
    return Judgement(
        item=item,
        levels={name: each.level for name, each in given.criteria.items()},
        overall=given.overall,
        found=tuple((found.kind, found.value) for found in given.found),
        doubtful=doubtful,
        confidence=min((given.criteria[name].confidence for name in doubtful), default=1.0),
    )


def as_reviewed(item: grading.Item, grade: Grade) -> Judgement:
    """What counts now: the newest review, or else what the grader said."""
    given = as_graded(item, grade)
    if not grade.reviews:
        return given
    review = grade.reviews[-1]
    return replace(given, levels=review.levels, overall=review.overall, doubtful=frozenset(), confidence=1.0)


def made(move: Move, judgement: Judgement | None = None) -> simulation.Move:
    """A move as the simulation takes it, with a judgement of its words."""
    own = simulation.Move(move.number, move.minute, move.action, move.post, move.target, move.reply)
    if judgement is None:
        return own
    return replace(
        own,
        levels=judgement.levels,
        overall=judgement.overall,
        score=judgement.score,
        red_lines=judgement.red_lines,
        found=judgement.found,
    )


def as_played(run: Run) -> list[simulation.Move]:
    """The moves with the grades given at the time: the public reacted to these, whatever a review says later."""
    return [made(move, move.grade and as_graded(item_of(run, move.post), move.grade)) for move in run.moves]


def outcome(run: Run, feed: simulation.Feed) -> Outcome:
    """Judge a run by its grades and reviews as they stand."""
    judged = [(move, move.grade and as_reviewed(item_of(run, move.post), move.grade)) for move in run.moves]
    scenario = editions.content(run.edition)

    def scored(level: int | None) -> simulation.Score:
        moves = [made(move, j if j is None or level is None else j.supposing(level)) for move, j in judged]
        return simulation.score(scenario, feed, moves)

    now, worst, best = scored(None), scored(0), scored(2)
    undecided = worst.passed(run.pass_mark) != best.passed(run.pass_mark)
    texts = tuple((move, judgement) for move, judgement in judged if judgement)
    return Outcome(now, now.passed(run.pass_mark), undecided, worst.score, best.score, texts)


def record(run: Run, feed: simulation.Feed) -> Outcome:
    """Write down what a finished run came to, and whether it waits for a person; a result that changed nothing is not
    repeated."""
    found = outcome(run, feed)
    before = (run.score, run.passed, run.provisional)
    run.score, run.passed, run.provisional = round(found.score.score, 2), found.passed, found.provisional
    db.session.flush()
    if run.enrolment and before != (run.score, run.passed, run.provisional):
        records.record(
            run.enrolment,
            run.activity,
            attempt=run.attempt,
            edition=run.edition,
            score=run.score,
            passed=run.passed,
            provisional=run.provisional,
            evidence={"run": run.id, "red_lines": list(found.score.red_lines)},
        )
    queue.place(run, found)
    return found
