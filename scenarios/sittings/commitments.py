"""The register of commitments: what was promised in public, and how it stands. It outlives the sitting."""

from datetime import date, timedelta

import sqlalchemy as sa

from academy import audit, clock
from academy.db import db
from scenarios.dialogues.pack import STATES
from scenarios.sittings import announcing, happened, seats, thread, times
from scenarios.sittings.models import Commitment, Seat, Sitting, Turn
from scenarios.sittings.refusals import Refusal

OPEN = ("open", "late", "changed")  # somebody still owes something


def write_down(seat: Seat, what: str, who: str, due_on: date, key: str, turn: Turn | None = None) -> Commitment:
    """Put a promise of the own table on record; twice with one key is once. Raises Refusal."""
    sitting = seat.sitting
    seats.require(seat, "commit")
    thread.lock(sitting)
    query = sa.select(Commitment).filter_by(sitting_id=sitting.id, key=key)
    if there := db.session.scalar(query):
        return there
    if sitting.started_at is None or sitting.ended_at:
        raise Refusal("over" if sitting.ended_at else "not_begun")
    if not what.strip() or not who.strip():
        raise Refusal("needs_words")
    if turn is not None and turn.sitting_id != sitting.id:
        raise Refusal("unknown_target")
    made = Commitment(
        sitting=sitting, seat=seat, turn=turn, what=what.strip(), who=who.strip(), due_on=due_on, key=key,
        department=seat.department, second=times.second(sitting), slug=_expected(sitting, seat, turn),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    announcing.commitment(sitting, made)
    return made


def change(person, commitment: Commitment, state: str, note: str, due_on: date | None = None) -> None:
    """How it stands now, with the proof or the reason; the same twice is one change. Raises Refusal."""
    note = note.strip()
    if state not in STATES:
        raise Refusal("unknown_target")
    if state != "open" and not note:
        raise Refusal("needs_words")
    db.session.flush()
    db.session.refresh(commitment, with_for_update={"of": Commitment})
    before, after = _standing(commitment), (state, note, due_on or commitment.due_on)
    if before == after:
        return
    commitment.state, commitment.note, commitment.due_on = after
    commitment.changed_at = clock.now()
    commitment.version += 1
    db.session.flush()
    audit.note("commitment.changed", person, commitment, before=_told(before), after=_told(after))


def carried(sitting: Sitting) -> list[Commitment]:
    """What is still owed of the dialogue before, and was when this one began; its own registers included, however far back."""
    if sitting.former is None:
        return []
    begun = sitting.started_at or clock.now()
    open_then = sa.or_(Commitment.state.in_(OPEN), Commitment.changed_at >= begun)
    query = sa.select(Commitment).where(Commitment.sitting_id.in_(_line(sitting)), open_then)
    return list(db.session.scalars(query.order_by(Commitment.due_on, Commitment.id)))


def of_sitting(sitting: Sitting) -> list[Commitment]:
    return list(db.session.scalars(sa.select(Commitment).filter_by(sitting_id=sitting.id).order_by(Commitment.id)))


def days_of(sitting: Sitting, days: int) -> date:
    """So many days after the day on which it is held, in its own world."""
    return happened.dialogue(sitting).day + timedelta(days=days)


def _standing(commitment: Commitment) -> tuple[str, str, date]:
    return commitment.state, commitment.note, commitment.due_on


def _told(standing: tuple[str, str, date]) -> dict[str, str]:
    state, note, due_on = standing
    return {"state": state, "note": note, "due_on": due_on.isoformat()}


def _line(sitting: Sitting) -> list[int]:
    """The dialogues before this one, each the former of the next."""
    found = []
    while sitting.former is not None and sitting.former_id not in found:
        sitting = sitting.former
        found.append(sitting.id)
    return found


def _expected(sitting: Sitting, seat: Seat, turn: Turn | None) -> str | None:
    """Which of the pack's it is, by the comment in whose answer it was given."""
    content = happened.dialogue(sitting)
    slug = turn.entry.slug if turn and turn.entry else None
    return content.matter(slug).commitment if slug else None
