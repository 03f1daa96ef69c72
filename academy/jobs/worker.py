"""The worker: a process that does the jobs, woken by a small queue and looking by itself every minute."""

from flask import Flask
from huey import SqliteHuey, crontab

from academy import jobs
from academy.db import db
from academy.logs import log


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
            do(job_id)

    app.extensions["queue"] = queue
    app.extensions["wake_worker"] = queue.task()(do)
    app.extensions["do_all_due"] = do_all_due
    queue.periodic_task(crontab(minute="*"))(do_all_due)


def work(app: Flask) -> None:
    """Do jobs until told to stop; SIGTERM lets the job at hand finish."""
    app.extensions["do_all_due"]()
    log.info("worker started")
    consumer = app.extensions["queue"].create_consumer(workers=1, initial_delay=0.05, max_delay=0.5)
    consumer.run()
