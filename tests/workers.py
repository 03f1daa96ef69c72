"""Worker processes of the suite: those that people run, with a few kinds of jobs that only tests ask for."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

from tests.servers import ROOT


@contextmanager
def working(app, log, processes=2, lease=600, look=60, **settings):
    """A worker on the database of `app`; its process, which is killed in the end with all that it started. A lease and a
    look at the rows last so many seconds."""
    own = {"DATABASE": app.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE": app.config["INSTANCE_PATH"]}
    own |= {"SECRET_KEY": app.config["SECRET_KEY"], "WORKERS": processes, **settings}
    environment = os.environ | {f"ACADEMY_{name}": str(value) for name, value in own.items()}
    environment |= {"TEST_LEASE": str(lease), "TEST_LOOK": str(look)}
    with log.open("w") as output:
        command = [sys.executable, "-m", "tests.working", "work"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until(lambda: len(children(process.pid)) == processes + 1)  # one looks at the clock for all
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def kill(process):
    """Like a power cut: no process of it gets to do another thing."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(number) for number in file.read().split()]
    except FileNotFoundError:
        return []


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
