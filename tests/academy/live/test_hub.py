"""The hub by single ticks: what it asks the database for, whom it lets go, and what a database does that is away."""

import json
import socket

import pytest
import sqlalchemy as sa

from academy import live
from academy.db import db
from academy.live import hub as hubs
from academy.live.hub import Hub
from academy.live.listening import Listener


@pytest.fixture
def hub(lasting):
    """It ticks when the test says so."""
    made = Hub(lasting)
    made._thread = "the test's"
    return made


@pytest.fixture
def join(hub):
    """Whoever listens to a square from a number on; the other end of their connection."""
    ends = []

    def join(name, number=0):
        ours, theirs = socket.socketpair()
        theirs.settimeout(1)
        ends.append(theirs)
        hub.take(Listener(f"square/{name}", number), ours, b"")
        return theirs

    yield join
    for end in ends:
        end.close()


@pytest.fixture
def asked(lasting):
    """The statements that the database is asked."""
    statements = []

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    with lasting.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def numbers(end):
    """Of all events that came, frame by frame."""
    text = end.recv(1_000_000).decode()
    frames = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    return [[event["number"] for event in frame["events"]] for frame in frames]


def test_a_tick_asks_once_and_once_more_for_what_is_new_however_many_listen(hub, join, say, asked):
    ends = [join("few-questions") for _ in range(50)]
    hub.tick()
    say("few-questions", "one", "two")
    asked.clear()

    hub.tick()
    with_news = len(asked)
    hub.tick()

    assert (with_news, len(asked)) == (2, 3)
    assert [numbers(end) for end in ends] == [[[1, 2]]] * 50


def test_nobody_listening_is_nothing_to_ask(hub, asked):
    hub.tick()

    assert asked == []


def test_who_comes_with_another_number_gets_exactly_the_rest(hub, join, say):
    say("mixed", "one", "two", "three")
    ahead, behind = join("mixed", 3), join("mixed", 1)
    hub.tick()
    late = join("mixed", 2)
    say("mixed", "four")
    hub.tick()

    assert numbers(ahead) == [[4]]
    assert numbers(behind) == [[2, 3], [4]]
    assert numbers(late) == [[3, 4]]


def test_whoever_has_listened_long_enough_comes_back_to_be_asked_again(hub, join, monkeypatch):
    monkeypatch.setattr("academy.live.listening.LIFE", -1)
    end = join("for-ever")

    hub.tick()

    assert end.recv(10) == b""
    assert hub.count == 0


def test_whoever_hangs_up_is_forgotten(hub, join):
    ends = [join("gone") for _ in range(3)]
    hub.tick()
    for end in ends:
        end.close()

    hub._serve(hubs.time.monotonic() + 0.1)

    assert hub.count == 0
    assert not hub._tails


def test_while_the_database_is_away_everybody_waits_and_then_gets_everything(hub, join, say, monkeypatch):
    end = join("away")
    hub.tick()
    say("away", "one")
    with monkeypatch.context() as patched:
        patched.setattr(live, "since", broken)
        hub.tick()
        hub.tick()
    say("away", "two")

    hub.tick()

    assert numbers(end) == [[1, 2]]


def broken(stream, number):
    raise sa.exc.OperationalError("SELECT", {}, Exception("away"))


def test_many_events_come_in_frames_of_a_bounded_size(hub, join, say, monkeypatch):
    monkeypatch.setattr(live, "MOST", 4)
    end = join("many")
    hub.tick()
    say("many", *map(str, range(10)))

    for _ in range(3):
        hub.tick()

    assert numbers(end) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
