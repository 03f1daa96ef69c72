"""The queue: Redis for several machines, signed, and done without while it is down."""

import pickle
import time

import pytest
import redis
import requests
import sqlalchemy as sa

from academy import jobs, mail
from academy.db import begin_writing, db
from academy.jobs import queues, worker
from academy.jobs.models import Job
from tests import servers
from tests.queues import redis_server
from tests.workers import wait_until, working

pytestmark = pytest.mark.slow


@pytest.fixture
def queue():
    with redis_server() as queue:
        yield queue


@pytest.fixture
def house(lasting, queue, monkeypatch, tmp_path):
    """An application whose workers are woken by Redis."""
    before = dict(lasting.extensions)
    monkeypatch.setitem(lasting.config, "QUEUE", queue.url)
    monkeypatch.setitem(lasting.config, "MAIL_FOLDER", str(tmp_path / "outbox"))
    worker.init_app(lasting)
    with lasting.app_context():
        db.session.execute(sa.delete(Job))
        db.session.execute(sa.text("DELETE FROM daily_round"))
        db.session.commit()
        yield lasting
    lasting.extensions.update(before)


def settings(house, queue):
    return {"QUEUE": queue.url, "MAIL_FOLDER": house.config["MAIL_FOLDER"]}


def letters(count):
    begin_writing()
    for number in range(count):
        mail.send("officer@academy.example", f"Letter {number}", "Words.")
    db.session.commit()


def undone():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Job.id)).where(Job.finished_at.is_(None)))


def test_two_machines_share_the_jobs_and_nothing_is_done_twice(house, queue, tmp_path):
    other = tmp_path / "other-machine"
    other.mkdir()
    given = settings(house, queue)
    with working(house, tmp_path / "one", **given), working(house, tmp_path / "two", **{**given, "INSTANCE": other}):
        letters(60)
        wait_until(lambda: undone() == 0, seconds=30)
        one, two = (tmp_path / name for name in ("one", "two"))

    jobs_of = dict(db.session.execute(sa.select(Job.kind, sa.func.count(Job.id)).group_by(Job.kind)).all())
    assert jobs_of == {"mail": 60} | dict.fromkeys(jobs.kinds.daily(), 1)
    assert set(db.session.scalars(sa.select(Job.tries))) == {1}
    assert len(list(mail.outbox().glob("*.eml"))) == 60
    assert "ERROR" not in one.read_text() + two.read_text()


def test_a_waking_is_felt_at_once(house, queue, tmp_path):
    with working(house, tmp_path / "log", look=3600, **settings(house, queue)):
        wait_until(lambda: undone() == 0 and list(db.session.scalars(sa.select(Job.id))) != [])
        letters(1)
        wait_until(lambda: undone() == 0, seconds=3)


def test_a_redis_that_is_down_fails_no_request_and_stops_no_job(house, queue, tmp_path):
    with working(house, tmp_path / "log", look=3600, **settings(house, queue)):
        wait_until(lambda: undone() == 0)
        queue.stop()
        began = time.monotonic()
        letters(20)
        took = time.monotonic() - began
        wait_until(lambda: undone() == 0, seconds=30)
        queue.start()
        wait_until(lambda: "queue reached again" in (tmp_path / "log").read_text(), seconds=30)
        letters(1)
        wait_until(lambda: undone() == 0, seconds=3)

    log = (tmp_path / "log").read_text()
    assert took < 3
    assert len(list(mail.outbox().glob("*.eml"))) == 21
    assert 1 <= log.count("queue not reached") <= 2 + 1, "once for each process, not for each try"


def test_a_worker_starts_without_redis(house, queue, tmp_path):
    queue.stop()
    letters(3)
    with working(house, tmp_path / "log", **settings(house, queue)):
        wait_until(lambda: undone() == 0, seconds=30)


def test_what_somebody_else_writes_into_redis_is_not_run(house, queue, tmp_path):
    class Evil:
        def __reduce__(self):
            return (exec, (f"open({str(tmp_path / 'pwned')!r}, 'w')",))

    client = redis.Redis.from_url(queue.url)
    client.lpush("huey.redis.academy", pickle.dumps(Evil()), pickle.dumps(Evil()) + b":" + b"0" * 40)
    with working(house, tmp_path / "log", **settings(house, queue)):
        letters(1)
        wait_until(lambda: undone() == 0 and client.llen("huey.redis.academy") == 0, seconds=20)

    assert not (tmp_path / "pwned").exists()


def test_a_password_of_redis_is_not_logged(house, tmp_path, monkeypatch):
    monkeypatch.setitem(house.config, "QUEUE", "redis://:very-secret@127.0.0.1:1/0")

    trouble = queues.trouble(queues.opened(house))

    assert trouble and "very-secret" not in trouble


def test_checks_are_counted_together_and_go_on_without_redis(app, queue, tmp_path):
    """Two processes answer; with memory each would count for itself."""
    with servers.running(tmp_path / "server", QUEUE=queue.url, CHECKS_A_MINUTE="6") as server:
        together = [status_of(server) for _ in range(9)]
        queue.stop()
        alone = [status_of(server) for _ in range(3)]

    assert together == [404] * 6 + [429] * 3
    assert alone == [404] * 3


def status_of(server):
    return requests.get(f"{server.url}/verify/7K3M-Q0TX-9WBE-5", timeout=10).status_code
