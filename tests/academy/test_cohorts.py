"""Cohorts, as administrators look after them."""

from datetime import date

import pytest

from academy import cohorts, records
from tests import factories, pages


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


@pytest.fixture
def batch(session):
    factories.course("tiny")
    return factories.cohort(name="Batch A")


def test_a_cohort_is_added(office):
    form = pages.opened(office, "/cohorts/new").form("/cohorts/new")

    answer = office.post("/cohorts/new", data=form.filled(name="Batch B", starts_on="2026-11-01", ends_on="2027-02-28"))

    assert "1 November 2026 to 28 February 2027" in pages.opened(office, answer.location).words
    assert "Batch B" in pages.opened(office, "/cohorts/").words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "  "}, "Enter a name"),
        ({"name": " Batch A "}, "There is a cohort of this name already"),
        ({"name": "x" * 121}, "cannot be longer than 120"),
        ({"name": "C", "starts_on": "2026-11-02", "ends_on": "2026-11-01"}, "The last day is before the first"),
        ({"name": "C", "starts_on": "tomorrow"}, "Not a valid date"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused(office, batch, values, words):
    answer = office.post("/cohorts/new", data=values)

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert len(cohorts.everyone()) == 1


def test_a_learner_who_joins_is_enrolled_in_the_courses_of_the_cohort(office, batch):
    cohorts.assign(None, batch, "tiny")
    person = factories.learner(name="Ada Karim")
    form = pages.opened(office, f"/cohorts/{batch.id}").form(f"/cohorts/{batch.id}/members")

    office.post(form.action, data=form.filled(person=str(person.id)))

    assert records.enrolment_of(person, "tiny").cohort_id == batch.id
    assert "1 learner" in pages.opened(office, f"/cohorts/{batch.id}").words


def test_a_course_that_is_given_enrols_everybody_who_is_in(office, batch):
    person = factories.learner()
    cohorts.add(None, batch, person)
    form = pages.opened(office, f"/cohorts/{batch.id}").form(f"/cohorts/{batch.id}/courses")

    office.post(form.action, data=form.filled(course="tiny", due_on="2026-12-24"))

    assert records.enrolment_of(person, "tiny")
    assert "24 December 2026" in pages.opened(office, f"/cohorts/{batch.id}").words


def test_giving_a_course_again_changes_its_dates(office, batch):
    for day in ("2026-12-24", "2027-01-05"):
        office.post(f"/cohorts/{batch.id}/courses", data={"course": "tiny", "closes_on": day})

    assert [assignment.closes_on for assignment in batch.assignments] == [date(2027, 1, 5)]


@pytest.mark.parametrize(
    ("form", "values", "words"),
    [
        ("members", {"person": "999999"}, "Choose a learner who is not in this cohort yet"),
        ("members", {"person": "x"}, "Choose a learner who is not in this cohort yet"),
        ("members", {}, "Choose a learner who is not in this cohort yet"),
        ("courses", {"course": "unknown"}, "Not a valid choice"),
        ("courses", {"course": "tiny", "opens_on": "2026-12-02", "closes_on": "2026-12-01"}, "It closes before it opens"),
    ],
)
def test_what_a_cohort_cannot_take_is_refused(office, batch, form, values, words):
    factories.learner()

    answer = office.post(f"/cohorts/{batch.id}/{form}", data=values)

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert not batch.assignments and not batch.memberships


def test_only_learners_are_offered(office, batch):
    learner, instructor = factories.learner(name="Ada Karim"), factories.instructor(name="Bilal Shah")
    gone = factories.learner(name="Celia Gone", active=False)

    page = pages.opened(office, f"/cohorts/{batch.id}")
    answer = office.post(f"/cohorts/{batch.id}/members", data={"person": str(instructor.id)})

    assert learner.name in page.words
    assert instructor.name not in page.words and gone.name not in page.words
    assert answer.status_code == 400


def test_an_unknown_cohort_is_not_found(office):
    assert office.get("/cohorts/999999").status_code == 404
    assert office.post("/cohorts/999999/members", data={"person": "1"}).status_code == 404


def test_an_academy_without_cohorts_is_told_how_to_begin(office):
    assert "/cohorts/new" in pages.opened(office, "/cohorts/").links
