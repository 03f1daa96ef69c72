"""Exercises: what a run plays, by the kind of its edition. Whatever judges runs asks here, and knows no kind of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from academy.editions.models import Edition
from scenarios import grading, simulation
from scenarios.models import Move, Run

Lines = Sequence[
    tuple[Move, Any]
]  # each move of a run with the outcomes.Judgement of its words that is to count, or None


@dataclass(frozen=True)
class Handling:
    """What there is to say of a move beside its words: `came` how what it answers came to the office, `worth` what the
    choice was worth ("best" … "harmful"), `best` what would have been best, `busy` that no place was left there."""

    came: str = ""
    worth: str | None = None
    best: str = ""
    busy: bool = False


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A kind of pack that runs play. A Judgement and an Outcome are those of `outcomes`, which this module cannot import:
    outcomes ask here.

    `name` is what one is called ("Scenario"). `item(move)` is what a move is graded against, its `post` what it answers:
    asked of every move that has words or a `post`, the same for ever. `item_under(edition, move)` is the same by another
    edition of the pack, None where that has no such text. `feed(run)` is what the run met: opaque to all but the exercise,
    which gets it back. `score(run, feed, lines)` judges a run by these judgements of its words. `deed(move)` says in words
    what was done, `handling(move)` what else there is to say of it.

    `debrief` is the endpoint of the learner's own page of a finished run: it takes `run_id`, and has an anchor `appeal-N`
    for the appeal against move N. `again(run, forms)` shows that page once more, with the appeals that have to be filled in
    anew by the number of their move; without it the learner gets their words back on a page of their own.

    `whole(run, feed, outcome)` is what the page of a run under review shows beside its texts, for templates. `sum_up(run,
    feed, outcome)` keeps more of a run than its result, each time that its outcome is written down.
    """

    name: Any
    item: Callable[[Move], grading.Item]
    item_under: Callable[[Edition, Move], grading.Item | None]
    feed: Callable[[Run], Any]
    score: Callable[[Run, Any, Lines], simulation.Score]
    deed: Callable[[Move], str]
    debrief: str
    handling: Callable[[Move], Handling] = lambda move: Handling()
    again: Callable[[Run, Mapping[int, Any]], str] | None = None
    whole: Callable[[Run, Any, Any], Mapping[str, Any]] = lambda run, feed, outcome: {}
    sum_up: Callable[[Run, Any, Any], None] = lambda run, feed, outcome: None


_exercises: dict[str, Exercise] = {}


def register(kind: str, exercise: Exercise) -> None:
    """Runs of editions of this kind play this."""
    _exercises[kind] = exercise


def kinds() -> list[str]:
    """The kinds of packs that runs play, which also begin the names of their activities."""
    return list(_exercises)


def of(run: Run) -> Exercise:
    return _exercises[run.edition.kind]
