"""Jobs: work that waits until after the request. A job is a row of our own transaction; the queue only wakes it."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from academy import clock
from academy.db import WRITES, db
from academy.jobs.models import Job
from academy.logs import log

LEASE = timedelta(minutes=10)  # a running job that has not reported for so long has lost its worker
TRIES = 5

_doers: dict[str, Callable[[Job], None]] = {}


def does(kind: str) -> Callable:
    """Decorates the function that does the jobs of a kind: called with the job, in a transaction of its own."""

    def register(function):
        _doers[kind] = function
        return function

    return register


def enqueue(kind: str, payload: dict, key: str | None = None) -> Job:
    """Add a job to this transaction. With a `key`, there is one unfinished job of it at most."""
    assert kind in _doers, f"nobody does jobs of the kind {kind}"
    if key and (job := db.session.scalar(sa.select(Job).where(Job.key == key, Job.finished_at.is_(None)))):
        return job
    job = Job(kind=kind, payload=payload, key=key)
    db.session.add(job)
    db.session.flush()
    db.session.info.setdefault("woken_jobs", []).append(job.id)
    return job


def run(job_id: int) -> bool:
    """Do a job if it is due and nobody else does it; False when there was nothing to do."""
    if not _claim(job_id):
        return False
    job = db.session.get(Job, job_id, populate_existing=True)
    try:
        _doers[job.kind](job)
    except Exception as error:
        _put_off(job_id, error)
        return True
    job.state, job.finished_at, job.payload = "done", clock.now(), {}
    db.session.commit()
    return True


def progress(job: Job, done: int, total: int, **state) -> None:
    """Report how far a job is, renew its lease, and remember `state` to resume from; commits what was done so far."""
    job.done, job.total, job.state_kept = done, total, {**job.state_kept, **state}
    job.lease_until = clock.now() + LEASE
    db.session.commit()


def due() -> list[int]:
    """The jobs that are waiting or have lost their worker."""
    query = sa.select(Job.id).where(_is_due()).order_by(Job.id).limit(500)
    return list(db.session.scalars(query))


def _is_due():
    now = clock.now()
    waiting = (Job.state == "waiting") & (Job.not_before <= now)
    return waiting | ((Job.state == "running") & (Job.lease_until < now))


def _claim(job_id: int) -> bool:
    db.session.rollback()
    db.session.connection(execution_options=WRITES)
    claim = sa.update(Job).where(Job.id == job_id, _is_due())
    claim = claim.values(state="running", tries=Job.tries + 1, lease_until=clock.now() + LEASE)
    claimed = db.session.execute(claim).rowcount == 1
    db.session.commit()
    return claimed


def _put_off(job_id: int, error: Exception) -> None:
    db.session.rollback()
    job = db.session.get(Job, job_id)
    job.error = f"{type(error).__name__}: {error}"[:2000]
    if job.tries >= TRIES:
        job.state, job.finished_at = "failed", clock.now()
    else:
        job.state, job.not_before = "waiting", clock.now() + timedelta(seconds=10 * 4**job.tries)
    db.session.commit()
    log.exception("job failed", extra={"job": job_id, "kind": job.kind, "tries": job.tries}, exc_info=error)


@sa.event.listens_for(sa.orm.Session, "after_commit")
def _wake(session):
    """Wake the worker. If that fails the job is not lost: the worker looks by itself every minute."""
    for job_id in session.info.pop("woken_jobs", ()):
        try:
            current_app.extensions["wake_worker"](job_id)
        except Exception:
            log.exception("worker not woken", extra={"job": job_id})


@sa.event.listens_for(sa.orm.Session, "after_rollback")
def _forget(session):
    session.info.pop("woken_jobs", None)
