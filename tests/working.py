"""`academy` with jobs that only tests ask for: `python -m tests.working work`. What is set here holds in that process."""

import os
import time
from datetime import timedelta

from academy import cli, jobs
from academy.accounts.models import ServiceGroup
from academy.db import db, pause
from academy.jobs import worker

STEPS = 20


@jobs.does("many-steps", words="Many steps", cancellable=True)
def many_steps(job):
    """A row for each step, kept with it; which process did it is the name of the row."""
    for step in range(job.state_kept.get("step", 0), STEPS):
        with pause():
            time.sleep(job.payload["seconds"])
        code = f"{job.payload['word']}{step}"
        db.session.add(ServiceGroup(code=code, name=f"{code} {os.getpid()}"))
        jobs.progress(job, step + 1, STEPS, step=step + 1)


@jobs.does("all-or-nothing", words="All or nothing", cancellable=True)
def all_or_nothing(job):
    for step in range(STEPS):
        time.sleep(job.payload["seconds"])
        db.session.add(ServiceGroup(code=f"{job.payload['word']}{step}", name=f"{job.payload['word']} step {step}"))
        db.session.flush()
        jobs.report(job, step + 1, STEPS)


if __name__ == "__main__":
    jobs.LEASE = timedelta(seconds=float(os.environ.get("TEST_LEASE", 600)))
    worker.LOOK = float(os.environ.get("TEST_LOOK", 60))
    cli.main()
