"""The desk: what each seat sees and may do there, that nothing is done twice, and that no words are lost."""

import pytest

from academy.db import db
from scenarios.play.models import Unsent
from scenarios.sittings import desk, queues, shown, viewers, wheel
from scenarios.sittings.models import Commitment, Entry, Turn
from tests import factories
from tests.scenarios.sittings.test_sitting import LAMP


class Desk:
    """Somebody at their desk, in a browser."""

    def __init__(self, client, seat):
        self.client, self.seat = client, seat
        self.address = f"/sittings/{seat.sitting_id}/desk"

    def get(self, path="", **query):
        self.client.sign_in(self.seat.person)
        return self.client.get(self.address + path, query_string=query)

    def post(self, path, **fields):
        self.client.sign_in(self.seat.person)
        return self.client.post(self.address + path, data=fields)

    def turn(self, entry, action, key="a-key-of-a-form", **fields):
        return self.post(f"/comments/{entry.id}/turn", action=action, key=key, **fields)


@pytest.fixture
def at(client):
    return lambda seat: Desk(client, seat)


def test_the_desk_before_it_begins(hall, at):
    assert "has not begun" in at(hall.seat()).get().text


def test_an_answer_by_the_desk(hall, at):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    entry, mine = hall.entry("dark-corner"), at(seat)
    assert "Lamp 14 is dark" in mine.get().text

    assert mine.post(f"/comments/{entry.id}", do="claim").status_code == 302
    assert hall.entry("dark-corner").seat_id == seat.id
    assert mine.turn(entry, "reply", reply=LAMP).status_code == 302
    mine.turn(entry, "reply", reply=LAMP)

    assert db.session.scalar(db.select(db.func.count()).select_from(Turn)) == 1
    shown_now = mine.get(comment=entry.id).text
    assert (
        "Corrected" not in shown_now and "Correct on the record" in shown_now and "Your reference is SL-14" in shown_now
    )


def test_a_correction_takes_a_line_back_where_everybody_reads_it(hall, at):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    entry = hall.entry("dark-corner")

    at(seat).turn(entry, "correct", reply="Our sheet was wrong.", line="lamps-replaced")

    assert db.session.scalar(db.select(Turn.line).where(Turn.action == "correct")) == "lamps-replaced"
    assert "Taken back" in at(seat).get().text


@pytest.mark.parametrize(
    ("action", "target", "state"),
    [
        ("refer", "water", "open"),
        ("refer", "power-company", "referred"),
        ("escalate", "", "escalated"),
        ("hide", "no-insults", "hidden"),
    ],
)
def test_what_is_done_without_words(hall, at, action, target, state):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)

    answer = at(seat).turn(hall.entry("dark-corner"), action, target=target, reply="Still typing")

    assert answer.status_code == 302
    assert hall.entry("dark-corner").state == state


def test_a_flood_is_merged_by_one_form(hall, at):
    seat = hall.seat("water", "moderator")
    hall.start()
    hall.pass_time(minutes=13)
    flood = db.session.scalars(db.select(Entry).where(Entry.kind == "flood").order_by(Entry.id)).all()
    assert len(flood) > 5
    fields = {"key": "one-form-key", "into": flood[0].name, "entries": [each.id for each in flood]}

    for _twice in range(2):
        assert at(seat).post("/merge", **fields).status_code == 302

    merged = db.session.scalars(db.select(Entry).where(Entry.state == "merged")).all()
    assert {each.merged_into_id for each in merged} == {flood[0].id} and len(merged) == len(flood) - 1
    assert db.session.scalar(db.select(db.func.count()).select_from(Turn)) == len(merged)


def test_nothing_ticked_is_refused_and_what_was_ticked_stays(hall, at):
    seat = hall.seat("lamps", "moderator")
    hall.start()
    hall.pass_time(minutes=2)
    entry = hall.entry("dark-corner")

    assert at(seat).post("/merge", key="one-form-key").status_code == 400
    refused = at(seat).post("/merge", key="one-form-key", entries=[entry.id])

    assert refused.status_code == 400
    assert f'value="{entry.id}" checked' in refused.text


def test_a_refused_text_stands_in_its_field(hall, at):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    wheel.pause(hall.sitting, hall.facilitator)

    refused = at(seat).turn(hall.entry("dark-corner"), "reply", reply="The words that <b>must</b> stay")

    assert refused.status_code == 409
    assert "The words that &lt;b&gt;must&lt;/b&gt; stay" in refused.text
    assert "What you wrote is kept" in refused.text


def test_what_was_typed_is_kept_until_it_is_sent(hall, at):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    entry, mine = hall.entry("dark-corner"), at(seat)
    fields = {"key": "a-key-of-a-form", "post": f"entry-{entry.id}", "reply": "Half a sen", "version": "0"}

    assert mine.post("/unsent", **fields).status_code == 302
    assert "Half a sen" in mine.get(comment=entry.id).text
    kept = db.session.scalars(db.select(Unsent)).one()
    mine.turn(entry, "reply", reply="Half a sentence.", version=kept.version)
    mine.post("/unsent", **fields)

    assert db.session.scalar(db.select(db.func.count()).select_from(Unsent)) == 0


def test_who_only_looks_on_sees_every_queue_and_touches_nothing(hall, at):
    observer = hall.seat(None, "observer")
    hall.start()
    hall.pass_time(minutes=2)
    entry = hall.entry("dark-corner")
    page = at(observer).get(comment=entry.id).text
    assert "Lamp 14 is dark" in page
    assert "/turn" not in page and "statement" not in page.partition('id="around"')[0]

    paths = [
        f"/comments/{entry.id}",
        f"/comments/{entry.id}/turn",
        f"/comments/{entry.id}/follow-up",
        "/merge",
        "/statement",
        "/commitments",
        "/unsent",
    ]
    assert {
        at(observer).post(path, do="claim", action="reply", key="a-key-of-a-form", reply="no").status_code
        for path in paths
    } == {403}
    assert hall.entry("dark-corner").state == "open"


def test_a_stranger_finds_no_desk(hall, at, client):
    hall.seat()
    client.sign_in(factories.learner())
    assert client.get(f"/sittings/{hall.sitting.id}/desk").status_code == 404
    assert client.post(f"/sittings/{hall.sitting.id}/desk/merge").status_code == 404


def test_a_comment_of_another_sitting_is_not_found(hall, at):
    seat = hall.seat()
    assert at(seat).get(comment=4711).status_code == 404


def test_each_role_has_its_own_buttons(hall, at):
    responder, keeper = hall.seat("lamps", "responder"), hall.seat("lamps", "note_taker")
    hall.seat("lamps", "moderator"), hall.seat("lamps", "supervisor")
    hall.start()
    hall.pass_time(minutes=2)
    entry = hall.entry("dark-corner")

    assert desk.possible(responder, entry) == {"claim", "reply", "refer", "escalate", "verify"}
    assert desk.possible(keeper, entry) == {"verify"}
    assert at(keeper).turn(entry, "reply", reply=LAMP).status_code == 403


def test_a_check_shows_what_it_found_when_its_minutes_are_over(hall, at):
    seat = hall.seat("water", "note_taker")
    hall.start()
    hall.pass_time(minutes=12)
    entry = hall.entry("sold-pipes")
    at(seat).turn(entry, "verify")

    assert "being looked into" in at(seat).get(f"/comments/{entry.id}/said").text
    hall.pass_time(minutes=3)
    assert "All 60 pipes" in at(seat).get(f"/comments/{entry.id}/said").text


def test_a_report_a_promise_and_a_follow_up(hall, at):
    boss, other = hall.seat("lamps", "supervisor"), hall.seat("water")
    hall.start()
    hall.pass_time(minutes=2)
    entry = hall.entry("dark-corner")
    assert "Read out your former commitments" in at(boss).get().text

    at(boss).post("/statement", key="statement-key", reply="The pump is late, and we say so.")
    at(boss).post(
        "/commitments", key="promise-key", reply="Replace lamp 14", who="Head of the lamp crew", due_on="2026-03-17"
    )
    at(boss).post(f"/comments/{entry.id}/follow-up", key="follow-key", department="water", reply="Was water there?")

    assert db.session.scalar(db.select(Turn.action)) == "statement"
    assert db.session.scalars(db.select(Commitment)).one().what == "Replace lamp 14"
    assert "Was water there?" in at(other).get(queue="ours").text
    assert "Was water there?" in at(boss).get(comment=entry.id).text


def test_a_promise_without_a_day_comes_back_as_it_was_typed(hall, at):
    boss = hall.seat("lamps", "supervisor")
    hall.start()

    refused = at(boss).post("/commitments", key="promise-key", reply="Replace lamp 14", who="The crew", due_on="")

    assert refused.status_code == 400
    assert "Replace lamp 14" in refused.text and "Give the day" in refused.text


def test_each_queue_has_its_own(hall):
    lamps, water = hall.seat("lamps", "moderator"), hall.seat("water", "moderator")
    hall.start()
    hall.pass_time(minutes=4)

    def names(seat, which):
        return {row["name"] for row in queues.rows(seat, which)}

    assert names(lamps, "free") == names(lamps, "todo") == {"comment-dark-corner", "comment-dark-again"}

    hall.turn(lamps, "refer", "dark-again", target="water")
    assert names(water, "ours") == {"comment-dark-again"}
    assert names(lamps, "todo") == {"comment-dark-corner"}
    hall.turn(lamps, "hide", "dark-corner", target="no-insults")
    assert names(lamps, "done") == {"comment-dark-corner"} and names(water, "done") == set()


def test_a_held_comment_is_let_through_by_a_moderator(hall, at):
    hall.sitting.public = True
    lamps, other = hall.seat("lamps", "moderator"), hall.seat("lamps", "responder")
    hall.start()
    viewer = viewers.arrive(hall.sitting, "Zoya", "a-key-of-a-browser")
    entry = viewers.comment(hall.sitting, viewer, "Call me on 0171 234 567 890 about the lamp", "k1")
    assert entry.state == "held"
    assert at(other).get(comment=entry.id).status_code == 404
    assert not [each for each in shown.stage(hall.sitting)["entries"] if each["kind"] == "viewer"]

    for _twice in range(2):
        assert at(lamps).post(f"/comments/{entry.id}", do="let_through").status_code == 302

    assert (hall.entry(entry.name).state, hall.entry(entry.name).clause) == ("open", None)
    assert [each for each in shown.stage(hall.sitting)["entries"] if each["kind"] == "viewer"]


def test_whispers_are_heard_at_their_table_only(hall, at):
    lamps, water = hall.seat("lamps"), hall.seat("water")
    hall.start()
    wheel.whisper(hall.sitting, hall.facilitator, "lamps", "Look at the store book")

    assert "Look at the store book" in at(lamps).get("/around").text
    assert "Look at the store book" not in at(water).get().text


def test_when_it_is_over_nothing_is_done_and_the_record_is_linked(hall, at):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    entry = hall.entry("dark-corner")
    hall.pass_time(minutes=30)

    assert at(seat).post(f"/comments/{entry.id}", do="claim").status_code == 409
    late = at(seat).turn(entry, "reply", reply="Too late, but not lost")

    assert late.status_code == 409
    assert "Too late, but not lost" in late.text
    assert f"/sittings/records/{seat.run_id}" in at(seat).get().text
