"""How each comment of a sitting was handled: what was done about it, by which table, how soon, and whether that was right."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from academy.db import db
from scenarios.dialogues.items import EVERYBODYS
from scenarios.dialogues.pack import Dialogue, Flood, Comment as Scripted
from scenarios.sittings import happened
from scenarios.sittings.models import Entry, Sitting, Turn
from scenarios.sittings.words import SERVICE_MINUTES, USUAL_MINUTES

ABUSE = ("abuse", "threat", "coordinated")  # what a clause may hide
UPWARDS = ("emergency", "threat", "corruption", "sub_judice", "media_query")  # what a supervisor wants to know at once
SILENT = ("verify",)  # nobody outside sees it


@dataclass(frozen=True)
class Handled:
    """A comment that asked for something, with the turns about it in order. `matter` is None for what no pack knows, as a viewer's
    own; `table` is the department whose matter it is, or that took it on itself."""

    entry: Entry
    matter: Scripted | Flood | None
    table: str | None
    turns: tuple[Turn, ...]

    @property
    def weight(self) -> int:
        return 1 if self.matter is None else self.matter.weight

    @property
    def triage(self) -> str | None:
        return self.matter and self.matter.triage

    @property
    def allowed(self) -> int:
        """Seconds until somebody should have done something."""
        return seconds_allowed(self.matter)

    @property
    def first(self) -> int | None:
        """Seconds until somebody did."""
        return self.turns[0].second - self.entry.second if self.turns else None

    @property
    def in_time(self) -> bool:
        return self.first is not None and self.first <= self.allowed


def seconds_allowed(matter: Scripted | Flood | None) -> int:
    """How long somebody who wrote about this may wait."""
    return 60 * SERVICE_MINUTES.get(matter and matter.triage, USUAL_MINUTES)


def of_sitting(sitting: Sitting) -> list[Handled]:
    """All comments that ask for something, but those that nobody let through, in the order in which they came."""
    asked = (Entry.state.is_not(None), Entry.state != "held")
    entries = db.session.scalars(sa.select(Entry).where(Entry.sitting_id == sitting.id, *asked).order_by(Entry.id))
    turns: dict[int, list[Turn]] = {}
    for turn in db.session.scalars(sa.select(Turn).filter_by(sitting_id=sitting.id).order_by(Turn.number)):
        if turn.action not in SILENT and turn.entry_id:
            turns.setdefault(turn.entry_id, []).append(turn)
    return list(_handled(happened.dialogue(sitting), entries, turns))


def by_name(handled: Iterable[Handled]) -> dict[str, Handled]:
    return {each.entry.name: each for each in handled}


def worth(content: Dialogue, named: Mapping[str, Handled], turn: Turn) -> str:
    """What a turn about a comment was worth as a choice, whatever its words: one of scenarios.vocabulary.WORTHS. `named` are
    the comments of the sitting by their names."""
    if turn.entry.slug is None:
        return "acceptable" if turn.action == "hide" else "best"  # no pack says whether a real person went too far
    matter = content.matter(turn.entry.slug)
    own = matter.department == turn.seat.department or matter.triage in EVERYBODYS
    if turn.action in ("reply", "correct"):
        return "best" if own else "acceptable"
    if turn.action == "refer":
        return "poor" if is_wrong_referral(content, turn) else "acceptable" if own else "best"
    if turn.action == "escalate":
        return "best" if matter.triage in UPWARDS else "acceptable"
    if turn.action == "merge":
        return "best" if is_same(named, turn) else "poor"
    return "best" if may_hide(content, turn) else "harmful"


# Whether what was done was right; of what the pack does not know nobody can say, and it counts as right.


def is_wrong_referral(content: Dialogue, turn: Turn) -> bool:
    asked = turn.entry and turn.entry.slug
    return turn.action == "refer" and bool(asked) and not content.is_right(asked, turn.target)


def is_same(named: Mapping[str, Handled], turn: Turn) -> bool:
    """Whether what it was merged into is about the same matter."""
    own, into = named.get(turn.entry.name), named.get(turn.target)
    if own is None or own.matter is None:
        return True
    return into is not None and into.matter is own.matter


def may_hide(content: Dialogue, turn: Turn) -> bool:
    """Whether there was anything that a clause of the charter is about."""
    return turn.entry.slug is None or content.matter(turn.entry.slug).triage in ABUSE


def _handled(content: Dialogue, entries: Iterable[Entry], turns) -> Iterator[Handled]:
    for entry in entries:
        matter = content.matter(entry.slug) if entry.slug else None
        table = entry.department if matter is None or entry.kind == "follow_up" else matter.department
        yield Handled(entry, matter, table, tuple(turns.get(entry.id, ())))
