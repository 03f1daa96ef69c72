"""Sends statements: in batches, in their order, as often as it takes. A store that has one already takes it as the same.

A store takes all of a batch or none. One that it refuses is halved until the statement at fault stands alone; that one is
kept with what the store said of it, and the others go on.
"""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import clock, jobs
from academy.db import apart, db, pause
from academy.logs import log
from academy.xapi import outbox, store
from academy.xapi.models import UNDER_WAY, Outlet, Statement
from academy.xapi.store import Answer

BATCH = 200  # statements of one request, a few hundred kilobytes
PAUSES = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20)]
LONGEST_PAUSE = timedelta(hours=1)
PATIENCE = timedelta(days=14)  # with a platform's store, whose token is not good for ever


@jobs.does(outbox.JOB, words=_l("Send statements to a learning record store"))
def send(job) -> None:
    """Send what waits for a store, for as long as it answers. Whoever writes while this ends finds it held and goes away:
    so it looks once more after it let go."""
    outlet, done = db.session.get(Outlet, job.payload["outlet"], populate_existing=True), 0
    while _take(outlet):
        try:
            while not _rests(outlet) and (batch := _due(outlet)):
                _deliver(outlet, batch)
                done += len(batch)
                jobs.progress(job, done, done)
        except Exception:
            with apart():
                outlet.held_until = None  # or the job's next try would find it held, and leave it
            raise
        _let_go(outlet)
        jobs.progress(job, done, done)


@jobs.does("xapi-left", daily=True)
def see_to_what_was_left(job) -> None:
    """Statements that wait without a job: their store was not configured for a while, say."""
    waiting = sa.exists().where(Statement.outlet_id == Outlet.id, Statement.state == "waiting")
    for outlet in db.session.scalars(sa.select(Outlet).where(waiting)).all():
        if not _rests(outlet):
            outbox.send_soon(outlet)


def _take(outlet: Outlet) -> bool:
    """Whether there is something to send, and this worker is the one that may."""
    if outlet.own and not outbox.configured():
        return False
    now = clock.now()
    free = sa.or_(Outlet.held_until.is_(None), Outlet.held_until <= now)
    awake = sa.or_(Outlet.rests_until.is_(None), Outlet.rests_until <= now)
    something = _waiting(outlet).where(Statement.not_before <= now).exists()
    taken = sa.update(Outlet).where(Outlet.id == outlet.id, free, awake, something).values(held_until=now + UNDER_WAY)
    found = db.session.scalar(taken.returning(Outlet.id).execution_options(synchronize_session=False))
    db.session.refresh(outlet)
    return found is not None


def _let_go(outlet: Outlet) -> None:
    outlet.held_until = None
    if outlet.closing and not db.session.scalar(_waiting(outlet).limit(1)):
        outlet.token = ""
    db.session.flush()


def _due(outlet: Outlet) -> list[sa.Row]:
    """The next batch: smaller after each failure, so that one statement which brings the store down stands alone."""
    columns = (Statement.id, Statement.uuid, Statement.content, Statement.written_at, Statement.tries, Statement.alone)
    query = _waiting(outlet, *columns).where(Statement.not_before <= clock.now())
    size = max(1, BATCH >> 2 * outlet.failures)
    found = list(db.session.execute(query.order_by(Statement.alone, Statement.id).limit(size)))
    return [one for one in found if not one.alone] or found[:1]


def _deliver(outlet: Outlet, batch: list[sa.Row]) -> None:
    outlet.held_until = clock.now() + UNDER_WAY
    with pause():
        answer = store.send(outlet, [one.content for one in batch])
    ids = [one.id for one in batch]
    if answer.good:
        _note(ids, state="sent", content=sa.null(), sent_at=clock.now(), status=answer.status, answer="")
        outlet.failures, outlet.rests_until, outlet.trouble = 0, None, ""
    elif not (answer.refuses or _is_over(outlet, answer, batch)):
        _put_off(outlet, answer, batch)
    elif len(batch) == 1:
        log.warning("xapi refused", extra={"statement": str(batch[0].uuid), "status": answer.status})
        _note(ids, state="refused", status=answer.status, answer=answer.text)
    else:
        middle = len(batch) // 2
        _deliver(outlet, batch[:middle])
        if not _rests(outlet):
            _deliver(outlet, batch[middle:])


def _is_over(outlet: Outlet, answer: Answer, batch: list[sa.Row]) -> bool:
    """Whether a platform's store will not answer any better: its token has ended, or it is gone."""
    ended = answer.status in (401, 403) or clock.now() - batch[0].written_at > PATIENCE
    return not outlet.own and ended


def _put_off(outlet: Outlet, answer: Answer, batch: list[sa.Row]) -> None:
    """Leave the store alone for a while; but a statement that fails by itself, while others arrive, waits by itself."""
    at_fault = outlet.own and len(batch) == 1 and (answer.status or 0) >= 500
    _note([one.id for one in batch], status=answer.status, answer=answer.text)
    if at_fault:
        later = clock.now() + _pause(batch[0].tries + 1)
        _note([batch[0].id], alone=True, not_before=later)
        outbox.send_soon(outlet, later)
    if at_fault and batch[0].alone and not outlet.failures:
        return
    outlet.failures += 1
    outlet.trouble = f"{answer.status or ''} {answer.text}".strip()
    outlet.rests_until = clock.now() + (answer.wait or _pause(outlet.failures))
    outbox.send_soon(outlet, outlet.rests_until)


def _note(ids: list[int], **values) -> None:
    """Write down what became of these; with a `status` they were tried once more."""
    own = sa.update(Statement).where(Statement.id.in_(ids), Statement.state == "waiting")
    tried = {"tries": Statement.tries + 1} if "status" in values else {}
    db.session.execute(own.values(**tried, **values), execution_options={"synchronize_session": False})


def _rests(outlet: Outlet) -> bool:
    return outlet.rests_until is not None and outlet.rests_until > clock.now()


def _pause(failures: int) -> timedelta:
    return PAUSES[failures - 1] if failures <= len(PAUSES) else LONGEST_PAUSE


def _waiting(outlet: Outlet, *columns) -> sa.Select:
    return sa.select(*(columns or (Statement.id,))).where(
        Statement.outlet_id == outlet.id, Statement.state == "waiting"
    )
