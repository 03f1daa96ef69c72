"""What happened in a sitting, as the script takes it: deeds and turns in the one sequence in which they were numbered."""

from collections.abc import Mapping

import sqlalchemy as sa

from academy import editions
from academy.db import db
from scenarios.dialogues import happenings
from scenarios.dialogues import script as clockwork
from scenarios.dialogues.happenings import Happening
from scenarios.dialogues.pack import Dialogue
from scenarios.models import Grade
from scenarios.sittings.models import Deed, Entry, Seat, Sitting, Turn

HEARD = (
    "reply",
    "correct",
    "refer",
    "escalate",
    "hide",
    "merge",
    "statement",
)  # a check of a tip is nobody else's business


def dialogue(sitting: Sitting) -> Dialogue:
    return editions.content(sitting.edition)


def of_sitting(sitting: Sitting) -> list[Happening]:
    """In two statements, however much there is."""
    deeds = db.session.scalars(sa.select(Deed).filter_by(sitting_id=sitting.id))
    return [*map(_deed, deeds), *map(_move, db.session.execute(_turns(sitting)))]


def script(sitting: Sitting, until: int, since: int = clockwork.FIRST) -> clockwork.Script:
    """What the dialogue has come to by a second; what arrived, only after `since`."""
    return clockwork.script(dialogue(sitting), sitting.seed, of_sitting(sitting), until, since)


def _deed(row: Deed) -> happenings.Deed:
    return happenings.Deed(
        row.number, row.second, row.kind, row.slug, row.value, row.persona, row.text, row.language, row.under
    )


def _turns(sitting: Sitting) -> sa.Select:
    """Only what the script asks for: this is read with every turn, and whole rows take ten times as long."""
    columns = (Turn.number, Turn.second, Seat.department, Turn.action, Turn.target, Turn.line)
    query = sa.select(*columns, Entry.kind, Entry.name, Entry.under, Grade.detail).join(Turn.seat)
    query = query.outerjoin(Turn.entry).outerjoin(Grade, Grade.move_id == Turn.move_id)
    return query.where(Turn.sitting_id == sitting.id, Turn.action.in_(HEARD))


def _move(row: sa.Row) -> happenings.Move:
    on = row.under if row.kind == "follow_up" else row.name  # a follow-up asks once more about what it stands under
    graded = _graded(row.detail) if row.detail else {}
    return happenings.Move(row.number, row.second, row.department, row.action, on, row.target, row.line, **graded)


def _graded(detail: Mapping) -> Mapping:
    """The grade as given at the time: the public reacted to this, whatever a review says later."""
    return {
        "levels": {name: each["level"] for name, each in detail["criteria"].items()},
        "overall": detail["overall"],
        "found": tuple((found["kind"], found["value"]) for found in detail["found"]),
    }
