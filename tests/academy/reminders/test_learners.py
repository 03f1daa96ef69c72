"""What learners are reminded of by mail: once, in one message a day, in their language, and only if they want it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import cohorts, jobs, records, reminders
from academy.cohorts import extensions
from academy.db import db
from academy.jobs.models import Job
from academy.reminders.models import ReminderMessage, Reminder
from tests import factories, pages

NOON = "T07:00:00Z"
DAY = date(2027, 3, 10)


@pytest.fixture
def batch(session):
    for slug, title in (("tiny", "Tiny course"), ("other", "Other course")):
        factories.course(slug, **{"Tiny course": title})
    return factories.cohort()


@pytest.fixture
def ada(batch):
    person = factories.learner(name="Ada Karim", email="ada@example.org")
    cohorts.add(None, batch, person)
    return person


def on(days=0):
    """What is sent on a day: messages as (address, body)."""
    with time_machine.travel(f"{DAY + timedelta(days=days)}{NOON}", tick=False):
        last = db.session.scalar(sa.select(sa.func.max(Job.id))) or 0
        job = jobs.enqueue("reminders", {})
        db.session.commit()
        jobs.run(job.id)
        db.session.expire_all()
        assert job.state in ("done", "waiting")
        sent = db.session.scalars(sa.select(Job).where(Job.kind == "mail", Job.id > last).order_by(Job.id))
        return [(job.payload["to"], job.payload["body"]) for job in sent]


def due(cohort, course, days, **more):
    cohorts.assign(None, cohort, course, due_on=DAY + timedelta(days=days), **more)


def test_one_is_told_some_days_before_and_on_the_day_after_and_not_again(batch, ada):
    due(batch, "tiny", 3)

    told = {day: on(day) for day in range(-1, 9)}

    assert {day for day, sent in told.items() if sent} == {0, 4}
    [(to, body)] = told[0]
    assert to == "ada@example.org"
    assert "Due soon:\n\nTiny course: due on 13 March 2027\nhttp://127.0.0.1:8000/courses/tiny" in body
    assert "Overdue:\n\nTiny course: was due on 13 March 2027" in told[4][0][1]


def test_one_message_a_day_has_all_that_is_due_soon_or_overdue(batch, ada):
    due(batch, "tiny", -2)
    assert len(on(-1)) == 1
    due(batch, "other", 2)

    [(_to, body)] = on(0)

    assert "Tiny course: was due" in body and "Other course: due on" in body


def test_the_same_day_again_sends_nothing_though_there_is_something_new(batch, ada):
    due(batch, "tiny", 1)
    assert len(on(0)) == 1
    due(batch, "other", 1)

    assert on(0) == []
    assert len(on(1)) == 1


def test_an_extension_is_reminded_of_anew(batch, ada):
    due(batch, "tiny", 3)
    assert len(on(0)) == 1
    extensions.grant(None, records.enrolment_of(ada, "tiny"), DAY + timedelta(days=9), None, "Ill.")

    told = {day: on(day) for day in range(1, 8)}

    assert {day for day, sent in told.items() if sent} == {6}


@pytest.mark.parametrize(
    ("own", "usual", "days"), [(None, 3, {3}), (7, 3, {7}), (0, 3, set()), (None, 0, set()), (2, 0, {2})]
)
def test_a_cohort_may_have_other_days_than_the_academy(app, monkeypatch, batch, ada, own, usual, days):
    monkeypatch.setitem(app.config, "REMIND_DAYS", usual)
    due(batch, "tiny", 0, remind_days=own)

    assert {ahead for ahead in range(12, 0, -1) if on(-ahead)} == days


@pytest.mark.parametrize(
    "why",
    [
        "switched off",
        "left",
        "no address",
        "completed",
        "opens later",
        "closed and never begun",
        "overdue for long",
        "instructor",
    ],
)
def test_nobody_is_told_what_is_none_of_theirs(session, batch, ada, why):
    due(batch, "tiny", -8 if why == "overdue for long" else -1)
    if why == "switched off":
        reminders.wants_them(ada, False)
    elif why == "left":
        ada.active = False
    elif why == "no address":
        ada.email = None
    elif why == "completed":
        records.complete(factories.started(ada), 80)
    elif why == "opens later":
        cohorts.assign(None, batch, "tiny", opens_on=DAY + timedelta(days=1), due_on=DAY + timedelta(days=2))
    elif why == "closed and never begun":
        due(batch, "tiny", -2, closes_on=DAY - timedelta(days=1))
    elif why == "instructor":
        ada.role = "instructor"
    session.flush()

    assert on(0) == []
    assert session.query(ReminderMessage).count() == session.query(Reminder).count() == 0


def test_what_was_begun_before_it_closed_is_told(batch, ada):
    factories.started(ada)
    due(batch, "tiny", -2, closes_on=DAY - timedelta(days=1))

    assert len(on(0)) == 1


def test_a_message_is_in_the_language_of_its_reader(app, monkeypatch, batch, ada):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,ur")
    ada.language = "ur"
    due(batch, "tiny", 1)

    [(_to, body)] = on(0)

    assert "مارچ" in body


def test_what_was_said_long_ago_is_forgotten(session, batch, ada):
    due(batch, "tiny", 1)
    on(0)
    assert session.query(Reminder).count() == session.query(ReminderMessage).count() == 1

    on(45)

    assert session.query(Reminder).count() == session.query(ReminderMessage).count() == 0


def test_after_an_interruption_those_who_were_written_to_are_not_again(monkeypatch, batch, ada, session):
    others = [factories.learner() for _ in range(4)]
    cohorts.add_all(None, batch, others)
    due(batch, "tiny", 1)
    monkeypatch.setattr(reminders, "PORTION", 2)
    progress, stopped = jobs.progress, []

    def stop(*args, **kept):
        stopped.append(True)
        if len(stopped) == 2:
            raise OSError("the power is gone")
        progress(*args, **kept)

    monkeypatch.setattr(jobs, "progress", stop)
    on(0)
    monkeypatch.setattr(jobs, "progress", progress)
    assert session.scalars(sa.select(Job.state).where(Job.kind == "reminders")).all() == ["waiting"]
    on(0)

    sent = session.scalars(sa.select(Job.payload).where(Job.kind == "mail")).all()
    assert sorted(each["to"] for each in sent) == sorted(person.email for person in [ada, *others])


def test_the_database_is_asked_as_often_for_many_as_for_few(counted, batch, ada):
    due(batch, "tiny", 1)
    with counted() as few:
        on(0)
    other = factories.cohort(*(factories.learner() for _ in range(20)))
    due(other, "tiny", 3)
    with counted() as many:
        sent = on(2)

    assert len(sent) == 1 + 20  # the first is late by now
    assert len(many) == len(few)


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_they_are_switched_off_and_on_on_a_page(client, session, role):
    person = factories.person(role)
    client.sign_in(person)
    assert "/reminders/" in pages.opened(client, "/accounts/").links
    form = pages.opened(client, "/reminders/").form("/reminders/")
    assert ("reminders", "y") in form.fields

    client.post("/reminders/", data={"csrf_token": "x"})
    assert not person.reminders
    client.post("/reminders/", data={"reminders": "y"})
    assert person.reminders
