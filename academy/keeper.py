"""Keeps the worker running beside a server: one that dies is followed by the next, and none outlives the server.

A small process of its own, since a server that forks its workers must not start others from a thread.
"""

import json
import os
import signal
import subprocess
import sys
import time

LOOK = 0.2  # seconds
PAUSE = 2  # seconds, so that a worker which dies at once is not started without end
LAST_JOB = 30  # seconds for the job at hand when the server stops


def keep(server: int) -> None:
    """Until told to stop, or until the server of this process id is gone."""
    told = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.append(True))

    def wanted():
        return not told and os.getppid() == server

    while wanted():
        worker = subprocess.Popen([sys.executable, "-m", "academy.cli", "work"])
        while wanted() and worker.poll() is None:
            time.sleep(LOOK)
        if worker.poll() is None:
            _stop(worker)
        else:
            line = {"level": "ERROR", "name": "academy", "message": "worker died", "status": worker.poll()}
            print(json.dumps(line), file=sys.stderr)
            time.sleep(PAUSE)


def _stop(worker: subprocess.Popen) -> None:
    worker.terminate()
    try:
        worker.wait(LAST_JOB)
    except subprocess.TimeoutExpired:
        worker.kill()  # its job is not lost: the next worker takes it up


if __name__ == "__main__":
    keep(int(sys.argv[1]))
