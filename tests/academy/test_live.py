"""Live events: numbered, so that a page which was away catches up exactly."""

from academy import live
from tests import factories
from tests.rivals import rivals


def test_events_are_numbered_within_their_stream(session):
    numbers = [live.publish(stream, "said").number for stream in ("a", "b", "a", "a", "b")]

    assert numbers == [1, 1, 2, 3, 2]


def test_whoever_was_away_gets_exactly_what_they_missed(session):
    for word in ("one", "two", "three"):
        live.publish("street", "said", word=word)

    assert [event.data["word"] for event in live.since("street", 1)] == ["two", "three"]
    assert live.since("street", 3) == []


def test_a_long_absence_is_caught_up_with_in_parts(session, monkeypatch):
    monkeypatch.setattr(live, "MOST", 4)
    for _ in range(10):
        live.publish("street", "said")
    seen, asked = [], 0

    while found := live.since("street", seen[-1] if seen else 0):
        seen += [event.number for event in found]
        asked += 1

    assert seen == list(range(1, 11))
    assert asked == 3


def test_two_who_publish_at_the_same_moment_get_two_numbers(lasting):
    assert rivals(lasting, lambda: live.publish("square", "said").number) == [1, 2]


def test_a_person_sees_their_own_events_only(client):
    me, other = factories.learner(), factories.learner()
    live.publish(live.of_person(me), "reviewed", run=7)
    live.publish(live.of_person(other), "reviewed", run=8)

    answer = client.sign_in(me).get("/live/mine")

    assert answer.json == {"events": [{"number": 1, "kind": "reviewed", "run": 7}], "last": 1}


def test_a_page_that_knows_the_last_event_gets_nothing_new(client):
    me = factories.learner()
    live.publish(live.of_person(me), "reviewed", run=7)

    assert client.sign_in(me).get("/live/mine?after=1").json == {"events": [], "last": 1}


def test_nonsense_after_is_no_error(client):
    client.sign_in(factories.learner())

    assert client.get("/live/mine?after=soon").status_code == 200
    assert client.get("/live/mine?after=99999999999999999999").json["events"] == []
    assert client.get("/live/mine?after=-5").status_code == 200
    assert client.get("/live/mine?after=-99999999999999999999").json == {"events": [], "last": 0}
