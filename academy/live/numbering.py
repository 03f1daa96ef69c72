"""Events get their numbers when their transaction commits.

The row of each stream is counted up there, in the order of the streams' names and before the audit log is chained. So those
who publish to one stream wait for each other no longer than a commit takes, none waits for ever, and whoever is rolled back
leaves no gap.
"""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from academy import clock
from academy.db import db, insert
from academy.live import sources
from academy.live.models import LiveEvent, LiveStream

_WAITING = "live_events"
_MARKS = "live_marks"  # how many waited when a savepoint began


def publish(stream: str, kind: str, /, **data) -> None:
    """Add an event to a stream: it is numbered, and seen by others, when this transaction commits."""
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that there is something to roll back
    session.info.setdefault(_WAITING, []).append((stream, {"kind": kind, "data": data}))


@sa.event.listens_for(Session, "before_commit", insert=True)  # before the chain: whoever holds that waits for nobody
def _number(session):
    if session.in_nested_transaction() or not session.info.get(_WAITING):
        return
    by_stream = defaultdict(list)
    for stream, event in session.info.pop(_WAITING):
        by_stream[stream].append(event)
    at = clock.now()
    for stream in sorted(by_stream):
        events = by_stream[stream]
        first = _counted_up(session, stream, len(events)) - len(events) + 1
        rows = [{"stream": stream, "number": first + place, "at": at, **event} for place, event in enumerate(events)]
        session.execute(sa.insert(LiveEvent.__table__), rows)


def _counted_up(session, stream: str, by: int) -> int:
    """The newest number after so many more; others who publish to the stream wait here until our commit."""
    table = LiveStream.__table__
    first = insert(table).values(stream=stream, newest=by, public=sources.is_public(stream))
    counted = first.on_conflict_do_update(index_elements=["stream"], set_={"newest": table.c.newest + by})
    return session.scalar(counted.returning(table.c.newest))


@sa.event.listens_for(Session, "after_transaction_create")
def _mark(session, transaction):
    if transaction.nested:
        session.info.setdefault(_MARKS, {})[transaction] = len(session.info.get(_WAITING, ()))


@sa.event.listens_for(Session, "after_transaction_end")
def _unmark(session, transaction):
    session.info.get(_MARKS, {}).pop(transaction, None)


@sa.event.listens_for(Session, "after_rollback")
def _forget(session):
    """What was published in what is rolled back never happened."""
    savepoint = session.get_nested_transaction()
    del session.info.get(_WAITING, [])[session.info.get(_MARKS, {}).get(savepoint, 0) :]
