"""What people do about jobs: look at them, cancel them, have them tried again."""

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, jobs
from academy.db import db, refused_as
from academy.jobs import kinds
from academy.jobs.models import STATES, Job

MOST_AGAIN = 1000  # tried again by one request


class Over(Exception):
    """It is too late for that."""


class UnderWay(Exception):
    """Another job does the same already."""


def job_or_404(person, job_id: int) -> Job:
    """A job: administrators find all, others what they asked for, while they still are what that was allowed to."""
    job = db.session.get(Job, job_id)
    if job is None:
        abort(404)
    own = job.person_id == person.id and person.role in kinds.of(job).roles
    return job if own or person.role == "administrator" else abort(404)


def counts() -> dict[str, int]:
    """How many are waiting, running, and failed without anything having come after them."""
    queries = {state: _in(state).with_only_columns(sa.func.count(Job.id)) for state in ("waiting", "running", "failed")}
    labelled = [query.order_by(None).scalar_subquery().label(state) for state, query in queries.items()]
    return dict(db.session.execute(sa.select(*labelled)).one()._mapping)


def listed(state: str) -> sa.Select:
    """Those in a state with who asked for them: first what comes next, or was over last. What is done every day is not
    worth a line once it is done."""
    assert state in STATES
    order = Job.id if state in ("waiting", "running") else Job.finished_at.desc()
    return _in(state).order_by(order, Job.id).options(sa.orm.joinedload(Job.person))


def may_cancel(job: Job) -> bool:
    asked = job.state == "running" and job.cancel_asked_at
    return kinds.of(job).cancellable and job.state in ("waiting", "running", "failed") and not asked


def cancel(actor, job: Job) -> None:
    """Have it end as soon as it can; one that failed is left undone. To ask twice is to ask once. Raises Over."""
    _hold(job)
    if job.state == "cancelled" or job.cancel_asked_at:
        return
    if not may_cancel(job):
        raise Over
    audit.note("job.cancelled", actor, job, reason=job.kind)
    if job.state == "running":
        job.cancel_asked_at = clock.now()
    else:
        jobs.close(job)
    db.session.flush()


def again(actor, job: Job) -> None:
    """Have a job that failed tried again, as often as a new one. Raises Over, UnderWay."""
    _hold(job)
    if job.state in ("waiting", "running"):
        return
    if job.state != "failed":
        raise Over
    with refused_as(UnderWay()):
        _renew(job)
        db.session.flush()
    audit.note("job.again", actor, job, reason=job.kind)


def all_again(actor) -> int:
    """Everything that failed, as far as nothing came after it: how many that are."""
    found = db.session.scalars(_in("failed").order_by(Job.id).limit(MOST_AGAIN).with_for_update(of=Job)).all()
    for job in found:
        _renew(job)
        audit.note("job.again", actor, job, reason=job.kind)
    db.session.flush()
    return len(found)


def _renew(job: Job) -> None:
    job.state, job.finished_at, job.not_before = "waiting", None, clock.now()
    job.tries_allowed = job.tries + (kinds.of(job).tries or jobs.TRIES)
    jobs.wake(job)


def _in(state: str) -> sa.Select:
    query = sa.select(Job).where(Job.state == state)
    if state == "done":
        return query.where(Job.kind.not_in(kinds.daily()) | Job.person_id.is_not(None))
    return query.where(~_followed()) if state == "failed" else query


def _followed():
    """Whether the same was asked for again later."""
    later = sa.orm.aliased(Job)
    return sa.exists().where(later.key == Job.key, later.id > Job.id).correlate(Job)


def _hold(job: Job) -> None:
    """Two who decide at the same moment, or a worker that takes it: the second sees what the first has done."""
    db.session.refresh(job, with_for_update={"of": Job})
