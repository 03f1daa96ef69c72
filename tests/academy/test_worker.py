"""The worker's processes: each job is done once however many they are, and none of them is left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from academy import mail
from academy.db import begin_writing, db
from academy.jobs.models import Job

pytestmark = pytest.mark.slow


@contextmanager
def worker(app, log, processes=2):
    settings = {"DATABASE": app.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE": app.config["INSTANCE_PATH"]}
    settings["WORKERS"] = processes
    environment = os.environ | {f"ACADEMY_{name}": str(value) for name, value in settings.items()}
    with log.open("w") as output:
        command = [sys.executable, "-m", "academy.cli", "work"]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: len(children(process.pid)) == processes + 1)  # one looks at the clock for all
        yield process
    finally:
        process.terminate()
        process.wait(60)


def test_processes_share_the_jobs_and_nothing_is_done_twice(lasting, tmp_path):
    with lasting.app_context():
        with worker(lasting, tmp_path / "log") as process:
            begin_writing()
            for number in range(40):
                mail.send("officer@academy.example", f"Letter {number}", "Words.")
            db.session.commit()
            wait_until(lambda: states() == {"done": 40})
            process.terminate()
            status = process.wait(60)

        assert set(db.session.scalars(sa.select(Job.tries).where(Job.kind == "mail"))) == {1}
        assert len(list(mail.outbox().glob("*.eml"))) == 40
        assert status == 0, (tmp_path / "log").read_text()


def test_a_process_that_dies_is_followed_by_the_next(lasting, tmp_path):
    with worker(lasting, tmp_path / "log") as process:
        before = children(process.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)

        wait_until(lambda: len(set(children(process.pid)) - set(before)) == 3)


def test_no_process_outlives_a_worker_that_is_killed(lasting, tmp_path):
    with worker(lasting, tmp_path / "log") as process:
        left = children(process.pid)

        process.kill()

        wait_until(lambda: not any(map(runs, left)))


def states():
    db.session.rollback()
    query = sa.select(Job.state, sa.func.count()).where(Job.kind == "mail").group_by(Job.state)
    return dict(db.session.execute(query).all())


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(number) for number in file.read().split()]
    except FileNotFoundError:
        return []


def runs(pid):
    """Whether it is there and not just waiting to be buried."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
