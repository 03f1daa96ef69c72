"""The two streams of a sitting: the stage, for everybody with the link where it is open to them, and the hall, for those who sit in it."""

import sqlalchemy as sa

from academy import live
from academy.access import current_person
from academy.db import db
from scenarios.sittings import announcing, beat, shown
from scenarios.sittings.models import Sitting
from scenarios.sittings.planning import STAFF, seat_of


def _staged(stream: str) -> Sitting | None:
    return db.session.scalar(sa.select(Sitting).filter_by(key=stream.partition("/")[2]))


def _held(stream: str) -> Sitting | None:
    number = stream.partition("/")[2]
    return db.session.get(Sitting, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _inside(sitting: Sitting | None) -> bool:
    if sitting is None or not current_person.is_authenticated:
        return False
    return current_person.role in STAFF or seat_of(sitting, current_person) is not None


def _may_look_on(stream: str) -> bool:
    sitting = _staged(stream)
    if sitting is None or stream != announcing.stage(sitting):
        return False
    return sitting.public or _inside(sitting)


live.offer("stage", _may_look_on, lambda stream: shown.stage(_staged(stream)), public=True)
live.offer("closed", _may_look_on, lambda stream: shown.stage(_staged(stream)))
live.offer("hall", lambda stream: _inside(_held(stream)), lambda stream: shown.hall(_held(stream)))
live.beats.offer(beat.tick)
