"""A real server on a real database: many at once, kill -9 in the middle, and hundreds of senseless requests."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
import pytest

from academy import records
from academy.accounts import passwords
from academy.db import db
from academy.records.models import Result
from scenarios import runs
from scenarios.models import Grade, Move, Run
from scenarios.vocabulary import ACTIONS
from tests import databases, factories, servers
from tests.bench.clients import FORM, Client
from tests.conftest import application, database

ROOT = Path(__file__).parents[2]
SORRY = "We are sorry. A crew clears the drain on Thursday."
PASSWORD = "of-the-suite-only"
# one process that is killed and one that forks the next in no time, as every arbiter does
FORKING = """
from academy.server import Server
Server(bind="127.0.0.1:{port}", workers=1, threads=4, worker_class="gthread", preload_app=True,
       control_socket_disable=True, loglevel="error").run()
"""


@pytest.fixture(scope="module", params=databases.kinds())
def house(request, tmp_path_factory):
    """An application on a database of its own, where what is committed stays."""
    with database(request.param, tmp_path_factory) as url:
        app = application(url, tmp_path_factory.mktemp("instance"))
        with app.app_context():
            flask_migrate.upgrade()
            factories.scenario(**{"pace: 4": "pace: 0\n    costs: {message: 0}"})
            factories.practice()
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def address(house, tmp_path_factory):
    """Where a server answers for it that is preloaded and forks a new worker as soon as one dies."""
    port = servers.free_port()
    environment = os.environ | {
        f"ACADEMY_{name}": str(house.config[name]) for name in ("DATABASE", "INSTANCE", "SECRET_KEY")
    }
    log = tmp_path_factory.mktemp("log") / "server.log"
    with log.open("wb") as output:
        arbiter = subprocess.Popen(
            [sys.executable, "-c", FORKING.format(port=port)], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    house.extensions["arbiter"] = arbiter.pid
    wait_for(port)
    yield f"http://127.0.0.1:{port}"
    arbiter.terminate()
    arbiter.wait(timeout=30)
    assert "Traceback" not in log.read_text(), log.read_text()[-4000:]


@pytest.fixture
def learner(house, address):
    """A learner who is signed in, as a client and as the id of a new run of theirs that counts."""
    with house.app_context():
        course = db.session.query(records.Edition).filter_by(slug="practice").one()
        person = factories.learner()
        passwords.put(person, PASSWORD)
        enrolment = records.enrol(person, "practice")
        records.record(enrolment, "lesson/read-me", attempt=1, edition=course, score=None, passed=True)
        run = factories.run(enrolment=enrolment)
        db.session.commit()
        return Client(address).sign_in(person.email, PASSWORD), run.id


def wait_for(port, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise RuntimeError("the server does not answer")


def send(client, path, **form):
    """Post a form on a connection of its own; the status."""
    connection = HTTPConnection(client.connection.host, client.connection.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("POST", path, urlencode({"csrf_token": client.token, **form}), {**client.headers, **FORM})
        return connection.getresponse().status


def at_once(client, path, forms):
    with ThreadPoolExecutor(len(forms)) as pool:
        return sorted(pool.map(lambda form: send(client, path, **form), forms))


def test_the_same_form_sent_many_times_at_once_makes_one_move(house, learner):
    client, run_id = learner
    form = {"number": 1, "action": "reply", "post": "drain", "reply": SORRY}

    statuses = at_once(client, f"/scenarios/runs/{run_id}", [form] * 8)

    with house.app_context():
        assert statuses == [302] * 8
        assert db.session.query(Move).filter_by(run_id=run_id).count() == 1
        assert db.session.query(Grade).join(Grade.move).filter(Move.run_id == run_id).count() == 1


def test_of_different_moves_at_once_one_is_made_and_the_others_are_told(house, learner):
    client, run_id = learner
    forms = [{"number": 1, "action": "reply", "post": "drain", "reply": f"{SORRY} {n}"} for n in range(8)]

    statuses = at_once(client, f"/scenarios/runs/{run_id}", forms)

    with house.app_context():
        assert statuses == [302] + [409] * 7
        assert db.session.query(Move).filter_by(run_id=run_id).count() == 1


def test_moves_and_reports_of_the_clock_do_not_disturb_each_other(house, learner):
    client, run_id = learner
    paths = [f"/scenarios/runs/{run_id}/clock", f"/scenarios/runs/{run_id}"] * 6
    forms = [{"number": 1, "action": "message", "post": "drain", "reply": SORRY}] * 12

    with ThreadPoolExecutor(12) as pool:
        statuses = set(pool.map(lambda path, form: send(client, path, **form), paths, forms))

    with house.app_context():
        assert statuses <= {200, 204, 302}
        assert db.session.query(Move).filter_by(run_id=run_id).count() == 1


def test_many_clicks_on_start_begin_one_run(house, learner):
    client, run_id = learner
    with house.app_context():
        run = db.session.get(Run, run_id)
        while not run.finished_at:
            runs.submit(run, len(run.moves) + 1, "wait")
        db.session.commit()

    statuses = at_once(client, "/scenarios/start/practice/street", [{}] * 8)

    with house.app_context():
        begun = db.session.query(Run).filter_by(enrolment_id=db.session.get(Run, run_id).enrolment_id).all()
        assert statuses == [302] * 8
        assert sorted(run.attempt for run in begun) == [1, 2]


@pytest.mark.parametrize("rounds", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_after_kill_9_in_the_middle_of_a_move_the_retry_makes_exactly_one(house, learner, rounds):
    client, run_id = learner
    path, lost = f"/scenarios/runs/{run_id}", 0
    chance = random.Random(run_id)

    for number in range(1, rounds + 1):
        form = {"number": number, "action": "message", "post": "drain", "reply": f"{SORRY} That is message {number}."}
        lost += cut_off(house, client, path, form, after=chance.uniform(0, 0.03) if number > 1 else 0)
        assert retry(client, path, form) == 302

    with house.app_context():
        run = db.session.get(Run, run_id)
        assert [move.number for move in run.moves] == list(range(1, rounds + 1))
        assert all(move.grade and f"message {move.number}." in move.reply for move in run.moves)
        assert runs.feed(run).made == tuple(range(1, rounds + 1))
        assert lost


@pytest.mark.slow
def test_after_a_power_cut_the_whole_server_starts_again_and_the_retry_makes_one_move(tmp_path, house):
    with contextlib.ExitStack() as stack:
        url = ""
        if house.config["DATABASE"].startswith("postgresql"):
            url = stack.enter_context(databases.empty_database(house.config["DATABASE"]))
        server = stack.enter_context(servers.running(tmp_path, url, LOG_LEVEL="WARNING"))
        client = Client(server.url).sign_in("instructor@academy.example", server.password)
        play = client.post("/scenarios/try/blocked-drain")
        form = {"number": 1, "action": "reply", "post": "drain", "reply": SORRY}

        connection = HTTPConnection(client.connection.host, client.connection.port)
        connection.request("POST", play, urlencode({"csrf_token": client.token, **form}), {**client.headers, **FORM})
        server.kill()
        server.start()

        assert [send(client, play, **form) for _ in range(2)] == [302, 302]
        assert send(client, play, **form | {"reply": "Something else."}) == 409
        page = Client(server.url).sign_in("instructor@academy.example", server.password).get(play)
        assert page.count(SORRY) == 1


def cut_off(house, client, path, form, after):
    """Send a form and kill the process that answers, so many seconds later. True when no answer came."""
    connection = HTTPConnection(client.connection.host, client.connection.port, timeout=30)
    connection.request("POST", path, urlencode({"csrf_token": client.token, **form}), {**client.headers, **FORM})
    time.sleep(after)
    for worker in children(house.extensions["arbiter"]):
        os.kill(worker, signal.SIGKILL)
    try:
        return connection.getresponse().status != 302
    except (OSError, HTTPException):
        return True
    finally:
        connection.close()


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def retry(client, path, form, seconds=20):
    """What a person does: send the same form until the server answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, HTTPException):
            return send(client, path, **form)
    raise RuntimeError("the server did not come back")


# Senseless requests, without a server between


SENSIBLE = [
    {"action": "reply", "post": "drain", "reply": SORRY},
    {"action": "message", "post": "house", "reply": "We come on Thursday."},
    {"action": "correct", "post": "drain", "reply": "Our correction: we come on Friday."},
    {"action": "refer", "post": "wires", "target": "power-company"},
    {"action": "hide", "post": "slur", "target": "no-insults"},
    {"action": "statement", "reply": "The committee clears the drain on Thursday."},
    {"action": "ignore", "post": "joke"},
]
STRANGE = {
    "number": ["", "x", 0, -1, 10**9, 3],
    "action": [*ACTIONS, "", "delete", "REPLY"],
    "post": ["drain", "wires", "slur", "house", "joke", "", "nowhere", "p" * 80, "../etc", "drain\r\n"],
    "target": ["", "water-board", "chief-officer", "no-insults", "platform", "x" * 70, "\u202e"],
    "reply": ["", " ", "x" * 2001, "🕊" * 2000, "\0", "بیوقوف", "<b>", "\u200b" * 10, "a\r\nb", "\x1b[0m"],
}


def any_form(chance, number):
    """A sensible form, of which as often as not one field is strange, and sometimes one is missing."""
    form = {"number": number, **chance.choice(SENSIBLE)}
    for field in chance.choice([[], chance.choices(list(STRANGE), k=2)]):
        form[field] = chance.choice(STRANGE[field])
    return {name: value for name, value in form.items() if chance.random() > 0.03}


def request(browser, chance, run):
    path = f"/scenarios/runs/{run.id}"
    kind = chance.choice(["move"] * 7 + ["clock", "clock", "look", "debrief", "start", "strange"])
    if kind == "move":
        return browser.post(path, data=any_form(chance, len(run.moves) + 1))
    if kind == "clock":
        return browser.post(f"{path}/clock", data={"seen": chance.choice(["", "0", "-3", "5", "x", "9" * 40])})
    if kind == "start":
        return browser.post("/scenarios/start/practice/street")
    if kind == "strange":
        return browser.open(path, method=chance.choice(["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]))
    return browser.get(path if kind == "look" else f"{path}/debrief")


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4))])
def test_two_hundred_senseless_requests_leave_a_sound_run(client, session, enrolment, seed):
    chance = random.Random(seed)
    browser = client.sign_in(enrolment.person)
    run = factories.run(enrolment=enrolment, edition=factories.scenario(**{"minutes: 120": "minutes: 600"}))
    for _ in range(200):
        before = [(move.number, move.minute, move.action, move.reply) for move in run.moves]
        answer = request(browser, chance, run)

        after = [(move.number, move.minute, move.action, move.reply) for move in run.moves]
        assert answer.status_code < 500, answer.text
        assert after[: len(before)] == before and len(after) - len(before) <= 1
        assert answer.status_code < 400 or after == before

    assert [move.number for move in run.moves] == list(range(1, len(run.moves) + 1))
    assert [move.minute for move in run.moves] == sorted(move.minute for move in run.moves)
    assert len(run.moves) > 5
    chain = session.query(Result).filter_by(activity="scenario/street", attempt=1).order_by(Result.revision).all()
    assert [result.revision for result in chain] == ([1] if run.finished_at else [])
