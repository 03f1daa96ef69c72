"""A sitting of the small dialogue, with people at both tables, and a clock that goes on when it is told to."""

from datetime import timedelta

import pytest
import time_machine

from academy import clock
from academy.db import db
from scenarios.sittings import beat, planning, seats, thread, wheel
from scenarios.sittings.turns import Wish, take
from tests import factories


class Hall:
    """A sitting for tests: who sits there, and short ways to do things."""

    def __init__(self, travelled, **choices):
        self.travelled = travelled
        self.facilitator = factories.instructor()
        self.sitting = planning.plan(self.facilitator, factories.dialogue(), 60, **choices)
        self.keys = 0

    def seat(self, department="lamps", role="responder", person=None):
        return seats.join(self.sitting, person or factories.learner(), department, role)

    def start(self):
        wheel.start(self.sitting, self.facilitator)

    def pass_time(self, minutes=0, seconds=0):
        """So much time goes by, and the worker looks."""
        self.travelled.shift(timedelta(minutes=minutes, seconds=seconds))
        db.session.commit()
        beat.tick()

    def entry(self, slug):
        return thread.named(self.sitting, slug if slug.partition("-")[0] in ("flood", "viewer") else f"comment-{slug}")

    def turn(self, seat, action, slug=None, **particulars):
        self.keys += 1
        particulars.setdefault("key", f"key-{self.keys}")
        return take(seat, slug and self.entry(slug), Wish(action=action, **particulars))


@pytest.fixture
def travelled(session):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall(travelled) -> Hall:
    """Two lamps people and one of the water office; the dialogue has begun."""
    factories.rules()
    return Hall(travelled)
