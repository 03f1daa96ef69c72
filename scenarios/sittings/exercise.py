"""A dialogue as an exercise: what the words of a seat were graded against, and what its run comes to."""

from academy import editions
from academy.editions.models import Edition
from scenarios import grading, simulation
from scenarios.dialogues import items
from scenarios.exercises import Lines
from scenarios.models import Move, Run
from scenarios.sittings import scoring
from scenarios.sittings.models import Turn


def item_of(turn: Turn) -> grading.Item:
    """What the words of a turn are graded against."""
    return _item(turn.sitting.edition, turn)


def item_under(edition: Edition, move: Move) -> grading.Item | None:
    turn, content = move.turn, editions.content(edition)
    known = turn.entry is None or turn.entry.slug is None or turn.entry.slug in content.matters
    return _item(edition, turn) if known and turn.seat.department in content.departments else None


def score(run: Run, feed: scoring.Met, lines: Lines) -> simulation.Score:
    return scoring.score(feed, {move.id: judgement for move, judgement in lines if judgement})


def _item(edition: Edition, turn: Turn) -> grading.Item:
    dialogue, rules = editions.content(edition), editions.content(edition.rules)
    by, entry = turn.seat.department, turn.entry
    if entry is None:
        return items.of_report(dialogue, rules, by, turn.segment, turn.raised)
    # what is told of a viewer elsewhere bears no name
    said = grading.Said("A viewer" if entry.viewer_id else entry.author, entry.text, entry.language)
    if entry.slug is None:
        return items.of_stranger(dialogue, rules, by, said, turn.raised)
    seen = turn.seat.run.attempt > 1
    return items.of_comment(dialogue, rules, entry.slug, by, said, turn.raised, turn.verified, seen)
