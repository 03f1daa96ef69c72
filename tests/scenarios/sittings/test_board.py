"""The facilitator's board: what it shows, what its buttons do, and who may press them."""

import re

import pytest

from academy.db import db
from scenarios.sittings import board, claims, viewers, wheel
from scenarios.sittings.models import Deed, Entry, Whisper
from tests import factories


@pytest.fixture
def at_board(hall, client):
    """The board of the hall, for its facilitator or for somebody else."""
    return At(hall, client.sign_in(hall.facilitator))


class At:
    def __init__(self, hall, client):
        self.hall, self.client = hall, client
        self.address = f"/sittings/{hall.sitting.id}/board"

    def page(self):
        return self.client.get(self.address)

    def press(self, do, key="a-key-of-a-form", **fields):
        return self.client.post(self.address, data={"key": key, "do": do, **fields})


def deeds(hall):
    return [(deed.kind, deed.slug, deed.value) for deed in db.session.scalars(db.select(Deed).order_by(Deed.number))]


def test_it_shows_what_is_planned(at_board, hall):
    hall.seat()
    page = at_board.page()

    assert page.status_code == 200
    assert "What was promised last time" in page.text and "The wells" in page.text
    assert hall.sitting.code in page.text
    assert re.search(r'value="start"(?! disabled)', page.text)
    assert re.search(r'value="say" disabled', page.text)


def test_start_and_pause(at_board, hall):
    assert at_board.press("start").status_code == 302
    assert hall.sitting.state == "running"
    assert at_board.press("pause").status_code == 302
    assert hall.sitting.state == "paused"


def test_what_comes_next_is_fired_held_and_put_off(at_board, hall):
    hall.start()
    shown = board.of_sitting(hall.sitting)
    assert (shown.next_coming.slug, 60 <= shown.next_coming.due < 120) == ("dark-corner", True)
    assert [each.segment for each in shown.later if each.slug == "dry-pump"] == ["The wells"]
    assert [each.due for each in shown.coming][-1] is None and shown.coming[-1].slug == "still-waiting"

    at_board.press("fire/dark-corner")
    assert hall.entry("dark-corner").second == 0
    at_board.press("hold/dark-again")
    at_board.press("retime/still-waiting", minutes="3")
    shown = {each.slug: each for each in board.of_sitting(hall.sitting).coming}
    assert (shown["dark-again"].held, shown["dark-again"].due) == (True, None)
    assert shown["still-waiting"].due == 180


def test_a_button_that_is_sent_twice_counts_once(at_board, hall):
    hall.start()
    for _ in range(2):
        assert at_board.press("extend/5").status_code == 302
        assert at_board.press("say", text="Hello from the lane", persona="lane").status_code == 302
        assert at_board.press("whisper", whisper="Look at the pump", to="water").status_code == 302

    assert [kind for kind, *_ in deeds(hall)] == ["extend", "say"]
    assert board.of_sitting(hall.sitting).script.segment_ends == 10 * 60
    assert db.session.scalar(db.select(db.func.count()).select_from(Whisper)) == 1


def test_segments_are_begun_and_passed_over(at_board, hall):
    hall.start()
    at_board.press("segment/promises")
    shown = board.of_sitting(hall.sitting)
    assert [(each.segment.slug, each.state) for each in shown.show] == [
        ("welcome", "done"), ("water", "skipped"), ("promises", "now"),
    ]  # fmt: skip
    assert [each.lead for each in shown.show] == [
        "District Hall, Testpur",
        "Water Office, Testpur",
        "District Hall, Testpur",
    ]
    assert shown.left == 5 * 60 and not shown.ahead


@pytest.mark.parametrize(("now", "less", "more"), [(100, 50, 200), (25, None, 50), (800, 400, None), (130, 100, 200)])
def test_pressure_goes_up_and_down(at_board, hall, now, less, more):
    hall.start()
    at_board.press(f"pressure/{now}")
    shown = board.of_sitting(hall.sitting)
    assert (shown.pressure, shown.pressure_beside(-1), shown.pressure_beside(1)) == (now, less, more)


def test_what_somebody_says_can_ask_for_an_answer(at_board, hall):
    hall.start()
    hall.pass_time(minutes=2)
    at_board.press(
        "say", text="Lamp 14, still dark!", persona="rafiq", repeats="dark-corner", under="comment-dark-corner"
    )
    said = db.session.scalar(db.select(Entry).filter_by(kind="said"))
    assert (said.author, said.slug, said.under, said.state) == (
        "Rafiq Stores",
        "dark-corner",
        "comment-dark-corner",
        "open",
    )


@pytest.mark.parametrize(
    ("do", "fields", "status"),
    [
        ("say", {"text": " ", "persona": "lane"}, 400),
        ("say", {"text": "x" * 601, "persona": "lane"}, 400),
        ("say", {"text": "Who am I?", "persona": "nobody"}, 400),
        ("say", {"text": "Under what?", "persona": "lane", "under": "comment-nothing"}, 400),
        ("whisper", {"whisper": "To whom?", "to": "nobody"}, 400),
        ("whisper", {"whisper": ""}, 400),
        ("pressure/2000", {}, 400),
        ("pressure/-5", {}, 400),
        ("extend/0", {}, 400),
        ("extend/500", {}, 400),
        ("segment/nothing", {}, 400),
        ("fire/nothing", {}, 400),
        ("explode", {}, 400),
        ("", {}, 400),
    ],
)
def test_nonsense_is_refused_and_what_was_typed_stays(at_board, hall, do, fields, status):
    hall.start()
    answer = at_board.press(do, **fields)
    assert answer.status_code == status
    assert "There is a problem" in answer.text
    assert all(words in answer.text for name, words in fields.items() if name in ("text", "whisper"))
    assert deeds(hall) == []


def test_words_that_another_button_did_not_send_stay_in_their_field(at_board, hall):
    hall.start()
    answer = at_board.press("pressure/200", text="Half a sentence", whisper="and another")
    assert answer.status_code == 200
    assert "Half a sentence" in answer.text and "and another" in answer.text
    assert deeds(hall) == [("pressure", None, 200)]
    assert 'value="a-key-of-a-form"' not in answer.text


def test_who_has_not_the_wheel_sees_all_and_takes_it_over(at_board, hall):
    hall.start()
    other = factories.instructor()
    at_board.client.sign_in(other)
    page = at_board.page()
    assert f"{hall.facilitator.name} has the wheel." in page.text
    assert "Rafiq Stores" in page.text
    assert all(
        "disabled" in button
        for button in re.findall(r'<button[^>]*name="do"[^>]*>', page.text)
        if "take_over" not in button
    )

    refused = at_board.press("pressure/200")
    assert (refused.status_code, deeds(hall)) == (409, [])
    assert at_board.press("take_over").status_code == 302
    assert at_board.press("pressure/200").status_code == 302

    at_board.client.sign_in(hall.facilitator)
    refused = at_board.press("say", text="I was here", persona="lane")
    assert refused.status_code == 409 and "I was here" in refused.text
    assert deeds(hall) == [("pressure", None, 200)]


def test_nothing_turns_before_the_beginning_and_after_the_end(at_board, hall):
    assert at_board.press("pressure/200").status_code == 409
    hall.start()
    assert at_board.press("end").status_code == 302
    assert at_board.press("end", key="another-key").status_code == 302
    assert hall.sitting.state == "over"
    assert at_board.press("start").status_code == 409
    page = at_board.page()
    assert page.status_code == 200
    assert re.findall(r'name="do" value="[^"]*"(?! disabled)', page.text) == []
    assert f"/sittings/{hall.sitting.id}/report" in page.text


def test_only_those_who_teach_come_here(at_board, hall):
    for person in (hall.seat().person, hall.seat(None, "observer").person, factories.learner()):
        at_board.client.sign_in(person)
        assert at_board.page().status_code == at_board.press("take_over").status_code == 403
    at_board.client.sign_in(factories.administrator())
    assert at_board.page().status_code == 200
    assert at_board.client.get("/sittings/999999/board").status_code == 404


def test_how_the_tables_do(hall):
    lamps = hall.seat()
    hall.start()
    hall.pass_time(minutes=4)
    by_slug = {table.slug: table for table in board.of_sitting(hall.sitting).tables}
    assert (by_slug["lamps"].waiting, by_slug["lamps"].done, by_slug["lamps"].seats) == (2, 0, [lamps])
    assert by_slug["lamps"].oldest == hall.entry("dark-corner").second
    assert (by_slug["water"].all, by_slug["water"].oldest) == (0, None)

    hall.turn(lamps, "merge", "dark-again", target="comment-dark-corner")
    claims.claim(lamps, hall.entry("dark-corner"))
    hall.turn(lamps, "refer", "dark-corner", target="water")
    by_slug = {table.slug: table for table in board.of_sitting(hall.sitting).tables}
    assert (by_slug["lamps"].waiting, by_slug["lamps"].done) == (0, 1)
    assert by_slug["water"].waiting == 1


def test_a_flood_can_be_held_and_go_on(at_board, hall):
    hall.start()
    at_board.press("fire/when-water")
    hall.pass_time(minutes=2)
    (flood,) = board.of_sitting(hall.sitting).flowing
    assert flood.slug == "when-water" and 0 < flood.come < flood.voices == 12 and not flood.held

    at_board.press("hold/when-water")
    hall.pass_time(minutes=2)
    (held,) = board.of_sitting(hall.sitting).flowing
    assert (held.held, held.come) == (True, flood.come)
    at_board.press("fire/when-water", key="another-key")
    hall.pass_time(minutes=3)
    assert not board.of_sitting(hall.sitting).flowing or board.of_sitting(hall.sitting).flowing[0].come > held.come


def test_comments_of_viewers_nobody_has_yet_and_held_ones(at_board, hall):
    hall.start()
    hall.pass_time(seconds=5)
    viewer = viewers.arrive(hall.sitting, "Asma", "the-key-that-her-browser-keeps")
    viewers.comment(hall.sitting, viewer, "<script>alert(1)</script> Is this live?", "one")
    shown = board.of_sitting(hall.sitting)
    assert [(table.slug, table.waiting) for table in shown.tables] == [("lamps", 0), ("water", 0), (None, 1)]

    entry = hall.entry(f"viewer-{viewer.id}-one")
    entry.state, entry.clause = "held", "no-insults"
    db.session.flush()
    shown = board.of_sitting(hall.sitting)
    assert [each.author for each in shown.held] == ["Asma"] and shown.thread == []
    page = at_board.page().text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    assert "Insults and slurs are hidden" in page


def test_the_thread_shows_what_was_answered(at_board, hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    hall.turn(seat, "reply", "dark-corner", reply="We are sorry. Lamp 14 is replaced by Tuesday.")
    page = at_board.page().text
    assert "Lamp 14 is replaced by Tuesday." in page and "Lamp Office, Testpur" in page


def test_it_asks_the_database_as_often_for_many_comments(at_board, hall, counted):
    hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    at_board.page()
    with counted() as few:
        at_board.page()
    wheel.do(hall.sitting, hall.facilitator, "fire", slug="when-water")
    wheel.do(hall.sitting, hall.facilitator, "pressure", value=800)
    hall.pass_time(minutes=7)
    with counted() as many:
        at_board.page()
    assert db.session.scalar(db.select(db.func.count()).select_from(Entry)) > 40
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(("seconds", "shown"), [(-4, "0:00"), (65, "1:05"), (3600, "1:00:00"), (3725, "1:02:05")])
def test_a_stop_watch(seconds, shown):
    assert board.elapsed(seconds) == shown
