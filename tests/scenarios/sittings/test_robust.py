"""A sitting bears what it is not meant for: clocks that jump, words that are code, people who may not."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.db import db
from academy.live.models import LiveEvent
from scenarios.sittings import announcing, claims, commitments, follow_ups, happened, shown, thread, times
from scenarios.sittings import viewers, wheel
from scenarios.sittings.models import Entry, Turn
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import TURNS
from tests import factories
from tests.scenarios.sittings.conftest import Hall
from tests.scenarios.sittings.test_sitting import LAMP

CODE = "<script>alert(1)</script> {{ 7*7 }} \u202egnp.exe\u2066"


def names(hall):
    return db.session.scalars(sa.select(Entry.name).filter_by(sitting_id=hall.sitting.id).order_by(Entry.id)).all()


def told(stream, kind):
    """The data of all events of a kind, in order."""
    db.session.commit()
    query = sa.select(LiveEvent.data).filter_by(stream=stream, kind=kind).order_by(LiveEvent.number)
    return db.session.scalars(query).all()


def refused(do, *given, **more):
    """Why it is refused."""
    with pytest.raises(Refusal) as refusal:
        do(*given, **more)
    return refusal.value.code


# The clock


def test_a_server_clock_that_is_set_back_waits_and_doubles_nothing(hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=8)
    hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    second, came = times.second(hall.sitting), names(hall)

    hall.pass_time(minutes=-5)
    assert times.second(hall.sitting) == second
    turn = hall.turn(seat, "reply", "dark-again", reply=LAMP)
    assert turn.second == second
    hall.pass_time(minutes=4)
    assert times.second(hall.sitting) == second and names(hall)[: len(came)] == came
    hall.pass_time(minutes=3)

    assert times.second(hall.sitting) == second + 2 * 60
    assert len(set(names(hall))) == len(names(hall))
    slugs = [data["slug"] for data in told(announcing.stage(hall.sitting), "segment")]
    assert len(set(slugs)) == len(slugs) > 1


def test_a_pause_while_the_clock_is_set_back_loses_no_second(hall):
    hall.start()
    hall.pass_time(minutes=4)
    wheel.do(hall.sitting, hall.facilitator, "pressure", value=200)
    hall.pass_time(minutes=-5)
    wheel.pause(hall.sitting, hall.facilitator)

    assert hall.sitting.second == 4 * 60
    hall.start()
    hall.pass_time(minutes=1)
    assert times.second(hall.sitting) == 5 * 60


def test_a_server_clock_that_jumps_ahead_brings_what_is_due_at_once(hall):
    hall.start()
    hall.pass_time(minutes=11)

    seconds = {each.id: each.second for each in happened.script(hall.sitting, 11 * 60).arrivals}
    assert set(names(hall)) == set(seconds) and len(seconds) > 10
    assert all(thread.named(hall.sitting, name).second == at for name, at in seconds.items())


def test_what_is_missed_while_no_worker_runs_comes_with_the_next_turn(hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    hall.travelled.shift(timedelta(minutes=6))
    hall.turn(seat, "reply", "dark-corner", reply=LAMP)

    assert {each.id for each in happened.script(hall.sitting, 8 * 60).arrivals} == set(names(hall))


# Words from outside


def test_code_and_marks_of_direction_are_words(hall):
    hall.start()
    hall.pass_time(minutes=1)
    viewer = viewers.arrive(hall.sitting, "<b>Nila</b>", "key-of-nila")
    entry = viewers.comment(hall.sitting, viewer, CODE, "one")

    assert "<script>alert(1)</script>" in entry.text and "\u202e" not in entry.text and "\u2066" not in entry.text
    assert told(announcing.stage(hall.sitting), "entry")[-1]["text"] == entry.text


def disguised(name):
    """A name as it is, and as it only looks."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name)
    return [name, name.upper(), " ".join(name), f"{name[:2]}\u200b{name[2:]}", f"\u202e{name}", wide]


def test_nobody_comes_under_a_name_of_the_house(hall):
    hall.start()
    content = happened.dialogue(hall.sitting)
    taken = [content.page.name, "Moderator", *(each.name for each in content.departments.values())]

    for name in [*(each for name in taken for each in disguised(name)), "\u202e", " "]:
        assert refused(viewers.arrive, hall.sitting, name, "key") == "no_nickname", name


def test_a_comment_of_a_viewer_never_looks_like_a_department(hall):
    hall.start()
    viewer = viewers.arrive(hall.sitting, "Nila", "key-of-nila")
    viewers.comment(hall.sitting, viewer, "Hello from the lane.", "one")

    (entry,) = [each for each in shown.stage(hall.sitting)["entries"] if each["author"] == "Nila"]
    assert (entry["kind"], entry["journalist"]) == ("viewer", False)
    assert told(announcing.stage(hall.sitting), "turn") == []


# Who may not


def test_an_observer_touches_nothing(hall):
    observer, seat = hall.seat(None, "observer"), hall.seat()
    hall.start()
    hall.pass_time(minutes=4)
    entry = hall.entry("dark-corner")
    answered = hall.turn(seat, "reply", "dark-again", reply=LAMP)

    for action in TURNS:
        on = None if action == "statement" else "dark-corner"
        assert refused(hall.turn, observer, action, on, target="lamps", reply="Words.") == "not_your_role", action
    assert refused(claims.claim, observer, entry) == "not_your_role"
    assert refused(claims.assign, observer, entry, seat) == "not_your_role"
    assert refused(claims.release, observer, entry) == "not_your_role"
    assert refused(follow_ups.ask, observer, entry, "lamps", "When?", "k") == "not_your_role"
    assert refused(commitments.write_down, observer, "x", "y", clock.today(), "k", answered) == "not_your_role"
    assert (entry.state, entry.version) == ("open", 0)


def test_who_sits_elsewhere_touches_nothing(hall):
    other = Hall(hall.travelled)
    stranger = other.seat()
    other.start(), hall.start()
    hall.pass_time(minutes=4)
    entry = hall.entry("dark-corner")
    assert entry.sitting_id != stranger.sitting_id

    for action in TURNS:
        if action != "statement":
            wish = {"target": "water", "reply": "Words."}
            assert refused(hall.turn, stranger, action, "dark-corner", **wish) == "unknown_target", action
    assert refused(claims.claim, stranger, entry) == "unknown_target"
    assert refused(claims.assign, stranger, entry, stranger) == "unknown_target"
    assert refused(claims.release, stranger, entry) == "unknown_target"
    assert refused(follow_ups.ask, stranger, entry, "lamps", "When?", "k") == "unknown_target"
    turn = hall.turn(hall.seat(), "reply", "dark-corner", reply=LAMP)
    assert refused(commitments.write_down, stranger, "x", "y", clock.today(), "k", turn) == "unknown_target"
    assert (entry.state, entry.version) == ("answered", 1)


def test_who_has_no_wheel_does_no_deed(hall):
    learner = hall.seat().person
    hall.start()

    for person in (learner, factories.instructor()):
        assert refused(wheel.do, hall.sitting, person, "end") == "not_at_the_wheel"
        assert refused(wheel.pause, hall.sitting, person) == "not_at_the_wheel"
        assert refused(wheel.start, hall.sitting, person) == "not_at_the_wheel"
        assert refused(wheel.whisper, hall.sitting, person, None, "x") == "not_at_the_wheel"
    assert hall.sitting.state == "running"


@pytest.mark.parametrize("action", ["reply", "refer", "hide"])
def test_what_is_about_a_comment_names_one(hall, action):
    seat = hall.seat()
    hall.start()

    assert refused(hall.turn, seat, action, None, reply="Words.", target="water") == "unknown_target"


def test_after_the_end_nothing_changes_hands(hall):
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=30)

    assert refused(claims.claim, seat, hall.entry("dark-corner")) == "over"


# How much the database is asked


@pytest.fixture
def long_one(hall):
    """Three hundred turns so far, as rows."""
    seat = hall.seat()
    hall.start()
    hall.pass_time(minutes=6)
    hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    repeat(hall, seat, 300)
    return hall, seat


def repeat(hall, seat, times_over):
    """The one turn once more, so often."""
    first, sitting = db.session.scalars(sa.select(Turn)).one(), hall.sitting
    detail = first.move.grade.detail
    for number in range(times_over):
        move = factories.Move(number=number + 2, minute=6, action="reply", post="dark-corner", reply=LAMP)
        move.grade = factories.Grade(grader="of the suite", score=90, needs_review=False, detail=detail)
        seat.run.moves.append(move)
        sitting.happenings += 1
        more = Turn(
            sitting=sitting, seat=seat, entry=first.entry, number=sitting.happenings, second=first.second, action="reply",
            raised=[], key=f"again-{number}", move=move,
        )  # fmt: skip
        db.session.add(more)
    db.session.commit()


def test_what_happened_is_read_in_two_statements(long_one, counted):
    hall, _seat = long_one
    with counted() as statements:
        assert len(happened.of_sitting(hall.sitting)) == 301
    assert len(statements) <= 3, statements  # and the sitting itself


def test_a_turn_asks_no_more_with_three_hundred_before_it(long_one, counted):
    hall, seat = long_one
    hall.pass_time(seconds=5)
    db.session.expire_all()
    with counted() as statements:
        hall.turn(seat, "reply", "dark-again", reply=LAMP)
    assert len(statements) < 60, len(statements)


def test_a_turn_is_quick_with_three_hundred_before_it(long_one, no_collection):
    hall, seat = long_one
    hall.pass_time(seconds=5)
    with time_machine.travel(clock.now(), tick=True):
        before = time.perf_counter()
        hall.turn(seat, "refer", "dark-again", target="water")
        took = time.perf_counter() - before
    assert took < 2, took
