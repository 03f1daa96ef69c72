"""A public broadcast: the worker hands frames over to a real nginx with nchan, which sends them to everybody."""

import http.server
import json
import threading
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from academy import live
from academy.db import db
from academy.live.broadcast import Broadcast
from academy.live.models import LiveBroadcast
from tests.broadcasters import broadcaster, missing
from tests.listeners import Follower, Listening
from tests.queues import redis_server
from tests.workers import kill, wait_until, working

with_nginx = pytest.mark.skipif(bool(missing()), reason=missing() or "there is one")


@pytest.fixture
def taker():
    """A server that takes frames as nchan does, or refuses all: `taker.status` is what it answers."""
    taken = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if server.status == 202:
                taken.append((self.path, json.loads(body)))
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.taken = 202, taken
    server.url = f"http://127.0.0.1:{server.server_port}/publish/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def closing():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def broadcast(lasting, taker, monkeypatch):
    """Ticks of a worker of its own."""

    def made():
        monkeypatch.setitem(lasting.config, "LIVE_FANOUT", taker.url)
        return Broadcast(lasting)

    return made


def spans(taker, name):
    return [(frame["from"], frame["to"]) for path, frame in taker.taken if path == f"/publish/square/{name}"]


def test_each_frame_of_a_public_stream_is_handed_over_once(lasting, say, taker, broadcast):
    worker = broadcast()
    say("plain", "one", "two")
    worker.tick()
    worker.tick()
    say("plain", "three")
    worker.tick()

    assert spans(taker, "plain") == [(1, 2), (3, 3)]
    assert not [path for path, _ in taker.taken if "person" in path]


def test_what_is_not_public_is_never_broadcast(lasting, taker, broadcast):
    with lasting.app_context():
        live.publish("person/7", "reviewed", run=1)
        db.session.commit()

    broadcast().tick()

    assert not [path for path, _ in taker.taken if "person" in path]


def test_a_server_that_is_away_gets_everything_later(say, taker, broadcast):
    worker = broadcast()
    taker.status = 503
    say("later", "one")
    worker.tick()
    say("later", "two")
    worker.tick()
    taker.status = 202
    worker.tick()

    assert spans(taker, "later") == [(1, 2)]


def test_a_worker_that_was_killed_before_it_remembered_sends_the_frame_again(lasting, say, taker, broadcast):
    say("again", "one")
    broadcast().tick()
    with lasting.app_context():
        db.session.execute(sa.delete(LiveBroadcast).where(LiveBroadcast.stream == "square/again"))
        db.session.commit()
    say("again", "two")

    broadcast().tick()

    assert spans(taker, "again") == [(1, 1), (1, 2)]


def test_two_workers_hurt_nobody(say, taker, broadcast):
    workers = [broadcast(), broadcast()]
    for number in range(10):
        say("two", str(number))
        threads = [threading.Thread(target=worker.tick) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    last = 0
    for first, to in spans(taker, "two"):
        assert first <= last + 1, "nothing is left out"
        last = max(last, to)
    assert last == 10


@with_nginx
@pytest.mark.slow
@pytest.mark.parametrize("redis", [False, True])
def test_everybody_gets_everything_by_nginx_also_when_it_and_the_worker_are_killed(
    redis, lasting, say, tmp_path, closing
):
    behind = closing.enter_context(redis_server()).url if redis else ""
    nginx = closing.enter_context(broadcaster(tmp_path / "nginx", "http://127.0.0.1:9", redis=behind))
    name = f"hall-{redis}"
    told = []

    def speak(number):
        for _ in range(number):
            told.append(f"word {len(told)}")
            say(name, told[-1])

    def worker(log):
        return working(lasting, tmp_path / log, processes=1, LIVE_FANOUT=nginx.fanout)

    everybody = [Follower(nginx.url, f"/broadcast/square/{name}", numbered=False) for _ in range(20)]
    with worker("first") as first:
        speak(5)
        wait_until(lambda: all(len(each.events) == 5 for each in everybody))
        nginx.kill()
        speak(5)
        nginx.start()
        wait_until(lambda: all(len(each.events) == 10 for each in everybody))
        kill(first)
    speak(5)
    with worker("second"):
        wait_until(lambda: all(len(each.events) == 15 for each in everybody))
        for each in everybody:
            each.over = True

    for each in everybody:
        assert each.breaks
        assert [event["data"]["word"] for event in each.events] == told


@with_nginx
@pytest.mark.slow
def test_a_silent_broadcast_beats(tmp_path):
    with broadcaster(tmp_path / "nginx", "http://127.0.0.1:9") as nginx:
        listening = Listening(nginx.url, "/broadcast/square/silence")
        listening.message(3)

        assert listening.message(20)["event"].strip() == "beat"
