"""Choices at a desk: what can be picked in its forms, as (value, label) pairs and (label, pairs) groups."""

import sqlalchemy as sa
from flask_babel import gettext as _

from academy.db import db
from scenarios.dialogues.pack import Dialogue
from scenarios.sittings import desk, happened, queues, sayings, seats
from scenarios.sittings.models import Commitment, Entry, Seat, Turn
from scenarios.sittings.words import WORDED

SHORT = 70


def of(seat: Seat, entry: Entry | None) -> dict:
    """For the page of this seat with this comment at hand."""
    content, sitting = happened.dialogue(seat.sitting), seat.sitting
    return {
        "merge_choices": _comments(queues.to_merge_into(sitting, entry)) if seats.may(seat, "merge") else [],
        "refer_groups": _referable(content, seat),
        "sheet_groups": _lines(content, seat),
        "clause_choices": [(clause.slug, clause.text) for clause in content.page.charter],
        "department_choices": [(slug, each.name) for slug, each in content.departments.items()],
        "colleague_choices": _colleagues(seat),
        "spoken_choices": _spoken(seat) if seats.may(seat, "commit") else [],
    }


def sent_before(seat: Seat, entry: Entry | None) -> dict[str, int]:
    """How many of the words of each box were sent so far, by the box."""
    own = sa.select(sa.func.count()).select_from(Turn).where(Turn.seat_id == seat.id, Turn.action.in_(WORDED))
    asked = sa.select(sa.func.count()).select_from(Entry)
    asked = asked.where(Entry.sitting_id == seat.sitting_id, Entry.name.startswith(f"follow-{seat.id}-"))
    written = sa.select(sa.func.count()).select_from(Commitment).where(Commitment.seat_id == seat.id)
    counts = {"statement": own.where(Turn.entry_id.is_(None)), "promise": written}
    if entry:
        counts |= {f"entry-{entry.id}": own.where(Turn.entry_id == entry.id), f"follow-{entry.id}": asked}
    return {box: db.session.scalar(query) for box, query in counts.items()}


def _comments(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.name, f"{entry.author}: {_short(entry.text)}") for entry in entries]


def _referable(content: Dialogue, seat: Seat) -> list:
    tables = [(slug, each.name) for slug, each in content.departments.items() if slug != seat.department]
    offices = [(office.slug, office.name) for office in desk.offices(seat.sitting)]
    return [(_("Departments"), tables), *([(_("Offices"), offices)] if offices else [])]


def _lines(content: Dialogue, seat: Seat) -> list:
    """The own sheet first."""
    sheets = sorted(content.departments.items(), key=lambda each: each[0] != seat.department)
    return [(each.name, [(line.slug, line.text) for line in each.sheet]) for _slug, each in sheets]


def _colleagues(seat: Seat) -> list[tuple[str, str]]:
    table = [each for each in seat.sitting.seats if each.department == seat.department]
    return [(str(each.id), f"{each.person.name}, {sayings.ROLES[each.role]}") for each in table]


def _spoken(seat: Seat) -> list[tuple[str, str]]:
    return [(str(turn.id), _short(turn.move.reply)) for turn in desk.spoken(seat)]


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= SHORT else f"{told[:SHORT]}…"
