"""Jobs: work that waits until after the request. A job is a row of our own transaction; the queue only wakes it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from academy import __version__, clock, languages
from academy.db import begin_writing, db, once
from academy.jobs import kinds, models, reports
from academy.jobs.kinds import does, undoes
from academy.jobs.models import DailyRound, Job
from academy.logs import log

__all__ = [
    "LEASE", "TRIES", "Cancelled", "Failure", "LostLease", "does", "due", "enqueue", "enqueue_all", "enqueue_daily", "progress", "report",
    "run", "undoes", "wake",
]  # fmt: skip

LEASE = timedelta(minutes=10)  # a running job that has not reported for so long has lost its worker
TRIES = models.TRIES
FIRST_PAUSE = timedelta(seconds=10)  # four times as long after each further try
LONGEST_PAUSE = timedelta(hours=1)


class LostLease(Exception):
    """Another worker has taken the job over, because this one did not report for too long."""


class Cancelled(Exception):
    """Somebody asked that the job be cancelled. What was committed stays; let it pass."""


class Failure(Exception):
    """A job cannot be done, for a reason that can be said in `words` to whoever asked for it; `final` if it is no use to
    try again. `detail` is for whoever looks after the server."""

    def __init__(self, words: str, detail: str = "", final: bool = False):
        super().__init__(detail or words)
        self.words, self.final = words, final


def enqueue(
    kind: str, payload: dict, key: str | None = None, after: datetime | None = None, person=None, title: str = ""
) -> Job:
    """Add a job to this transaction, to be done soon `after` a moment if one is given. With a `key`, there is one
    unfinished job of it at most. The `person` who asks finds it at /jobs/<id>, by its `title`."""
    assert kind in kinds.known(), f"nobody does jobs of the kind {kind}"
    job, _new = once(
        lambda: _unfinished(key),
        lambda: Job(
            kind=kind,
            payload=payload,
            key=key,
            not_before=after or clock.now(),
            person_id=person and person.id,
            title=title[:200],
            tries_allowed=kinds.known()[kind].tries or TRIES,
        ),
    )
    wake(job)
    return job


def enqueue_all(kind: str, wanted: Iterable[tuple[dict, str]]) -> None:
    """Many jobs of a kind at once, as (payload, key), in a statement or two. The keys may not be those of unfinished ones."""
    tries = kinds.known()[kind].tries or TRIES
    rows = [{"kind": kind, "payload": payload, "key": key, "tries_allowed": tries} for payload, key in wanted]
    added = db.session.scalars(sa.insert(Job).returning(Job.id), rows).all() if rows else []
    db.session.info.setdefault("woken_jobs", []).extend(added)


def wake(job: Job) -> None:
    """Have a worker look at it once this transaction is committed."""
    db.session.info.setdefault("woken_jobs", []).append(job.id)


def enqueue_daily() -> None:
    """Add what is to be done every day: once for each day and version of the program, however many workers ask."""
    mark = f"{clock.today()} {__version__}"
    _round, new = once(lambda: db.session.get(DailyRound, mark), lambda: DailyRound(mark=mark))
    for kind in kinds.daily() if new else ():
        enqueue(kind, {}, key=kind)


def run(job_id: int) -> bool:
    """Do a job if it is due and nobody else does it; False when there was nothing to do."""
    claim = _claim(job_id)
    if claim is None:
        return False
    job = db.session.get(Job, job_id, populate_existing=True)
    job.claim, job.begun_at = claim, clock.now()
    try:
        with languages.of_the_house():
            _check(job)
            kinds.of(job).do(job)
        _change_own(job, state="done", finished_at=clock.now(), payload={})
    except Cancelled:
        _end(job_id, claim)
    except Exception as error:
        _put_off(job_id, claim, error)
    finally:
        if job.reported:
            reports.drop(job_id)
    return True


def progress(job: Job, done: int, total: int, **state) -> None:
    """Report how far a job is, renew its lease, and remember `state` to resume from; commits what was done so far.
    Raises Cancelled when somebody asked for that, and LostLease."""
    kept = {**job.state_kept, **state}
    cancel = _change_own(job, done=done, total=total, state_kept=kept, lease_until=clock.now() + LEASE)
    begin_writing()
    if cancel:
        raise Cancelled


def report(job: Job, done: int, total: int) -> None:
    """The same for work in one transaction, all or nothing: tells of it beside the transaction, and commits nothing. The
    job's own row may not be changed before. Raises Cancelled and LostLease.

    SQLite has one writer, which we are: nobody can take the job over or cancel it, so there it only shows how far it is.
    """
    if db.engine.dialect.name == "sqlite":
        job.reported = True
        reports.tell(job, done, total)
        return
    values = {"done": done, "total": total, "lease_until": clock.now() + LEASE}
    with db.engine.begin() as beside:
        beside.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
        changed = beside.execute(_own(job).values(**values)).first()
    if changed is None:
        raise LostLease
    if changed.cancel_asked_at:
        raise Cancelled


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


def _check(job: Job) -> None:
    """Whether a job that was just claimed is to be done at all."""
    if job.cancel_asked_at:
        raise Cancelled
    if job.claim > job.tries_allowed:
        raise Failure(_("The worker that did it was lost again and again."), "its worker was lost", final=True)


def _own(job: Job) -> sa.Update:
    """To change the job unless another worker has claimed it since: what it does, only one of us may keep."""
    own = sa.update(Job).where(Job.id == job.id, Job.state == "running", Job.tries == job.claim)
    return own.returning(Job.cancel_asked_at)


def _change_own(job: Job, **values) -> bool:
    """Change the job and commit; whether somebody asked that it be cancelled. Raises LostLease."""
    changed = db.session.execute(_own(job).values(**values)).first()
    if changed is None:
        raise LostLease
    db.session.commit()
    return changed.cancel_asked_at is not None


def _put_off(job_id: int, claim: int, error: Exception) -> None:
    """Try again later, or give it up."""
    begin_writing()
    job = db.session.get(Job, job_id, populate_existing=True)
    log.exception("job failed", extra={"job": job_id, "kind": job.kind, "tries": claim}, exc_info=error)
    if job.tries != claim:
        return  # whoever has it now says what becomes of it
    if job.cancel_asked_at:
        return _end(job_id, claim)
    known = isinstance(error, Failure)
    job.error = f"{type(error).__name__}: {error}"[:2000]
    job.trouble = error.words if known else ""
    if claim >= job.tries_allowed or (known and error.final):
        job.state, job.finished_at = "failed", clock.now()
    else:
        job.state, job.not_before = "waiting", clock.now() + _pause(job)
    db.session.commit()


def _pause(job: Job) -> timedelta:
    """Longer after each further try; somebody who asked that it be tried again begins anew."""
    nth = max(1, job.tries - job.tries_allowed + (kinds.of(job).tries or TRIES))
    return min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** (min(nth, 10) - 1))


def _end(job_id: int, claim: int) -> None:
    """What was not committed is undone; what waits for the job is told."""
    begin_writing()
    job = db.session.get(Job, job_id, populate_existing=True)
    if job.tries == claim and job.state == "running":
        close(job)
        db.session.commit()


def close(job: Job) -> None:
    """The job is cancelled, and nobody will take it up again."""
    kinds.of(job).undo(job)
    job.state, job.finished_at, job.payload, job.lease_until = "cancelled", clock.now(), {}, None


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
            break  # the others would be waited for in vain, too


@sa.event.listens_for(sa.orm.Session, "after_rollback")
def _forget(session):
    if not session.in_nested_transaction():
        session.info.pop("woken_jobs", None)
