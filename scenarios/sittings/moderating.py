"""Moderating: what a viewer wrote and may break a clause of the charter is looked at before everybody reads it."""

import sqlalchemy as sa

from academy.db import db
from scenarios.sittings import announcing, seats
from scenarios.sittings.models import Entry, Seat
from scenarios.sittings.refusals import Refusal


def let_through(seat: Seat, entry: Entry) -> None:
    """Everybody may read it: it waits for an answer like any other. Raises Refusal; let through twice it is once."""
    seats.require(seat, "let_through")
    if seat.sitting.ended_at:
        raise Refusal("over")
    db.session.flush()
    open_now = {"state": "open", "clause": None, "version": Entry.version + 1}
    done = db.session.execute(sa.update(Entry).where(Entry.id == entry.id, Entry.state == "held").values(open_now))
    db.session.refresh(entry)
    if done.rowcount:
        announcing.entry(entry.sitting, entry)
    elif entry.state == "hidden":
        raise Refusal("not_any_more")
