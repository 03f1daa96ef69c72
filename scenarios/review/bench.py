"""The bench: one text at a time, and the way from one to the next."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from flask import url_for

from academy import queue
from scenarios import exercises, outcomes
from scenarios.debrief import graded
from scenarios.models import Move, Run
from scenarios.review import appeals, blind, disputes, source


class Shelf(NamedTuple):
    """The numbers of the graded moves of a run, and of those that wait for this instructor."""

    texts: list[int]
    waiting: list[int]

    def beside(self, number: int) -> tuple[int | None, int | None]:
        """The texts before and after this one."""
        place = self.texts.index(number)
        before, after = self.texts[:place], self.texts[place + 1 :]
        return (before[-1] if before else None, after[0] if after else None)

    def next_waiting(self, number: int) -> int | None:
        """The next text that waits after this one, or else the first before it."""
        others = [other for other in self.waiting if other != number]
        return next((other for other in others if other > number), others[0] if others else None)


def shelf(person, run: Run) -> Shelf:
    """What there is of a run for this person. A text waits while it is doubtful, disputed, or appealed and theirs to
    decide."""
    return shelves(person, [run])[run.id]


def shelves(person, runs: Collection[Run]) -> dict[int, Shelf]:
    """The same of many runs, by the id of the run."""
    made, samples = appeals.of_runs(runs), blind.complete_of_runs(runs)
    return {run.id: _shelf(person, run, made[run.id], samples[run.id]) for run in runs}


def next_address(person, run: Run, number: int) -> str:
    """Where somebody goes who is done with a text: to the next that waits in its run, to the next piece of the queue,
    or to the queue itself. Asked before the text is decided, while its place in the queue is still known."""
    own = shelf(person, run)
    if number not in own.waiting:
        return url_for("review.run", run_id=run.id, _anchor=f"move-{number}")
    if (following := own.next_waiting(number)) is not None:
        return url_for("review.bench", run_id=run.id, number=following)
    place = queue.following(person, source.NAME, run.id)
    return place.entry.address if place else url_for("queue.index")


def situation(move: Move) -> dict:
    """What a marker has to know of a text: the post, the facts and the mandate, what the office did and had written
    before."""
    exercise = exercises.of(move.run)
    earlier = [each for each in move.run.moves if each.number < move.number and each.post == move.post and each.reply]
    return {
        "item": outcomes.item_of(move),
        "kind": exercise.name,
        "title": move.run.edition.title,
        "action": exercise.deed(move),
        "post": move.post,
        "reply": move.reply,
        "earlier": [(exercise.deed(each), each.reply) for each in earlier],
    }


def _shelf(person, run: Run, made: Mapping, samples: Mapping) -> Shelf:
    texts = [move for move in run.moves if move.grade]
    return Shelf(
        [move.number for move in texts],
        [move.number for move in texts if _waits(person, move, made.get(move.number), samples.get(move.number))],
    )


def _waits(person, move: Move, appeal, sample) -> bool:
    judged = graded.judgement(move.run, move)
    if appeal and appeal.open:
        return appeals.may_decide(person, move.grade)
    return bool(judged.doubtful or (sample and disputes.since(sample, judged)))
