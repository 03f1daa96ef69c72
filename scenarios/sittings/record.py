"""What the record of a seat shows: how the score came about, what they did about each comment, and what their table did."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from academy import editions
from scenarios import simulation, wording
from scenarios.debrief.explained import Row
from scenarios.dialogues.pack import Dialogue
from scenarios.models import Run
from scenarios.simulation import Line, Score
from scenarios.sittings import handling, measures, sayings
from scenarios.sittings.handling import Handled
from scenarios.sittings.models import Turn
from scenarios.sittings.scoring import OWN_PARTS, TABLE, TABLE_PARTS, Met


@dataclass(frozen=True)
class Case:
    """A comment that they did something about, in order; `line` is that of the score, None where it did not count."""

    each: Handled
    line: Line | None
    turns: tuple[Turn, ...]

    @property
    def anchor(self) -> str:
        return f"handled-{self.each.entry.id}"


@dataclass(frozen=True)
class Shared:
    """A matter of the table that others there looked after, or nobody: the first comment about it, how many wrote the same, and
    how often what was done."""

    author: str
    text: str
    language: str
    voices: int
    deeds: tuple[str, ...]


def cases(met: Met, score: Score) -> list[Case]:
    lines = {line.post: line for line in score.lines}
    found = []
    for each in met.handled:
        if turns := tuple(turn for turn in each.turns if turn.seat_id == met.seat.id):
            found.append(Case(each, lines.get(each.entry.name), turns))
    return found


def of_colleagues(met: Met) -> list[Shared]:
    """All matters of the own table about which this seat did nothing."""
    groups: dict[str, list[Handled]] = {}
    for each in met.handled:
        if each.table == met.seat.department and all(turn.seat_id != met.seat.id for turn in each.turns):
            groups.setdefault(measures.matter_of(each), []).append(each)
    return [_shared(voices) for voices in groups.values()]


def rows(run: Run, met: Met, score: Score) -> list[Row]:
    """How the score came about: `weight` is the part of it in percent, the points add up to it, but for rounding."""
    own = [line for line in score.lines if line.post != TABLE]
    total = sum(line.weight for line in own) or 1
    parts, entries = OWN_PARTS + TABLE_PARTS, {each.entry.name: each.entry for each in met.handled}
    found = []
    for line in score.lines:
        part = TABLE_PARTS / parts if line.post == TABLE else OWN_PARTS / parts * line.weight / total
        name, anchor = _named(met, entries, line)
        found.append(
            Row(name, anchor, tuple(_steps(line)), 100 * line.share, round(100 * part), 100 * part * line.share)
        )
    return found


def best_text(run: Run, each: Handled) -> str:
    """What would have been best to do about a comment, whose matter it is included."""
    if each.matter is None:
        return ""
    content: Dialogue = editions.content(run.edition)
    name = content.departments[each.matter.department].name
    if each.matter.triage in handling.ABUSE:
        return _("Hide it under a clause of the charter; it is with the %(name)s.", name=name)
    if each.matter.triage in handling.UPWARDS:
        return _("The %(name)s answers, and tells the supervisor.", name=name)
    return _("The %(name)s answers.", name=name)


def _named(met: Met, entries, line: Line) -> tuple[str, str]:
    """What a line is about, and where on the page it is told."""
    if line.post == TABLE:
        return _("Your table, together: %(name)s", name=met.content.departments[met.seat.department].name), "table"
    if line.post == "commitments":
        return _("Commitments written down"), "commitments"
    if entry := entries.get(line.post):
        return entry.author, f"handled-{entry.id}"
    return _("Report of the table"), f"{line.post}"


def _steps(line: Line) -> Iterator[str]:
    if line.post == TABLE:
        yield _("taken care of and in time: %(count)d of 100", count=round(100 * line.share))
        return
    if line.action == "commit":
        yield _("written down: %(count)d", count=line.weight)
        return
    worth = round(100 * simulation.WORTHS[line.worth])
    yield _(
        "%(name)s was %(worth)s: %(count)d",
        name=sayings.ACTS[line.action],
        worth=wording.WORTHS[line.worth],
        count=worth,
    )
    if line.words is not None:
        yield _("its words: × %(count)d of 100", count=round(line.words))
    if line.late:
        yield _("late: × %(count)d of 100", count=round(100 * simulation.LATE))
    for each in line.deductions:
        name, count = sayings.ACTS[each.action], round(100 * each.amount)
        if each.why == "harmful":
            yield _("%(name)s besides, which was harmful: − %(count)d", name=name, count=count)
        else:
            yield _("%(name)s besides, which was poor: − %(count)d", name=name, count=count)


def _shared(voices: list[Handled]) -> Shared:
    first = voices[0].entry
    done = Counter((turn.action, turn.seat.person.name) for each in voices for turn in each.turns)
    deeds = tuple(
        (
            _("%(name)s: %(deed)s, %(count)d times", name=name, deed=sayings.ACTS[action], count=count)
            if count > 1
            else _("%(name)s: %(deed)s", name=name, deed=sayings.ACTS[action])
        )
        for (action, name), count in done.items()
    )
    return Shared(first.author, first.text, first.language, len(voices), deeds)
