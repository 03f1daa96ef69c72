"""Who of the table looks after a comment: claimed, assigned to somebody, given back. Two who claim at once: one of them gets it."""

import sqlalchemy as sa

from academy.db import db
from scenarios.sittings import announcing, seats
from scenarios.sittings.models import Entry, Seat
from scenarios.sittings.refusals import Refusal


def claim(seat: Seat, entry: Entry) -> None:
    """Take it to the own table, to oneself; whoever has it already keeps it. Raises Refusal."""
    seats.require(seat, "claim")
    _refuse_late_or_strange(seat, entry)
    if entry.seat_id == seat.id and entry.state == "claimed":
        return
    free = sa.or_(Entry.department.is_(None), Entry.department == seat.department)
    done = _change(entry, Entry.state.in_(("open", "escalated")), free, to=seat, state="claimed")
    if not done and (entry.seat_id, entry.state) != (seat.id, "claimed"):  # the same click, sent twice, has it
        raise Refusal("taken", by=_who(entry))


def assign(seat: Seat, entry: Entry, to: Seat) -> None:
    """Give it to somebody of the own table."""
    seats.require(seat, "assign")
    _refuse_late_or_strange(seat, entry)
    if to.department != seat.department or to.sitting_id != seat.sitting_id:
        raise Refusal("not_your_table")
    free = sa.or_(Entry.department.is_(None), Entry.department == seat.department)
    if not _change(entry, Entry.state.in_(("open", "claimed", "escalated")), free, to=to, state="claimed"):
        raise Refusal("taken", by=_who(entry))


def release(seat: Seat, entry: Entry) -> None:
    """Give it back to everybody: the own one, or one of the table that one may assign."""
    if entry.seat_id != seat.id:
        seats.require(seat, "assign")
    _refuse_late_or_strange(seat, entry)
    if not _change(entry, Entry.state == "claimed", Entry.department == seat.department, to=None, state="open"):
        raise Refusal("taken", by=_who(entry))


def _refuse_late_or_strange(seat: Seat, entry: Entry) -> None:
    """Whose a comment was counts in the score: it stays as it was at the end."""
    if entry.sitting_id != seat.sitting_id:
        raise Refusal("unknown_target")
    if seat.sitting.ended_at:
        raise Refusal("over")


def _change(entry: Entry, *conditions, to: Seat | None, state: str) -> bool:
    """One statement decides, whoever else does the same in this moment."""
    values = {"state": state, "seat_id": to and to.id, "department": to and to.department, "version": Entry.version + 1}
    db.session.flush()
    done = db.session.execute(sa.update(Entry).where(Entry.id == entry.id, *conditions).values(values))
    db.session.refresh(entry)
    if done.rowcount:
        announcing.entry(entry.sitting, entry)
    return bool(done.rowcount)


def _who(entry: Entry) -> str:
    return entry.seat.person.name if entry.seat else ""
