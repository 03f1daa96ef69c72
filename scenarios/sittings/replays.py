"""A sitting as plain data, with all that its script needs to bring the same once more: pack, seed, deeds and turns. Nobody who sat
there is named: seats have numbers."""

from typing import Any

import sqlalchemy as sa

from academy.db import db
from scenarios.sittings.measured import Whole, words_of
from scenarios.sittings.models import Commitment, Deed, Entry, Seat, Sitting, Turn

FORMAT = 1


def of_sitting(of: Whole) -> dict[str, Any]:
    sitting = of.sitting
    return {
        "format": FORMAT,
        "dialogue": {"slug": sitting.edition.slug, "digest": sitting.edition.digest, "script": sitting.script},
        "seed": sitting.seed,
        "speed": sitting.speed,
        "state": sitting.state,
        "second": of.second,
        "started_at": sitting.started_at and sitting.started_at.isoformat(),
        "ended_at": sitting.ended_at and sitting.ended_at.isoformat(),
        "seats": [_seat(seat) for seat in sitting.seats],
        "deeds": [_deed(deed) for deed in _deeds(sitting)],
        "turns": [_turn(turn, of) for turn in of.turns],
        "comments": [_comment(entry) for entry in _entries(sitting)],
        "commitments": [_commitment(made) for made in of.promised],
    }


def _deeds(sitting: Sitting) -> list[Deed]:
    return list(db.session.scalars(sa.select(Deed).filter_by(sitting_id=sitting.id).order_by(Deed.number)))


def _entries(sitting: Sitting) -> list[Entry]:
    query = sa.select(Entry).filter_by(sitting_id=sitting.id).order_by(Entry.id)
    return list(db.session.scalars(query.options(sa.orm.joinedload(Entry.merged_into))))


def _seat(seat: Seat) -> dict[str, Any]:
    return {"seat": seat.id, "department": seat.department, "role": seat.role}


def _deed(deed: Deed) -> dict[str, Any]:
    return {name: getattr(deed, name) for name in (
        "number", "second", "kind", "slug", "value", "persona", "text", "language", "under",
    )}  # fmt: skip


def _turn(turn: Turn, of: Whole) -> dict[str, Any]:
    """`graded` is the grade as given at the time, to which the public reacted; `levels` are those that count now."""
    own = {
        name: getattr(turn, name)
        for name in ("number", "second", "action", "target", "line", "segment", "raised", "verified")
    }
    graded = turn.move and turn.move.grade
    return own | {
        "seat": turn.seat_id,
        "department": turn.seat.department,
        "on": turn.entry and turn.entry.name,
        "under": turn.entry.under if turn.entry and turn.entry.kind == "follow_up" else None,
        "words": turn.move.reply if turn.move else "",
        "graded": graded and graded.detail,
        "levels": dict(words_of(turn.move).levels) if graded else None,
        "helpful": of.helpful.get(turn.id, 0),
    }


def _comment(entry: Entry) -> dict[str, Any]:
    own = {name: getattr(entry, name) for name in (
        "name", "kind", "second", "persona", "author", "text", "language", "slug", "under", "likes", "state", "clause", "department",
    )}  # fmt: skip
    return own | {"merged_into": entry.merged_into.name if entry.merged_into else None}


def _commitment(made: Commitment) -> dict[str, Any]:
    own = {name: getattr(made, name) for name in ("what", "department", "who", "state", "note", "second", "slug")}
    return own | {"due_on": made.due_on.isoformat(), "turn": made.turn.number if made.turn else None}
