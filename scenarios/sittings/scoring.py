"""What a learner's part in a sitting comes to, line by line, as the score of a run does.

Seven parts of ten are what they did themselves: each comment earns the worth of the best thing that they did about it times their
words, less what else was poor; each statement its words; each commitment written down a line. Three parts are their table's: how much of
what was its matter somebody of it took care of, and in time. Who did nothing has nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from academy.db import db
from scenarios.dialogues.pack import Dialogue
from scenarios.models import Run
from scenarios.simulation import LATE, WORTHS, Deduction, Line, Score
from scenarios.simulation.scoring import MISSTEP
from scenarios.sittings import handling, happened
from scenarios.sittings.handling import Handled
from scenarios.sittings.models import Commitment, Seat, Turn

TABLE = "table"  # the line of what the table did together
OWN_PARTS, TABLE_PARTS = 7, 3


@dataclass(frozen=True)
class Met:
    """What a run met: its seat, what everybody did, and what the seat wrote into the register."""

    content: Dialogue
    seat: Seat
    handled: tuple[Handled, ...]
    statements: tuple[Turn, ...]
    commitments: int


def met(run: Run) -> Met:
    seat = db.session.scalar(sa.select(Seat).filter_by(run_id=run.id))
    return met_at(seat, tuple(handling.of_sitting(seat.sitting)))


def met_at(seat: Seat, handled: tuple[Handled, ...]) -> Met:
    """The same, of one of many seats at a sitting that was gone through already."""
    statements = sa.select(Turn).filter_by(seat_id=seat.id, action="statement").order_by(Turn.number)
    written = sa.select(sa.func.count()).select_from(Commitment).filter_by(seat_id=seat.id)
    content = happened.dialogue(seat.sitting)
    return Met(content, seat, handled, tuple(db.session.scalars(statements)), db.session.scalar(written))


def score(met: Met, judged: Mapping[int, object]) -> Score:
    """`judged` are the judgements of the words by the id of their move."""
    own = [*_comment_lines(met, judged), *_statement_lines(met, judged), *_commitment_lines(met)]
    red_lines = tuple(sorted(judgement.number for judgement in _crossed(met, judged)))
    if not own:
        return Score(0.0, (), red_lines)
    table = _table_line(met)
    mine = sum(line.weight * line.share for line in own) / (sum(line.weight for line in own) or 1)
    total = (OWN_PARTS * mine + TABLE_PARTS * table.share) / (OWN_PARTS + TABLE_PARTS)
    return Score(round(100 * total, 1), (*own, table), red_lines)


def table_share(handled: Iterable[Handled], table: str) -> float | None:
    """How much of its own matter a table took care of, from 0 to 1; each matter counts by its weight, however many asked. None
    where nothing was its matter."""
    by_matter: dict[str, list[Handled]] = {}
    for each in handled:
        if each.table == table and each.weight:
            by_matter.setdefault(each.matter.slug if each.matter else each.entry.name, []).append(each)
    if not by_matter:
        return None
    weights = {name: voices[0].weight for name, voices in by_matter.items()}
    shares = {name: sum(map(_care, voices)) / len(voices) for name, voices in by_matter.items()}
    return sum(weights[name] * shares[name] for name in by_matter) / sum(weights.values())


def _care(each: Handled) -> float:
    done = [turn for turn in each.turns if turn.seat.department == each.table]
    if not done:
        return 0.0
    return 1.0 if done[0].second - each.entry.second <= each.allowed else LATE


def _comment_lines(met: Met, judged) -> Iterable[Line]:
    named = handling.by_name(met.handled)
    for each in met.handled:
        turns = [turn for turn in each.turns if turn.seat_id == met.seat.id]
        if turns and each.weight:
            worths = {turn: handling.worth(met.content, named, turn) for turn in turns}
            yield _comment_line(each, turns, worths, judged)


def _comment_line(each: Handled, turns: list[Turn], worths: Mapping[Turn, str], judged) -> Line:
    best = max(turns, key=lambda turn: WORTHS[worths[turn]])
    missteps = tuple(
        Deduction(worths[turn], MISSTEP[worths[turn]], turn.action, turn.target)
        for turn in turns
        if turn is not best and MISSTEP[worths[turn]]
    )
    words, late = _words(turns, judged), turns[0] is each.turns[0] and not each.in_time
    share = WORTHS[worths[best]] * (1 if words is None else words / 100) * (LATE if late else 1)
    share = max(0.0, share - sum(misstep.amount for misstep in missteps))
    return Line(each.entry.name, each.weight, best.action, worths[best], words, missteps, late, round(share, 4))


def _statement_lines(met: Met, judged) -> Iterable[Line]:
    for turn in met.statements:
        words = _words([turn], judged)
        yield Line(f"statement-{turn.number}", 1, "statement", "best", words, (), False, round((words or 0) / 100, 4))


def _commitment_lines(met: Met) -> Iterable[Line]:
    if met.commitments:
        yield Line("commitments", met.commitments, "commit", "best", None, (), False, 1.0)


def _table_line(met: Met) -> Line:
    share = table_share(met.handled, met.seat.department)
    return Line(TABLE, TABLE_PARTS, TABLE, "best", None, (), False, 1.0 if share is None else round(share, 4))


def _words(turns: list[Turn], judged) -> float | None:
    """The mean of the latest text and the worst, as in a run: what is corrected is half repaired."""
    scores = [judged[turn.move_id].score for turn in turns if turn.move_id in judged]
    return (scores[-1] + min(scores)) / 2 if scores else None


def _crossed(met: Met, judged):
    own = [*met.statements, *(turn for each in met.handled for turn in each.turns if turn.seat_id == met.seat.id)]
    return [turn.move for turn in own if turn.move_id in judged and judged[turn.move_id].red_lines]
