"""What the streams of sittings told of people: emptied with them, and forgotten soon after the end, when pages read the rows."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.accounts.models import Person
from academy.db import db
from academy.live.models import LiveBroadcast, LiveEvent, LiveStream
from academy.privacy import periods, words
from academy.privacy.holdings import holds
from academy.privacy.periods import Due, Period
from scenarios.sittings.models import Commitment, Seat, Sitting, Turn

DAYS = 7
AT_ONCE = 20
EMPTY = {"turn": {"text": ""}, "entry": {"claimed_by": None}, "commitment": {"who": ""}, "wheel": {"called": ""}}
_event, _sitting = LiveEvent.__table__, Sitting.__table__
STREAMS = sa.union_all(
    sa.select(
        _sitting.c.id,
        (sa.case((_sitting.c.public, "stage/"), else_="closed/") + _sitting.c.key).label("stream"),
        _sitting.c.ended_at,
    ),
    sa.select(_sitting.c.id, ("hall/" + sa.cast(_sitting.c.id, sa.String)).label("stream"), _sitting.c.ended_at),
).subquery()


def _telling(person: Person) -> sa.ColumnElement[bool]:
    """The events that have their words or their name in them."""
    seats = sa.select(Seat.id).where(Seat.person_id == person.id)
    of = _event.c.data
    asked = sa.select(Seat.id).where(
        Seat.person_id == person.id, of["name"].as_string().like("follow-" + sa.cast(Seat.id, sa.String) + "-%")
    )
    theirs = {
        "turn": of["id"].as_integer().in_(sa.select(Turn.id).where(Turn.seat_id.in_(seats))),
        "entry": of["seat"].as_integer().in_(seats) | asked.correlate(_event).exists(),
        "commitment": of["id"].as_integer().in_(sa.select(Commitment.id).where(Commitment.seat_id.in_(seats))),
        "wheel": of["facilitator"].as_integer() == person.id,
    }
    about = sa.or_(*(sa.and_(_event.c.kind == kind, condition) for kind, condition in theirs.items()))
    return sa.and_(_event.c.stream.in_(sa.select(STREAMS.c.stream)), about)


def _emptied(row: sa.Row) -> dict:
    asked = {"text": ""} if row.data.get("kind") == "follow_up" else {}
    return row.data | EMPTY[row.kind] | asked


holds(
    LiveEvent, "told", _l("What pages of live dialogues were told"), _telling,
    erases={"data": _emptied}, keeps="stream kind", why=words.STATISTICS, exported=False,
)  # fmt: skip


def _old(moment: datetime):
    return LiveStream.__table__.c.stream.in_(sa.select(STREAMS.c.stream).where(STREAMS.c.ended_at < moment))


def look(moment: datetime) -> Due:
    counted = sa.select(sa.func.count(), sa.func.min(STREAMS.c.ended_at))
    counted = counted.join_from(STREAMS, LiveStream.__table__, LiveStream.__table__.c.stream == STREAMS.c.stream)
    return Due(*db.session.execute(counted.where(STREAMS.c.ended_at < moment)).one())


def forget(moment: datetime) -> int:
    """The stream goes with its events: a page that still follows it is told to load anew."""
    some = sa.select(LiveStream.stream).where(_old(moment)).order_by(LiveStream.stream).limit(AT_ONCE)
    streams = list(db.session.scalars(some))
    for table in (_event, LiveBroadcast.__table__, LiveStream.__table__):
        db.session.execute(sa.delete(table).where(table.c.stream.in_(streams)))
    return len(streams)


periods.keeps(
    Period(
        "told",
        _l("What pages of live dialogues were told while they ran"),
        DAYS,
        look,
        forget,
        note=_l("What was said and done stays with the dialogue. Pages show it from there."),
    )
)
