"""What instructors are told once a week."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from academy import reminders
from academy.db import db
from academy.jobs.models import Job
from academy.reminders import instructors
from tests import factories

MONDAY, WEDNESDAY, NEXT = date(2027, 3, 8), date(2027, 3, 10), date(2027, 3, 15)


@pytest.fixture
def waiting(session):
    """Two runs that wait for a review, the older one since 1 March."""
    factories.scenario()
    factories.practice()
    for day in ("2027-03-01", "2027-03-05"):
        with time_machine.travel(f"{day}T07:00:00Z"):
            run = factories.run(enrolment=factories.started(slug="practice"))
            factories.move(run, level=2, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
            factories.finish(run)


def sent(day):
    last = db.session.scalar(sa.select(sa.func.max(Job.id))) or 0
    instructors.write_all(day)
    return [
        job.payload
        for job in db.session.scalars(sa.select(Job).where(Job.kind == "mail", Job.id > last).order_by(Job.id))
    ]


def test_an_instructor_is_told_once_a_week_how_much_waits_and_since_when(waiting):
    factories.instructor(email="farid@example.org")

    told = {day: sent(day) for day in (MONDAY, WEDNESDAY, NEXT)}

    assert [len(messages) for messages in told.values()] == [1, 0, 1]
    [message] = told[MONDAY]
    assert message["to"] == "farid@example.org"
    assert message["subject"].startswith("2 pieces of work wait for your review")
    assert "The oldest has waited since 1 March 2027." in message["body"]
    assert "http://127.0.0.1:8000/review/" in message["body"]


def test_who_was_away_on_monday_is_told_later(waiting):
    factories.instructor()

    assert len(sent(WEDNESDAY)) == 1


@pytest.mark.parametrize("why", ["nothing waits", "switched off", "left"])
def test_nobody_is_told_for_nothing(session, request, why):
    person = factories.instructor()
    if why != "nothing waits":
        request.getfixturevalue("waiting")
    if why == "switched off":
        reminders.wants_them(person, False)
    person.active = why != "left"
    session.flush()

    assert sent(MONDAY) == []
