"""The job for finished runs that have no summary yet: those of before there were any, or all of them in a new form."""

import sqlalchemy as sa

from academy import jobs
from academy.db import db
from scenarios import outcomes, runs
from scenarios.analytics import summaries
from scenarios.models import Run

BATCH = 25


@jobs.does(summaries.SUMMARISE, daily=True)
def summarise(job) -> None:
    """A batch at a time, each kept: whoever takes the job over goes on with what is missing then."""
    done, total = job.done, job.done + summaries.count_missing()
    while batch := list(db.session.scalars(summaries.missing().order_by(Run.id).limit(BATCH))):
        for run in _locked(batch):
            feed = runs.feed(run)
            summaries.keep(run, feed, outcomes.outcome(run, feed))
        done += len(batch)
        jobs.progress(job, done, max(total, done))


def _locked(batch: list[int]) -> list[Run]:
    """Whoever reviews one of them meanwhile writes its summary after us, not under us."""
    query = sa.select(Run).where(Run.id.in_(batch)).order_by(Run.id).with_for_update(of=Run)
    query = query.options(sa.orm.selectinload(Run.moves), sa.orm.selectinload(Run.regrades))
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
