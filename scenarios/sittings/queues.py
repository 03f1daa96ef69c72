"""Queues: the comments that a table has to see to, those that nobody has claimed, and those that are done with."""

import sqlalchemy as sa

from academy.db import db
from scenarios.sittings import announcing, seats, times
from scenarios.sittings.models import Entry, Seat, Sitting
from scenarios.sittings.words import WAITING

QUEUES = ("todo", "ours", "free", "all", "done")
MOST = 200  # rows of a page
MOST_CHOICES = 60  # of comments that another may be merged into


def rows(seat: Seat, which: str) -> list[dict]:
    """The values of `announcing.for_hall` of each comment in a queue; what waits longest comes first, what is done newest first."""
    newest_first = which in ("all", "done")
    own = sa.select(Entry).where(Entry.sitting_id == seat.sitting_id, _condition(seat, which))
    found = db.session.scalars(own.order_by(Entry.id.desc() if newest_first else Entry.id).limit(MOST))
    return [announcing.for_hall(seat.sitting, entry) for entry in found]


def count(seat: Seat, which: str) -> int:
    own = sa.select(sa.func.count()).select_from(Entry)
    return db.session.scalar(own.where(Entry.sitting_id == seat.sitting_id, _condition(seat, which)))


def to_merge_into(sitting: Sitting, but: Entry | None = None) -> list[Entry]:
    """The newest comments that others may repeat; those that were answered are the likeliest."""
    could = Entry.state.in_((*WAITING, "answered", "referred"))
    query = sa.select(Entry).where(Entry.sitting_id == sitting.id, could, Entry.id != (but.id if but else 0))
    return list(db.session.scalars(query.order_by(Entry.state != "answered", Entry.id.desc()).limit(MOST_CHOICES)))


def waited(sitting: Sitting, row: dict) -> int:
    """Whole minutes since it came."""
    return max(0, times.second(sitting) - row["second"]) // 60


def _condition(seat: Seat, which: str):
    """An observer's own table are all tables."""
    ours = sa.true() if seat.department is None else Entry.department == seat.department
    waiting, held = Entry.state.in_(WAITING), Entry.state == "held" if seats.may(seat, "let_through") else sa.false()
    free = sa.or_(sa.and_(waiting, Entry.department.is_(None)), held)
    return {
        "todo": sa.or_(sa.and_(waiting, ours), free),
        "ours": sa.and_(waiting, ours, Entry.department.is_not(None)),
        "free": free,
        "all": sa.or_(sa.and_(Entry.state.is_not(None), Entry.state != "held"), held),
        "done": sa.and_(ours, Entry.state.is_not(None), Entry.state.not_in(("held", *WAITING))),
    }[which]
