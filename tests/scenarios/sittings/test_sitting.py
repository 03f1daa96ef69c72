"""A sitting as it goes: the clock, what arrives, what teams do, and the end."""

import pytest

from academy.db import db
from scenarios.models import Run
from scenarios.sittings import claims, handling, happened, shown, times, viewers, wheel
from scenarios.sittings.models import Entry, Turn
from scenarios.sittings.refusals import Refusal

LAMP = (
    "Two weeks in the dark is too long, and we are sorry for it. Street lamps are ours, and they are replaced within five working days "
    "of the report. Our crew replaces lamp 14 by Tuesday 17 March. Your reference is SL-14: show it at the lamp office's desk."
)


def test_what_is_due_arrives_once(hall):
    hall.start()
    assert hall.entry("dark-corner") is None
    hall.pass_time(minutes=2)
    first = hall.entry("dark-corner")
    assert (first.state, first.department, first.author) == ("open", None, "Rafiq Stores")
    hall.pass_time()
    hall.pass_time(minutes=5)
    names = db.session.scalars(db.select(Entry.name).filter_by(sitting_id=hall.sitting.id)).all()
    assert len(names) == len(set(names)) > 1
    assert {each.id for each in happened.script(hall.sitting, 7 * 60).arrivals} == set(names)


def test_an_answer_is_graded_and_heard(hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    turn = hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    assert turn.move.grade.detail["overall"] >= 3
    assert hall.entry("dark-corner").state == "answered"
    hall.pass_time(minutes=2)
    heard = [entry["text"] for entry in shown.stage(hall.sitting)["entries"]]
    assert any("Written down" in text for text in heard), heard


def test_the_same_form_twice_is_one_turn(hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    first = hall.turn(seat, "reply", "dark-corner", reply=LAMP, key="one")
    assert hall.turn(seat, "reply", "dark-corner", reply=LAMP, key="one") is first
    assert db.session.scalar(db.select(db.func.count()).select_from(Turn)) == 1


def test_two_who_claim(hall):
    one, other = hall.seat(), hall.seat("water")
    hall.start()
    hall.pass_time(minutes=2)
    claims.claim(one, hall.entry("dark-corner"))
    with pytest.raises(Refusal) as refused:
        claims.claim(other, hall.entry("dark-corner"))
    assert (refused.value.code, refused.value.by) == ("taken", one.person.name)
    assert hall.entry("dark-corner").seat_id == one.id


def test_it_stands_while_it_is_paused(hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    wheel.pause(hall.sitting, hall.facilitator)
    before = times.second(hall.sitting)
    hall.pass_time(minutes=60)
    assert times.second(hall.sitting) == before
    with pytest.raises(Refusal, match="stands"):
        hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    hall.start()
    hall.pass_time(minutes=1)
    assert times.second(hall.sitting) == before + 60


def test_the_end_finishes_all_runs(hall):
    seat, idle = hall.seat(), hall.seat("water")
    hall.start()
    hall.pass_time(minutes=2)
    hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    hall.pass_time(minutes=30)
    assert hall.sitting.state == "over"
    assert times.second(hall.sitting) < 20 * 60
    runs = {run.id: run for run in db.session.scalars(db.select(Run))}
    assert runs[seat.run_id].score > 50
    assert (runs[idle.run_id].score, runs[idle.run_id].passed) == (0, False)


def test_deeds_turn_the_dialogue(hall):
    hall.start()
    wheel.do(hall.sitting, hall.facilitator, "fire", slug="still-waiting")
    assert hall.entry("still-waiting").second == 0
    wheel.do(hall.sitting, hall.facilitator, "hold", slug="dark-corner")
    hall.pass_time(minutes=4)
    assert hall.entry("dark-corner") is None
    wheel.do(hall.sitting, hall.facilitator, "segment", slug="promises")
    assert shown.stage(hall.sitting)["segments"][-1]["slug"] == "promises"
    wheel.do(hall.sitting, hall.facilitator, "end")
    assert hall.sitting.state == "over"


def test_hiding_a_viewer_is_neither_best_nor_wrong(hall):
    """Nobody can say for a pack whether a real person went too far."""
    seat = hall.seat(role="moderator")
    hall.start()
    viewer = viewers.arrive(hall.sitting, "Asma", "key-of-asma")
    entry = viewers.comment(hall.sitting, viewer, "When does the lamp come back?", "key-of-comment")
    turn = hall.turn(seat, "hide", entry.name, target="no-insults")
    assert handling.worth(happened.dialogue(hall.sitting), {}, turn) == "acceptable"
