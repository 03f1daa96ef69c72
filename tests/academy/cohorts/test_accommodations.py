"""Accommodations: granted by administrators, real in courses and in scenarios, and nobody else's business."""

from datetime import timedelta

import pytest

from academy import clock, records
from academy.audit.models import AuditEntry
from academy.cohorts import accommodations
from scenarios.models import Run
from tests import factories, pages

GRANTED = {"untimed": True, "extra_days": 0, "ends_on": None, "reason": "R."}


@pytest.fixture
def learner(session):
    return factories.learner(name="Ada Karim")


@pytest.fixture
def practice(learner):
    """A course with a scenario that is open to the learner."""
    factories.scenario()
    course = factories.practice()
    enrolment = factories.enrolment(learner, course="practice")
    records.record(enrolment, "lesson/read-me", attempt=1, edition=course, score=None, passed=True)
    return enrolment


def in_days(number):
    return clock.today() + timedelta(days=number)


def test_a_granted_one_is_on_the_page_of_the_person(client, learner, session):
    client.sign_in(factories.administrator())
    address = f"/people/{learner.id}/accommodations"
    assert address in pages.opened(client, f"/people/{learner.id}").links
    form = pages.opened(client, address).form(address)

    for _ in range(2):
        client.post(address, data=form.filled(untimed="y", extra_days="7", reason="As the doctor says."))

    page = pages.opened(client, address)
    assert "No time pressure in scenarios; 7 extra days" in page.words and "As the doctor says." in page.words
    [granted] = accommodations.of(learner)
    withdraw = page.form(f"{address}/{granted.id}/withdraw")
    for _ in range(2):
        assert client.post(withdraw.action).status_code == 302
    assert accommodations.of(learner) == []
    entries = session.query(AuditEntry).filter(
        AuditEntry.action.startswith("accommodation."), AuditEntry.subject_id == learner.id
    )
    assert sorted(entry.action for entry in entries) == [
        "accommodation.granted",
        "accommodation.read",
        "accommodation.withdrawn",
    ]
    assert not any("doctor" in entry.reason for entry in entries)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": "R."}, "Grant one of the two at least"),
        ({"reason": "R.", "extra_days": "0"}, "Grant one of the two at least"),
        ({"untimed": "y"}, "Say why"),
        ({"extra_days": "many", "reason": "R."}, "Not a valid integer value"),
        ({"extra_days": "-3", "reason": "R."}, "Enter a number of days from 0 to 366"),
        ({"extra_days": "99999999999999999999", "reason": "R."}, "Enter a number of days from 0 to 366"),
        ({"untimed": "y", "reason": "R.", "starts_on": ""}, "Enter a day"),
        ({"untimed": "y", "reason": "R.", "ends_on": "2020-01-01"}, "The last day is before the first"),
    ],
)
def test_what_grants_nothing_is_refused(client, learner, values, words):
    client.sign_in(factories.administrator())

    answer = client.post(f"/people/{learner.id}/accommodations", data={"starts_on": str(in_days(0))} | values)

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert accommodations.of(learner) == []


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_they_are_for_administrators_only(client, learner, role):
    client.sign_in(factories.person(role))

    assert client.get(f"/people/{learner.id}/accommodations").status_code == 403
    assert client.post(f"/people/{learner.id}/accommodations/1/withdraw").status_code == 403


def test_one_of_somebody_else_is_not_withdrawn(client, learner):
    granted = accommodations.grant(None, factories.learner(), starts_on=in_days(0), **GRANTED)
    client.sign_in(factories.administrator())

    client.post(f"/people/{learner.id}/accommodations/{granted.id}/withdraw")

    assert accommodations.of(granted.person) == [granted]


@pytest.mark.parametrize(
    ("starts", "ends", "sent", "tempo"),
    [
        (0, None, {}, "untimed"),
        (-3, 0, {}, "untimed"),
        (1, None, {}, "usual"),
        (-3, -1, {}, "usual"),
        (0, None, {"tempo": "usual"}, "usual"),
        (0, None, {"tempo": "slow"}, "slow"),
    ],
)
def test_scenarios_begin_without_time_pressure_while_it_is_granted(
    client, session, learner, practice, starts, ends, sent, tempo
):
    accommodations.grant(
        None,
        learner,
        **GRANTED | {"starts_on": in_days(starts), "ends_on": ends and in_days(ends) if ends != 0 else in_days(0)},
    )
    client.sign_in(learner)
    offered = dict(
        pages.opened(client, "/scenarios/start/practice/street").form("/scenarios/start/practice/street").fields
    )

    client.post("/scenarios/start/practice/street", data=sent)

    assert offered["tempo"] == ("untimed" if starts <= 0 and (ends is None or ends >= 0) else "usual")
    run = session.query(Run).one()
    assert run.tempo == tempo
    assert run.accommodation == (None if tempo == "usual" else tempo)
