"""Live events: numbered within a stream, so that a page which was away catches up exactly.

An event belongs to the transaction that publishes it, and has its number from the commit on. Numbers follow each other
without a gap in the order of commits: whoever has read up to N has missed nothing before it.
"""

import sqlalchemy as sa
from flask import current_app, url_for

from academy.db import db
from academy.live import beats, sources
from academy.live.models import LiveEvent, LiveStream
from academy.live.numbering import publish
from academy.live.sources import offer

__all__ = ["MOST", "beats", "following", "newest", "of_person", "offer", "publish", "since"]

MOST = 500  # events that are read, and sent, at a time


def since(stream: str, number: int) -> list[LiveEvent]:
    """What came after an event, at most `MOST` at a time; ask again from the last one for the rest."""
    query = sa.select(LiveEvent).where(LiveEvent.stream == stream, LiveEvent.number > number)
    return list(db.session.scalars(query.order_by(LiveEvent.number).limit(MOST)))


def newest(stream: str) -> int:
    """The number of the last event; 0 when there is none. A page reads it before what it shows."""
    return db.session.scalar(sa.select(LiveStream.newest).where(LiveStream.stream == stream)) or 0


def of_person(person) -> str:
    """The stream of what concerns one person."""
    return f"person/{person.id}"


def following(stream: str) -> dict[str, str | int]:
    """What an element of a page says so that live.mjs follows a stream: `data-stream`, `data-after` and `data-broadcast`.
    A page asks for it before it reads what it shows."""
    broadcast = sources.is_public(stream) and current_app.config["LIVE_FANOUT"]
    return {
        "stream": url_for("live.stream", stream=stream),
        "after": newest(stream),
        "broadcast": f"/broadcast/{stream}" if broadcast else "",
    }
