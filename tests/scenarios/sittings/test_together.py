"""Many at once, on a database that keeps what they commit: one claims, turns are numbered, two beats double nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from academy.accounts.models import Person
from academy.db import begin_writing, db
from scenarios.sittings import beat, claims, happened, planning, seats, thread, turns, viewers, wheel
from scenarios.sittings.models import Entry, Seat, Sitting, Turn, Viewer
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.turns import Wish
from tests import factories
from tests.conftest import beside
from tests.servers import ROOT

A_THOUSAND = "times: 12\n    over: 6", "times: 1100\n    over: 1"
REPLY = "We are sorry. Street lamps are ours. Our crew replaces lamp 14 by Tuesday 17 March. Your reference is SL-14."


@pytest.fixture(scope="module")
def lasting(app, tmp_path_factory):
    with beside(app, tmp_path_factory.mktemp("lasting")) as made:
        with made.app_context():
            upgrade()
            factories.dialogue(), db.session.commit()
        yield made


@pytest.fixture
def begun(lasting):
    """The number of a sitting whose clock shows four minutes, with two at each table."""
    with lasting.app_context():
        begin_writing()
        person, edition = factories.instructor(), factories.dialogue()
        sitting = planning.plan(person, edition, 60, public=True)
        for department in ("lamps", "water") * 2:
            seats.join(sitting, factories.learner(), department, "responder")
        wheel.start(sitting, person)
        passed(sitting, 240)
        db.session.commit()
        yield sitting.id
        db.session.rollback()
        begin_writing()
        db.session.get(Sitting, sitting.id).running_since = None  # no beat of another test looks at it
        db.session.commit()
        db.session.remove()


def passed(sitting, seconds):
    """As if so much time had gone by."""
    sitting.running_since -= timedelta(seconds=seconds)
    db.session.flush()
    thread.lock(sitting)
    thread.catch_up(sitting, anyway=True)


def at_once(lasting, *doings):
    """Each in a thread and a transaction of its own, all let go in the same moment: what each gave, or why it was refused."""
    together, told = threading.Barrier(len(doings)), [None] * len(doings)

    def do(place, doing):
        with lasting.app_context():
            together.wait()
            begin_writing()
            try:
                told[place] = doing()
                db.session.commit()
            except Refusal as refused:
                db.session.rollback()
                told[place] = refused.code
            except Exception as fault:
                told[place] = fault
            db.session.remove()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(doings)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return told


def ids(sitting_id, kind=Seat):
    return list(db.session.scalars(sa.select(kind.id).filter_by(sitting_id=sitting_id).order_by(kind.id)))


def the(sitting_id, name="comment-dark-corner"):
    return thread.named(db.session.get(Sitting, sitting_id), name)


def names(sitting_id):
    return list(db.session.scalars(sa.select(Entry.name).filter_by(sitting_id=sitting_id)))


def test_of_twenty_who_claim_a_comment_at_once_one_gets_it(lasting, begun):
    with lasting.app_context():
        own = ids(begun)

    def claim(seat_id):
        claims.claim(db.session.get(Seat, seat_id), the(begun))
        return seat_id

    told = at_once(lasting, *[lambda seat_id=own[place % 4]: claim(seat_id) for place in range(20)])

    got = {each for each in told if isinstance(each, int)}
    assert len(got) == 1 and Counter(map(str, told))["taken"] == 15, told  # who has it is told so each time
    with lasting.app_context():
        assert (the(begun).seat_id, the(begun).version) == (got.pop(), 1)


def test_turns_at_once_are_numbered_one_after_the_other(lasting, begun):
    with lasting.app_context():
        lamps, water = ids(begun)[0], ids(begun)[1]

    def turn(seat_id, name, action, **more):
        seat = db.session.get(Seat, seat_id)
        return turns.take(seat, the(begun, name), Wish(action, f"key-{seat_id}", **more)).number

    told = at_once(
        lasting,
        lambda: turn(lamps, "comment-dark-corner", "reply", reply=REPLY),
        lambda: turn(water, "comment-dark-again", "refer", target="lamps"),
    )

    assert sorted(told) == [1, 2]
    with lasting.app_context():
        assert db.session.get(Sitting, begun).happenings == 2
        seconds = db.session.scalars(sa.select(Turn.second).filter_by(sitting_id=begun).order_by(Turn.number)).all()
        assert seconds == sorted(seconds)


def test_one_form_that_is_sent_ten_times_at_once_is_one_turn(lasting, begun):
    with lasting.app_context():
        seat_id = ids(begun)[0]

    def reply():
        return turns.take(db.session.get(Seat, seat_id), the(begun), Wish("reply", "same", reply=REPLY)).id

    assert len(set(at_once(lasting, *[reply] * 10))) == 1


def test_somebody_who_sits_down_twice_at_once_has_one_seat(lasting, begun):
    with lasting.app_context():
        person_id = factories.learner().id
        db.session.commit()

    def join():
        person = db.session.get(Person, person_id)
        return seats.join(db.session.get(Sitting, begun), person, "lamps", "moderator").id

    assert len(set(at_once(lasting, *[join] * 6))) == 1


def test_beats_of_two_workers_double_nothing(lasting, begun):
    with lasting.app_context():
        begin_writing()
        sitting = db.session.get(Sitting, begun)
        sitting.running_since -= timedelta(minutes=9)
        db.session.commit()

    assert at_once(lasting, *[beat.tick] * 4) == [None] * 4

    with lasting.app_context():
        sitting = db.session.get(Sitting, begun)
        came = {each.id for each in happened.script(sitting, sitting.looked).arrivals}
        assert sorted(names(begun)) == sorted(came) and len(came) > 10


KILLED = """
import os, signal
from academy.app import create_app
from academy.db import db
from scenarios.sittings import beat
import sqlalchemy as sa
app = create_app()
with app.app_context():
    @sa.event.listens_for(db.session(), "before_commit")
    def die(session):
        os.kill(os.getpid(), signal.SIGKILL)
    beat.tick()
"""


def test_a_beat_that_is_killed_before_its_commit_loses_nothing(lasting, begun):
    with lasting.app_context():
        begin_writing()
        db.session.get(Sitting, begun).running_since -= timedelta(minutes=9)
        db.session.commit()
        before = names(begun)
    own = {"DATABASE": lasting.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE": lasting.config["INSTANCE_PATH"]}
    environment = os.environ | {f"ACADEMY_{name}": value for name, value in own.items()}
    environment["ACADEMY_SECRET_KEY"] = lasting.config["SECRET_KEY"]

    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, capture_output=True, timeout=120)

    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with lasting.app_context():
        assert names(begun) == before
        beat.tick()
        sitting = db.session.get(Sitting, begun)
        assert (
            {each.id for each in happened.script(sitting, sitting.looked).arrivals} == set(names(begun)) > set(before)
        )


def test_whoever_takes_over_in_mid_run_has_the_wheel_alone(lasting, begun):
    with lasting.app_context():
        former, other = db.session.get(Sitting, begun).facilitator_id, factories.instructor().id
        db.session.commit()

    def press(person_id):
        wheel.do(db.session.get(Sitting, begun), db.session.get(Person, person_id), "pressure", value=200)

    def take_over():
        wheel.take_over(db.session.get(Sitting, begun), db.session.get(Person, other))

    at_once(lasting, take_over, *[lambda: press(former)] * 5)

    assert at_once(lasting, lambda: press(former), lambda: press(other)) == ["not_at_the_wheel", None]


def test_one_sitting_that_cannot_go_on_does_not_stop_the_next(lasting, begun, monkeypatch):
    with lasting.app_context():
        begin_writing()
        person = factories.instructor()
        broken = planning.plan(person, db.session.get(Sitting, begun).edition, 60)
        wheel.start(broken, person)
        for each in (broken, db.session.get(Sitting, begun)):
            each.running_since -= timedelta(minutes=9)
        broken_id = broken.id
        db.session.commit()
        before, honest = len(names(begun)), thread.catch_up

        def sometimes(sitting, anyway=False):
            if sitting.id == broken_id:
                raise RuntimeError("broken")
            return honest(sitting, anyway)

        monkeypatch.setattr(thread, "catch_up", sometimes)
        beat.tick()
        assert len(names(begun)) > before
        begin_writing()
        db.session.get(Sitting, broken_id).running_since = None
        db.session.commit()


def test_ten_thousand_comments_come_within_five_seconds_and_hold_up_nobody(lasting, begun, no_collection):
    """A big flood under the highest pressure that comes all at once, since no worker looked for a minute; and a viewer writes."""
    with lasting.app_context():
        begin_writing()
        person = factories.instructor()
        sitting = planning.plan(person, factories.dialogue("big-flood", *A_THOUSAND), 60, public=True)
        wheel.start(sitting, person)
        wheel.do(sitting, person, "pressure", value=1000)
        wheel.do(sitting, person, "fire", slug="when-water")
        viewer = viewers.arrive(sitting, "Nila", "key-of-nila")
        sitting.running_since -= timedelta(seconds=70)
        sitting_id, viewer_id = sitting.id, viewer.id
        db.session.commit()

    def tick():
        before = time.monotonic()
        beat.tick()
        return time.monotonic() - before

    def write():
        sitting, viewer = db.session.get(Sitting, sitting_id), db.session.get(Viewer, viewer_id)
        return viewers.comment(sitting, viewer, "Is anybody reading this?", "one").name

    took, name = at_once(lasting, tick, write)

    with lasting.app_context():
        came = names(sitting_id)
        begin_writing()
        db.session.get(Sitting, sitting_id).running_since = None
        db.session.commit()
    assert sum(each.startswith("flood-when-water") for each in came) >= 10_000
    assert name in came and took < 5, took
