"""Jobs: work that waits until after the request. A job is a row of our own transaction; the queue only wakes it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from academy import clock
from academy.db import begin_writing, db, once
from academy.jobs.models import Job
from academy.logs import log

LEASE = timedelta(minutes=10)  # a running job that has not reported for so long has lost its worker
TRIES = 5
FIRST_PAUSE = timedelta(seconds=10)  # four times as long after each further try

_doers: dict[str, Callable[[Job], None]] = {}
_daily: list[str] = []


class LostLease(Exception):
    """Another worker has taken the job over, because this one did not report for too long."""


def does(kind: str, daily: bool = False) -> Callable:
    """Decorates the function that does the jobs of a kind: called with the job, in a transaction of its own. What is
    done daily needs no payload."""

    def register(function):
        _doers[kind] = function
        _daily.extend([kind] * daily)
        return function

    return register


def enqueue(kind: str, payload: dict, key: str | None = None, after: datetime | None = None) -> Job:
    """Add a job to this transaction, to be done soon `after` a moment if one is given. With a `key`, there is one
    unfinished job of it at most."""
    assert kind in _doers, f"nobody does jobs of the kind {kind}"
    job, _ = once(
        lambda: _unfinished(key),
        lambda: Job(kind=kind, payload=payload, key=key, not_before=after or clock.now()),
    )
    db.session.info.setdefault("woken_jobs", []).append(job.id)
    return job


def enqueue_daily() -> None:
    """Add what is to be done every day; whatever is waiting already is not added again."""
    for kind in _daily:
        enqueue(kind, {}, key=kind)


def run(job_id: int) -> bool:
    """Do a job if it is due and nobody else does it; False when there was nothing to do."""
    claim = _claim(job_id)
    if claim is None:
        return False
    job = db.session.get(Job, job_id, populate_existing=True)
    job.claim = claim
    try:
        if claim > TRIES:
            raise LostLease("its worker was lost again and again")
        _doers[job.kind](job)
        _change_own(job, state="done", finished_at=clock.now(), payload={})
    except Exception as error:
        _put_off(job_id, claim, error)
    return True


def progress(job: Job, done: int, total: int, **state) -> None:
    """Report how far a job is, renew its lease, and remember `state` to resume from; commits what was done so far."""
    kept = {**job.state_kept, **state}
    _change_own(job, done=done, total=total, state_kept=kept, lease_until=clock.now() + LEASE)
    begin_writing()


def due() -> list[int]:
    """The jobs that are waiting or have lost their worker."""
    query = sa.select(Job.id).where(_is_due()).order_by(Job.id).limit(500)
    return list(db.session.scalars(query))


def _is_due():
    now = clock.now()
    waiting = (Job.state == "waiting") & (Job.not_before <= now)
    return waiting | ((Job.state == "running") & (Job.lease_until < now))


def _unfinished(key: str | None) -> Job | None:
    return key and db.session.scalar(sa.select(Job).where(Job.key == key, Job.finished_at.is_(None)))


def _claim(job_id: int) -> int | None:
    """Take a job that is due and begin to write: the number of this try, or None when the job is not to be had."""
    begin_writing()
    due_now = sa.update(Job).where(Job.id == job_id, _is_due())
    claimed = due_now.values(state="running", tries=Job.tries + 1, lease_until=clock.now() + LEASE).returning(Job.tries)
    claim = db.session.scalar(claimed)
    db.session.commit()
    begin_writing()
    return claim


def _change_own(job: Job, **values) -> None:
    """Change the job and commit, unless another worker has claimed it since: what it does, only one of us may keep."""
    own = sa.update(Job).where(Job.id == job.id, Job.state == "running", Job.tries == job.claim)
    if db.session.execute(own.values(**values)).rowcount != 1:
        raise LostLease
    db.session.commit()


def _put_off(job_id: int, claim: int, error: Exception) -> None:
    begin_writing()
    job = db.session.get(Job, job_id, populate_existing=True)
    log.exception("job failed", extra={"job": job_id, "kind": job.kind, "tries": claim}, exc_info=error)
    if job.tries != claim:
        return  # whoever has it now says what becomes of it
    job.error = f"{type(error).__name__}: {error}"[:2000]
    if claim >= TRIES:
        job.state, job.finished_at = "failed", clock.now()
    else:
        job.state, job.not_before = "waiting", clock.now() + FIRST_PAUSE * 4 ** (claim - 1)
    db.session.commit()


@sa.event.listens_for(sa.orm.Session, "after_commit")
def _wake(session):
    """Wake the worker. If that fails the job is not lost: the worker looks by itself every minute."""
    if session.in_nested_transaction():
        return  # a savepoint: nobody else sees the job yet
    for job_id in session.info.pop("woken_jobs", ()):
        try:
            current_app.extensions["wake_worker"](job_id)
        except Exception:
            log.exception("worker not woken", extra={"job": job_id})


@sa.event.listens_for(sa.orm.Session, "after_rollback")
def _forget(session):
    if not session.in_nested_transaction():
        session.info.pop("woken_jobs", None)
