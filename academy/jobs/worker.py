"""The worker: processes that do the jobs, woken by a small queue and looking by themselves every minute."""

import gc
import os
from functools import partial

from flask import Flask
from huey import SqliteHuey, crontab
from huey.consumer import Consumer, ForkSafeFlag, Worker

from academy import jobs
from academy.db import apart, db
from academy.logs import log

NICE = 5  # whoever waits for a page goes first
LAST_JOB = 25  # seconds for the jobs at hand when it is told to stop; the keeper waits a little longer


def init_app(app: Flask) -> None:
    """The queue only carries ids to the worker: losing it loses nothing, since the jobs are rows."""
    queue = SqliteHuey("academy", filename=str(app.config["INSTANCE_PATH"] / "queue.sqlite"), results=False)

    def do(job_id: int):
        with app.app_context():
            try:
                jobs.run(job_id)
            finally:
                db.session.remove()

    def do_all_due():
        with app.app_context():
            waiting = jobs.due()
        for job_id in waiting:
            if not app.extensions["worker_stops"]():
                do(job_id)

    def add_daily():
        with app.app_context(), apart():
            jobs.enqueue_daily()

    app.extensions["queue"] = queue
    app.extensions["wake_worker"] = queue.task()(do)
    app.extensions["do_all_due"] = do_all_due
    app.extensions["worker_stops"] = lambda: False
    app.extensions["at_first"] = (
        queue.periodic_task(crontab(minute="0", hour="0"))(add_daily),
        queue.periodic_task(crontab(minute="*"))(do_all_due),
    )


def work(app: Flask) -> None:
    """Do jobs in WORKERS processes until told to stop; SIGTERM lets the jobs at hand finish.

    Drawing is processor time, and a process draws one page at a time: more of them draw more on more cores. They are
    forked before anything is connected to, and do not look for garbage in what they all share.
    """
    os.nice(NICE)
    gc.freeze()
    for task in app.extensions["at_first"]:
        task()  # to be done by one of them
    consumer = _Consumer(
        app.extensions["queue"],
        workers=app.config["WORKERS"],
        worker_type="process",
        initial_delay=0.05,
        max_delay=0.5,
        health_check_interval=2,
        shutdown_timeout=LAST_JOB,
        graceful_signal="TERM",
    )
    app.extensions["worker_stops"] = partial(_stops, consumer.stop_flag, os.getpid())
    log.info("worker started")
    consumer.run()


class _Worker(Worker):
    """None outlives the process that started it, not even one that was killed."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.parent = os.getpid()

    def loop(self, now=None):
        if _stops(self.stop_flag, self.parent):
            self.stop_flag.set()  # the others, too
        else:
            super().loop(now)


class _Consumer(Consumer):
    worker_class = _Worker


def _stops(flag: ForkSafeFlag, parent: int) -> bool:
    """Asked in a worker: whether it was told to stop, or is left alone."""
    return flag.is_set() or os.getppid() != parent
