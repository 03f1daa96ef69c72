"""Live events: numbered, so that a page which was away catches up exactly."""

import threading

import pytest

from academy import live
from academy.db import begin_writing, db
from academy.live import frames
from tests import factories
from tests.rivals import at_once, rivals

WRITERS, EACH = 8, 25


@pytest.fixture
def square():
    """Streams that everybody may read, but for those of the north."""
    live.offer("square", lambda stream: "north" not in stream, lambda stream: {"html": f"<p>{stream}</p>"}, public=True)


def said(stream, *words):
    for word in words:
        live.publish(stream, "said", word=word)
    db.session.commit()


def read(stream, after=0):
    return [(event.number, event.data["word"]) for event in live.since(stream, after)]


def test_events_are_numbered_within_their_stream(session):
    for stream in ("a", "b", "a", "a", "b"):
        live.publish(stream, "said", word=stream)
    session.commit()

    assert read("a") == [(1, "a"), (2, "a"), (3, "a")]
    assert read("b") == [(1, "b"), (2, "b")]
    assert (live.newest("a"), live.newest("b"), live.newest("c")) == (3, 2, 0)


def test_whoever_was_away_gets_exactly_what_they_missed(session):
    said("street", "one", "two", "three")

    assert read("street", 1) == [(2, "two"), (3, "three")]
    assert read("street", 3) == []


def test_a_long_absence_is_caught_up_with_in_parts(session, monkeypatch):
    monkeypatch.setattr(live, "MOST", 4)
    said("street", *map(str, range(10)))
    seen, asked = [], 0

    while found := live.since("street", seen[-1] if seen else 0):
        seen += [event.number for event in found]
        asked += 1

    assert seen == list(range(1, 11))
    assert asked == 3


def test_what_is_rolled_back_was_never_published_and_leaves_no_gap(session):
    said("street", "kept")
    live.publish("street", "said", word="given up")
    session.rollback()
    said("street", "next")

    assert read("street") == [(1, "kept"), (2, "next")]


def test_what_a_savepoint_takes_back_was_never_published(session):
    live.publish("street", "said", word="before")
    with session.begin_nested():
        live.publish("street", "said", word="inside")
        with pytest.raises(ValueError), session.begin_nested():
            live.publish("street", "said", word="taken back")
            raise ValueError
        live.publish("street", "said", word="after that")
    said("street", "last")

    assert [word for _, word in read("street")] == ["before", "inside", "after that", "last"]


def test_a_refused_savepoint_takes_back_those_inside_it_that_were_kept(session):
    live.publish("street", "said", word="before")
    with pytest.raises(ValueError), session.begin_nested():
        with session.begin_nested():
            live.publish("street", "said", word="kept inside")
        raise ValueError
    said("street", "last")

    assert [word for _, word in read("street")] == ["before", "last"]


def test_whoever_publishes_second_waits_for_the_first_to_commit(lasting):
    """On SQLite at its start, on PostgreSQL at the row of the stream: so numbers come in the order of commits."""
    from academy.live.numbering import _counted_up

    assert rivals(lasting, lambda: _counted_up(db.session, "lane", 1)) == [1, 2]


def test_those_who_publish_to_several_streams_never_wait_for_each_other_for_ever(lasting):
    def publish(streams):
        for stream in streams:
            live.publish(stream, "said", word=stream)

    streams = ["x", "y", "z"]
    at_once(
        *[
            lambda order=order: [in_transaction(lasting, lambda: publish(order)) for _ in range(EACH)]
            for order in (streams, streams[::-1], ["y", "x", "z"], ["z", "x", "y"])
        ]
    )

    with lasting.app_context():
        assert [live.newest(stream) for stream in streams] == [4 * EACH] * 3


def in_transaction(app, do):
    with app.app_context():
        begin_writing()
        do()
        db.session.commit()


def test_no_reader_misses_what_rivals_publish(lasting):
    """A reader at N asks for what came after N, and nothing smaller may ever appear later."""
    told, seen, done = [], [], threading.Event()

    def write(writer):
        for number in range(EACH):
            word = f"{writer}-{number}"
            in_transaction(lasting, lambda: live.publish("square/rivals", "said", word=word))
            told.append(word)

    def follow():
        while True:
            over = done.is_set()
            with lasting.app_context():
                found = read("square/rivals", seen[-1][0] if seen else 0)
            seen.extend(found)
            if over and not found:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    at_once(*[lambda writer=writer: write(writer) for writer in range(WRITERS)])
    done.set()
    reader.join()

    assert [number for number, _ in seen] == list(range(1, WRITERS * EACH + 1))
    assert sorted(word for _, word in seen) == sorted(told)
    for writer in range(WRITERS):
        own = [word for _, word in seen if word.startswith(f"{writer}-")]
        assert own == [f"{writer}-{number}" for number in range(EACH)]


def test_a_person_sees_their_own_events_only(client, session):
    me, other = factories.learner(), factories.learner()
    live.publish(live.of_person(me), "reviewed", run=7)
    live.publish(live.of_person(other), "reviewed", run=8)
    session.commit()

    answer = client.sign_in(me).get("/live/mine")

    [event] = answer.json["events"]
    assert (event["number"], event["kind"], event["data"]) == (1, "reviewed", {"run": 7})
    assert (answer.json["from"], answer.json["to"], answer.json["newest"]) == (1, 1, 1)
    assert client.get(f"/live/person/{me.id}").json == answer.json
    assert client.get(f"/live/person/{other.id}").status_code == 404


def test_a_page_that_knows_the_last_event_gets_nothing_new(client, session):
    me = factories.learner()
    live.publish(live.of_person(me), "reviewed", run=7)
    session.commit()

    answer = client.sign_in(me).get("/live/mine?after=1")

    assert answer.json == {"from": 2, "to": 1, "events": [], "newest": 1}
    assert client.get("/live/mine?after=1", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_nonsense_after_is_no_error(client):
    client.sign_in(factories.learner())

    assert client.get("/live/mine?after=soon").status_code == 200
    assert client.get("/live/mine?after=-5").status_code == 200
    assert client.get("/live/mine?after=%D9%A3").status_code == 200


def test_a_page_of_another_database_is_told_so(client):
    """As one from before a backup was restored: its number is not there yet."""
    client.sign_in(factories.learner())

    assert client.get("/live/mine?after=99999999999999999999").status_code == 409


@pytest.mark.parametrize("stream", ["person/1", "square/north", "nobody/1"])
def test_who_may_not_read_a_stream_cannot_tell_whether_it_is_there(client, session, square, stream):
    said(stream, "secret")

    answers = [
        client.get(f"/live/{stream}", headers={"Accept": kind}) for kind in ("text/event-stream", "application/json")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not any("secret" in answer.text for answer in answers)


def test_a_late_joiner_gets_a_snapshot_and_the_number_to_go_on_from(client, session, square):
    said("square/south", "one", "two")

    assert client.get("/live/square/south").json == {"to": 2, "newest": 2, "snapshot": {"html": "<p>square/south</p>"}}
    assert client.get("/live/square/south?after=1").json["events"][0]["data"] == {"word": "two"}


def test_whoever_is_far_behind_gets_a_snapshot_too(client, session, square, monkeypatch):
    monkeypatch.setattr(frames, "FAR", 3)
    said("square/south", *map(str, range(5)))

    assert "snapshot" in client.get("/live/square/south?after=1").json
    assert "events" in client.get("/live/square/south?after=2").json


def test_a_server_that_cannot_keep_a_stream_open_says_when_to_ask_again(client, square):
    answer = client.get("/live/square/south", headers={"Accept": "text/event-stream"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


@pytest.mark.slow
def test_a_burst_of_ten_thousand_by_many_writers_is_complete(lasting):
    def write(writer):
        for number in range(1250):
            in_transaction(lasting, lambda: live.publish("square/burst", "said", word=f"{writer}-{number}"))

    at_once(*[lambda writer=writer: write(writer) for writer in range(8)])

    seen = []
    with lasting.app_context():
        while found := read("square/burst", seen[-1][0] if seen else 0):
            seen += found
    assert [number for number, _ in seen] == list(range(1, 10_001))
    assert len({word for _, word in seen}) == 10_000
