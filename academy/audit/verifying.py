"""Verifying the log by a job, and signing its head every day."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import jobs
from academy.audit import heads, witnesses
from academy.audit.models import AuditHead
from academy.audit.verification import Finding, Report, Verification
from academy.audit.witnesses import Doubtful, Witness
from academy.db import db, pause
from academy.jobs.models import Job

VERIFY = "audit-verify"


def begin() -> Verification:
    """A walk that knows every head that the academy itself keeps."""
    return Verification(own_witnesses())


def own_witnesses() -> Iterator[Witness | Doubtful]:
    from academy.certificates import signing

    keys = signing.public_keys()
    yield from witnesses.in_log(keys)
    if heads.path().exists():
        yield from witnesses.in_file(heads.path(), keys)


def ask(actor) -> Job:
    """Have it verified; while that waits or goes on, it is not asked for again."""
    return jobs.enqueue(VERIFY, {}, key=VERIFY, person=actor)


def newest() -> Job | None:
    return db.session.scalar(sa.select(Job).where(Job.kind == VERIFY).order_by(Job.id.desc()).limit(1))


def report_of(job: Job) -> Report | None:
    """What a job has found; None before it is done."""
    kept = job.result if job.state == "done" else None
    return Report(**kept | {"findings": [Finding(*each) for each in kept["findings"]]}) if kept else None


@jobs.does(VERIFY, words=_l("Verification of the audit log"), cancellable=True, roles=("administrator",))
def verify(job: Job) -> None:
    """Others write while a portion is looked at."""
    total = db.session.scalar(sa.select(AuditHead.number)) or 0
    with pause():
        found = begin()
        portions = found.portions()
    while True:
        with pause():
            number = next(portions, None)
        if number is None:
            break
        jobs.progress(job, number, max(total, number))
    job.result = found.report()._asdict()


@jobs.does("audit-head", daily=True)
def sign_head(job: Job) -> None:
    heads.witness()
