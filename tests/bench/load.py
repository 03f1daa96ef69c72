"""The load: sign-in page, course page and graded moves by 16 clients, on each database, under the production server."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import sqlalchemy as sa

from academy.app import create_app
from academy.db import db
from tests import databases
from tests.bench.clients import Client, measured

CLIENTS = 16
RUNS_EACH = 60
PASSWORD = "bench-only-password"
SCENARIO = "blocked-drain"
ROOT = Path(__file__).parents[2]


def main(seconds: float = 10) -> None:
    for kind in databases.kinds():
        with instance(kind) as (url, environment):
            print(f"\n{kind}, {CLIENTS} clients, {seconds:.0f} s each")
            app = create_app(DATABASE=url, INSTANCE=environment["ACADEMY_INSTANCE"], LOG_LEVEL="WARNING")
            runs = set_up(app)
            queries = counted_queries(app, runs["counted"])
            with server(environment) as address:
                report(address, runs, queries, seconds)


def report(address: str, runs: dict, queries: dict, seconds: float) -> None:
    clients = [Client(address).sign_in(learner(number), PASSWORD) for number in range(CLIENTS)]
    strangers = [Client(address) for _ in clients]
    rows = {
        "sign-in page": measured(strangers, lambda client, n: reading(client, "/accounts/sign-in"), seconds),
        "course page": measured(clients, lambda client, n: reading(client, "/courses/official-online"), seconds),
        "graded move": measured(clients, lambda client, n: moving(client, runs[n], runs["replies"]), seconds),
    }
    print(f"{'':14}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}{'requests':>10}{'queries':>9}")
    for name, row in rows.items():
        print(
            f"{name:14}{row['per second']:12.1f}{row['p50 ms']:9.1f}{row['p99 ms']:9.1f}{row['requests']:10.0f}"
            f"{queries[name]:9}"
        )


def reading(client, path):
    yield
    while True:
        client.get(path)
        yield


def moving(client, runs, replies):
    """Reply to the first post of run after run: every request is one graded, committed move."""
    yield
    for run in runs:
        for number, reply in enumerate(replies, 1):
            client.post(f"/scenarios/runs/{run}", number=number, action="reply", post="drain", reply=reply)
            yield
    raise RuntimeError("more moves than runs were made ready for: raise RUNS_EACH")


def set_up(app) -> dict:
    """Learners who are enrolled, and runs for each; gives the runs by client and the replies to send."""
    from academy import editions, records
    from academy.accounts import passwords, people
    from scenarios import runs

    with app.app_context():
        edition = editions.published("scenario", SCENARIO)
        scenario = editions.content(edition)
        found = {"replies": [post.example for post in scenario.posts if post.example][:6]}
        first = None
        for number in (*range(CLIENTS), "counted"):
            person = people.create(None, email=learner(number), name=f"Learner {number}", role="learner")
            if first is None:
                passwords.put(person, PASSWORD)
                first = person.password_hash
            person.password_hash = first
            records.enrol(person, "official-online")
            started = [runs.start(person, f"scenario/{SCENARIO}", edition, 60) for _ in range(RUNS_EACH)]
            found[number] = [run.id for run in started]
        db.session.commit()
        return found


def counted_queries(app, runs) -> dict[str, int]:
    """Database queries of one request each, in this process."""
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    reply = "We are sorry for the children who walk through it. A crew comes on Thursday; the number is in your inbox."
    move = {"number": 1, "action": "reply", "post": "drain", "reply": reply}
    counts = {"sign-in page": _count(app, lambda: client.get("/accounts/sign-in"))}
    client.post("/accounts/sign-in", data={"email": learner("counted"), "password": PASSWORD})
    client.get("/courses/official-online")  # parses the packs, once in a process
    client.post(f"/scenarios/runs/{runs[0]}", data=move)
    counts["course page"] = _count(app, lambda: client.get("/courses/official-online"))
    counts["graded move"] = _count(app, lambda: client.post(f"/scenarios/runs/{runs[1]}", data=move))
    return counts


def _count(app, ask) -> int:
    statements = []
    with app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    answer = ask()
    sa.event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code < 400, answer.status
    return len(statements)


def learner(number) -> str:
    return f"learner-{number}@example.org"


@contextlib.contextmanager
def instance(kind):
    """A database of this kind with the packs in it, and the environment that leads a server to it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder}/academy.sqlite"
        if kind == "postgresql":
            url = stack.enter_context(databases.empty_database(stack.enter_context(databases.postgresql_server())))
        environment = os.environ | {"ACADEMY_DATABASE": url, "ACADEMY_INSTANCE": folder, "ACADEMY_LOG_LEVEL": "WARNING"}
        subprocess.run([sys.executable, "-m", "academy.cli", "init"], env=environment, cwd=ROOT, check=True)
        yield url, environment


@contextlib.contextmanager
def server(environment):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "academy.cli", "run", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url, seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
