"""The worker: processes that do the jobs, woken by a small queue and looking by themselves every minute."""

import gc
import os
import time
from functools import partial

from flask import Flask
from huey.consumer import Consumer, ForkSafeFlag, Scheduler, Worker

from academy import jobs
from academy.db import apart, db
from academy.jobs import queues
from academy.live import beats, broadcast
from academy.logs import log

NICE = 5  # whoever waits for a page goes first
LAST_JOB = 25  # seconds for the jobs at hand when it is told to stop; the keeper waits a little longer
LOOK = 60  # seconds from one look at the rows to the next
LOOK_ALONE = 3  # the same while the queue cannot be reached


def init_app(app: Flask) -> None:
    """The queue only carries ids to the worker: losing it loses nothing, since the jobs are rows."""
    queue = queues.opened(app)

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
    app.extensions["add_daily"] = add_daily
    app.extensions["worker_stops"] = lambda: False


def work(app: Flask) -> None:
    """Do jobs in WORKERS processes until told to stop; SIGTERM lets the jobs at hand finish.

    Drawing is processor time, and a process draws one page at a time: more of them draw more on more cores. They are
    forked before anything is connected to, and do not look for garbage in what they all share.
    """
    gc.freeze()
    consumer = _Consumer(
        app,
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


class _Looking:
    """Looks at something again and again; none outlives the process that started it, not even one that was killed."""

    def begin(self, look, stops) -> None:
        self.look, self.stops, self.next_look = look, stops, 0.0

    def is_over(self) -> bool:
        if over := self.stops():
            self.stop_flag.set()  # the others, too
        return over

    def look_if_due(self) -> bool:
        if time.monotonic() < self.next_look:
            return False
        self.next_look = time.monotonic() + LOOK
        try:
            self.look()
        except Exception:
            log.exception("worker cannot look for jobs")
        return True


class _Worker(_Looking, Worker):
    """Does what it is woken for. While the queue cannot be reached, it looks at the rows often."""

    reached = True

    def initialize(self):
        os.nice(NICE)
        super().initialize()

    def loop(self, now=None):
        if self.is_over() or self.look_if_due():
            return
        if self._reaches():
            super().loop(now)
        else:
            self.stop_flag.wait(LOOK_ALONE)
            self.next_look = 0.0

    def _reaches(self) -> bool:
        trouble = queues.trouble(self.huey)
        if trouble and self.reached:
            log.error("queue not reached", extra={"trouble": trouble})
        elif not (trouble or self.reached):
            log.info("queue reached again")
        self.reached = not trouble
        return self.reached


class _Clock(_Looking, Scheduler):
    """Looks at the clock for all of them: huey's own timetable would be lost with the queue. There is one of it, so live
    things are driven and broadcast here, too."""

    def initialize(self):
        beats.begin(self.app, self.stops)
        broadcast.begin(self.app, self.stops)

    def loop(self, now=None):
        if not (self.is_over() or self.look_if_due()):
            self.stop_flag.wait(1)


class _Consumer(Consumer):
    worker_class, scheduler_class = _Worker, _Clock

    def __init__(self, app: Flask, **options):
        self.app = app
        self.parent = os.getpid()
        super().__init__(app.extensions["queue"], **options)

    def _create_worker(self) -> _Worker:
        return self._begun(super()._create_worker(), "do_all_due")

    def _create_scheduler(self) -> _Clock:
        clock = self._begun(super()._create_scheduler(), "add_daily")
        clock.app = self.app
        return clock

    def _begun(self, made, look: str):
        made.begin(self.app.extensions[look], partial(_stops, self.stop_flag, self.parent))
        return made


def _stops(flag: ForkSafeFlag, parent: int) -> bool:
    """Asked in a worker: whether it was told to stop, or is left alone."""
    return flag.is_set() or os.getppid() != parent
