"""What a sitting keeps of people goes when they are erased, and viewers are forgotten; what it came to stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock, live
from academy.db import db
from academy.live.models import LiveEvent
from academy.privacy import erasing, holdings
from academy.privacy.models import Erasure
from scenarios.models import Run
from scenarios.sittings import announcing, claims, commitments, follow_ups, personal, seats, shown, told, viewers, wheel
from scenarios.sittings.models import Entry, Turn, Viewer
from tests import factories
from tests.academy.privacy import filled
from tests.scenarios.sittings.test_sitting import LAMP

WORD = "Zarnab"


@pytest.fixture
def zarnab(hall):
    """Somebody who has answered, claimed, asked and promised, in a dialogue that goes on."""
    seat = hall.seat(role="supervisor", person=factories.learner(name=f"{WORD} Nuri", email="zarnab@example.org"))
    hall.start()
    hall.pass_time(minutes=4)
    claims.assign(seat, hall.entry("dark-again"), seat)
    turn = hall.turn(seat, "reply", "dark-corner", reply=f"{WORD} here. {LAMP}")
    follow_ups.ask(seat, hall.entry("dark-corner"), "water", f"And {WORD} asks: when?", "one")
    commitments.write_down(seat, "Replace lamp 14", f"{WORD} Nuri", clock.today(), "two", turn)
    db.session.commit()
    return seat


def erase(person):
    db.session.add(record := Erasure(person_id=person.id))
    db.session.flush()
    erasing.erase(person)
    record.finished_at = clock.now()
    db.session.flush()


def test_whoever_is_erased_in_the_middle_leaves_no_word_and_the_dialogue_goes_on(hall, zarnab):
    assert {"live_event.data", "move.reply", "sitting_entry.text", "commitment.who"} <= filled.told(WORD)
    erase(zarnab.person)

    assert filled.told(WORD) == set()
    hall.pass_time(minutes=30)
    assert hall.sitting.state == "over"
    assert db.session.get(Run, zarnab.run_id).finished_at
    assert any(turn["text"] == "" for turn in shown.stage(hall.sitting)["turns"])


def test_what_was_done_and_promised_stays(hall, zarnab):
    erase(zarnab.person)

    turn = db.session.scalars(sa.select(Turn)).one()
    assert (turn.action, turn.seat_id, turn.move.grade.detail["overall"] >= 3) == ("reply", zarnab.id, True)
    assert [made.what for made in commitments.of_sitting(hall.sitting)] == ["Replace lamp 14"]


def test_a_turn_itself_is_never_changed_or_deleted(hall, zarnab):
    db.session.add(Erasure())
    db.session.flush()

    for statement in (sa.update(Turn).values(target="x"), sa.delete(Turn)):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(statement)


def test_the_others_at_the_table_do_what_the_erased_one_did(hall, zarnab):
    other = hall.seat(role="note_taker")
    assert not seats.may(other, "reply")
    erase(zarnab.person)

    assert seats.may(other, "reply")


def test_an_export_has_what_somebody_did_and_nothing_of_others(hall, zarnab):
    kinds = {each.kind: holdings.keys_of(each, zarnab.person) for each in holdings.all_held()}

    assert all(len(kinds[kind]) == 1 for kind in ("seats", "turns", "commitments", "follow_ups")), kinds
    assert not any(holdings.keys_of(each, hall.facilitator) for each in holdings.all_held() if each.kind == "turns")


def test_a_facilitator_who_is_erased_stays_as_a_number(hall, zarnab):
    wheel.do(hall.sitting, hall.facilitator, "pressure", value=200)
    erase(hall.facilitator)

    assert hall.sitting.facilitator.name == f"Erased person {hall.facilitator.id}"
    wheel.take_over(hall.sitting, factories.instructor())


@pytest.fixture
def nila(hall, zarnab):
    """A viewer with a comment, and the dialogue is over."""
    viewer = viewers.arrive(hall.sitting, "Nilanjana", "key-of-nila")
    viewers.comment(hall.sitting, viewer, "Nilanjana has no water.", "one")
    hall.pass_time(minutes=30)
    return viewer


def forgotten(work, days):
    return work.forget(clock.now() - timedelta(days=days))


def test_viewers_are_forgotten_half_a_year_after_the_end(hall, nila, travelled):
    travelled.shift(timedelta(days=179))
    assert forgotten(personal, personal.SITTING_DAYS) == 0
    travelled.shift(timedelta(days=2))
    assert personal.look(clock.now() - timedelta(days=personal.SITTING_DAYS)).count == 1
    assert forgotten(personal, personal.SITTING_DAYS) == 1

    row = db.session.scalars(sa.select(Entry).where(Entry.kind == "viewer")).one()
    assert (row.author, row.text, db.session.get(Viewer, nila.id).nickname) == ("", "", "")
    assert viewers.known(hall.sitting, "key-of-nila") is None
    assert forgotten(personal, personal.SITTING_DAYS) == 0
    assert filled.told("Nilanjana") <= {"live_event.data"}


def test_streams_of_what_is_over_are_forgotten_and_no_others(hall, nila, travelled):
    live.publish("hall/0", "kept")
    db.session.commit()
    travelled.shift(timedelta(days=told.DAYS, hours=-1))
    assert forgotten(told, told.DAYS) == 0
    travelled.shift(timedelta(hours=2))
    assert told.look(clock.now() - timedelta(days=told.DAYS)).count == 2
    assert forgotten(told, told.DAYS) == 2

    assert db.session.scalars(sa.select(LiveEvent.stream)).all() == ["hall/0"]
    assert live.newest(announcing.stage(hall.sitting)) == 0
