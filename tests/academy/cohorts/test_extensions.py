"""More time for one learner, as it is given on pages: it is real, it is on record, and it is for whom it is."""

from datetime import timedelta

import pytest

from academy import clock, cohorts, records
from academy.audit.models import AuditEntry
from academy.cohorts import extensions
from tests import factories, pages


@pytest.fixture
def learner(session):
    factories.course("tiny")
    return factories.learner(name="Ada Karim")


@pytest.fixture
def batch(learner):
    """Its course was due the day before yesterday, and closed yesterday."""
    cohort = factories.cohort(learner, factories.learner(name="Bilal Shah"), name="Batch A")
    cohorts.assign(None, cohort, "tiny", due_on=in_days(-2), closes_on=in_days(-1))
    return cohort


@pytest.fixture
def address(batch, learner):
    return f"/cohorts/{batch.id}/members/{learner.id}/extensions/tiny"


def in_days(number):
    return clock.today() + timedelta(days=number)


def begins(client, person) -> bool:
    return client.sign_in(person).post("/courses/tiny/lesson/read-me").status_code == 302


@pytest.mark.parametrize("role", ["instructor", "administrator"])
def test_whoever_has_more_time_can_begin_after_the_cohort_closed(client, batch, learner, address, role):
    teacher = factories.person(role)
    if role == "instructor":
        cohorts.entrust(None, batch, [teacher])
    other = next(person for person in batch.learners if person != learner)
    assert not begins(client, learner)
    form = pages.opened(client.sign_in(teacher), address).form(address)

    for _ in range(2):
        answer = client.post(form.action, data=form.filled(closes_on=str(in_days(3)), reason="She was ill."))

    assert "She was ill." in pages.opened(client, answer.location).words
    assert begins(client, learner) and not begins(client, other)


def test_it_is_noted_once_with_its_reason_among_the_values(client, batch, learner, address, session):
    office = client.sign_in(factories.administrator())
    for _ in range(2):
        office.post(address, data={"due_on": str(in_days(3)), "reason": "She was ill."})
    for _ in range(2):
        assert office.post(f"{address}/withdraw").status_code == 302

    given, withdrawn = (
        session.query(AuditEntry).filter(AuditEntry.action.startswith("extension.")).order_by(AuditEntry.id)
    )
    assert (given.subject_type, given.subject_id) == ("enrolment", records.enrolment_of(learner, "tiny").id)
    assert given.reason == "" and given.values_row.values["after"]["reason"] == "She was ill."
    assert withdrawn.values_row.values["before"]["due_on"] == str(in_days(3))
    assert extensions.of(records.enrolment_of(learner, "tiny")) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": "Ill."}, "Give another day for one of the two at least"),
        ({"due_on": "2126-01-01"}, "Say why"),
        ({"due_on": "2126-01-01", "reason": "  "}, "Say why"),
        ({"due_on": "2126-01-01", "reason": "x" * 501}, "cannot be longer than 500"),
        ({"due_on": "soon", "reason": "Ill."}, "Not a valid date"),
        ({"due_on": "2126-01-02", "closes_on": "2126-01-01", "reason": "Ill."}, "It closes before it is due"),
        ({"due_on": "2020-01-01", "reason": "Ill."}, "That is no later than what holds without it"),
        ({"closes_on": "2020-01-01", "reason": "Ill."}, "That is no later than what holds without it"),
    ],
)
def test_what_gives_no_time_is_refused_and_what_was_typed_stays(client, batch, learner, address, values, words):
    answer = client.sign_in(factories.administrator()).post(address, data=values)

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert values.get("reason", "") in answer.text
    enrolment = records.enrolment_of(learner, "tiny")
    assert extensions.of(enrolment) is None and not enrolment.extended


def test_it_is_given_by_who_looks_after_the_cohort_and_to_who_is_in_it(client, batch, learner, address):
    stranger, outsider = factories.instructor(), factories.learner()
    office = factories.administrator()
    values = {"due_on": "2126-01-01", "reason": "Ill."}

    assert client.sign_in(stranger).get(address).status_code == 403
    assert client.post(address, data=values).status_code == 403
    assert client.sign_in(learner).post(address, data=values).status_code == 403
    client.sign_in(office)
    assert client.post(address.replace(f"/{learner.id}/", f"/{outsider.id}/"), data=values).status_code == 404
    assert client.post(address.replace("tiny", "other"), data=values).status_code == 404


def test_a_learner_is_moved_by_an_administrator_once(client, batch, learner):
    other = factories.cohort(name="Batch B", courses=["tiny"])
    client.sign_in(factories.administrator())
    address = f"/cohorts/{batch.id}/members/{learner.id}"
    form = pages.opened(client, address).form(f"{address}/move")

    answers = [client.post(form.action, data=form.filled(cohort=str(other.id))) for _ in range(2)]

    assert {answer.location for answer in answers} == {f"/cohorts/{other.id}/members/{learner.id}"}
    assert other.learners == [learner] and learner not in batch.learners
    assert records.enrolment_of(learner, "tiny").cohort_id == other.id
    assert client.get(address).status_code == 404
    assert client.post(form.action, data={"cohort": "999"}).status_code in (400, 404)
    assert client.sign_in(factories.instructor()).post(form.action, data={"cohort": str(other.id)}).status_code == 403


def test_where_there_is_no_day_there_is_none_to_move(client, batch, learner, address):
    cohorts.assign(None, batch, "tiny")
    office = client.sign_in(factories.administrator())

    refused = office.post(address, data={"due_on": str(in_days(3)), "reason": "She was ill."})

    assert refused.status_code == 400 and "so there is none to move" in refused.text
    assert address not in pages.opened(office, f"/cohorts/{batch.id}/members/{learner.id}").links
