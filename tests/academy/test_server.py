"""The production server as it is started: it answers, its worker does the jobs, and both stop when told."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

import pytest
import sqlalchemy as sa

from academy import mail
from academy.db import begin_writing, db
from academy.jobs.models import Job
from tests.commands import typed


@pytest.fixture(scope="module")
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def server(lasting, port, tmp_path_factory):
    with started(lasting, port, tmp_path_factory.mktemp("server") / "log") as process:
        yield process


@contextmanager
def started(lasting, port, log):
    """`academy run` in a process of its own."""
    settings = {"DATABASE": lasting.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE": str(lasting.config["INSTANCE_PATH"])}
    environment = os.environ | {f"ACADEMY_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "academy.cli", "run", "--port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: ask(port, "/healthz")[0] == 200)
        wait_until(lambda: "worker started" in log.read_text())
        yield process
    finally:
        process.terminate()
        process.wait(30)


def ask(port, path, method="GET", body=None):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (ConnectionError, HTTPException):
        return None, ""
    finally:
        connection.close()


def wait_until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def state_of(lasting, job_id):
    with lasting.app_context():
        return db.session.scalar(sa.select(Job.state).where(Job.id == job_id))


def mailed(lasting):
    """The id of a job that was just committed."""
    with lasting.app_context():
        begin_writing()
        mail.send("officer@academy.example", "Hello", "Words.")
        job_id = db.session.scalar(sa.select(sa.func.max(Job.id)))
        db.session.commit()
        return job_id


def test_it_answers_pages_and_refuses_what_is_wrong(server, port):
    status, text = ask(port, "/accounts/sign-in")
    assert status == 200 and "<h1" in text
    assert ask(port, "/nowhere")[0] == 404
    assert ask(port, "/verify/%00")[0] == 400
    assert ask(port, "/accounts/sign-out", "POST")[0] == 401


def test_links_lead_to_where_it_listens_unless_somebody_said_otherwise(server, port):
    [where] = json.loads(ask(port, "/api/v1/openapi.json")[1])["servers"]

    assert where == {"url": f"http://127.0.0.1:{port}"}


def test_an_address_that_is_taken_is_said_in_one_line(lasting):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = typed(lasting, "run", "--port", port)

    assert done.exit_code == 1
    assert done.output == (
        f"Error: 127.0.0.1:{port} cannot be served: Address already in use. "
        "Stop what is there, or choose another port with --port.\n"
    )


def test_its_worker_does_the_jobs(server, lasting):
    job_id = mailed(lasting)

    wait_until(lambda: state_of(lasting, job_id) == "done", seconds=15)


def test_a_worker_that_dies_is_followed_by_the_next(server, lasting):
    os.kill(worker_of(server), signal.SIGKILL)
    job_id = mailed(lasting)

    wait_until(lambda: state_of(lasting, job_id) == "done", seconds=20)


def worker_of(server):
    """The process id of the worker that the server's keeper runs, or None."""
    for keeper in children(server.pid):
        for worker in children(keeper):
            with open(f"/proc/{worker}/cmdline") as file:
                if "work" in file.read().split("\0"):
                    return worker


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(number) for number in file.read().split()]
    except FileNotFoundError:
        return []


def test_it_stops_with_its_worker_when_told(server, port):
    wait_until(lambda: worker_of(server))
    worker = worker_of(server)

    server.terminate()

    assert server.wait(30) == 0
    assert not os.path.exists(f"/proc/{worker}")
    assert ask(port, "/healthz") == (None, "")


def test_no_worker_outlives_a_server_that_is_killed(server, lasting, port, tmp_path):
    server.wait(30)
    with started(lasting, port, tmp_path / "log") as doomed:
        worker = worker_of(doomed)

        doomed.kill()

        wait_until(lambda: not os.path.exists(f"/proc/{worker}"))
