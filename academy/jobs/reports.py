"""How far jobs are that do everything in one transaction, where only one can write: told in the store of the queue."""

from flask import current_app

from academy.db import db
from academy.jobs.models import Job
from academy.logs import log


def tell(job: Job, done: int, total: int) -> None:
    """A queue that cannot be reached is no reason to stop working."""
    try:
        current_app.extensions["queue"].put(_key(job.id), [done, total])
    except Exception:
        log.warning("progress not told", extra={"job": job.id})


def read(job: Job) -> tuple[int, int]:
    """(done, total) as it was told last, beside the row or in it."""
    if job.state != "running" or db.engine.dialect.name != "sqlite":
        return job.done, job.total
    try:
        told = current_app.extensions["queue"].get(_key(job.id), peek=True)
    except Exception:
        told = None
    return tuple(told) if told else (job.done, job.total)


def drop(job_id: int) -> None:
    try:
        current_app.extensions["queue"].delete(_key(job_id))
    except Exception:
        log.warning("progress not forgotten", extra={"job": job_id})


def _key(job_id: int) -> str:
    return f"report-{job_id}"
