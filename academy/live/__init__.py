"""Live events: numbered within a stream, so that a page which was away catches up exactly."""

from contextlib import suppress

import sqlalchemy as sa

from academy.db import db
from academy.live.models import LiveEvent

MOST = 200
RIVALS = 20


class Crowded(RuntimeError):
    """So many write to this stream at once that none of the next numbers was to be had."""


def publish(stream: str, kind: str, **data) -> LiveEvent:
    """Add the next event to a stream, in this transaction."""
    newest = sa.select(sa.func.coalesce(sa.func.max(LiveEvent.number), 0)).where(LiveEvent.stream == stream)
    for _ in range(RIVALS):
        event = LiveEvent(stream=stream, number=db.session.scalar(newest) + 1, kind=kind, data=data)
        with suppress(sa.exc.IntegrityError), db.session.begin_nested():  # somebody else may take the number first
            db.session.add(event)
            db.session.flush()
            return event
    raise Crowded(stream)


def since(stream: str, number: int) -> list[LiveEvent]:
    """What came after an event, at most `MOST` at a time; ask again from the last one for the rest."""
    query = sa.select(LiveEvent).where(LiveEvent.stream == stream, LiveEvent.number > number)
    return list(db.session.scalars(query.order_by(LiveEvent.number).limit(MOST)))


def of_person(person) -> str:
    """The stream of what concerns one person."""
    return f"person/{person.id}"
