"""Cohorts, as administrators look after them and instructors teach them."""

from datetime import date, timedelta

import pytest

from academy import clock, cohorts, editions, records
from academy.audit.models import AuditEntry
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
    person = factories.learner(name="Ada Karim", email="ada@example.org", personal_number="007")
    form = pages.opened(office, f"/cohorts/{batch.id}").form(f"/cohorts/{batch.id}/members")

    for words in (" Ada@Example.org ", "007"):
        answer = office.post(form.action, data=form.filled(person=words))
        assert answer.status_code == 302

    assert records.enrolment_of(person, "tiny").cohort_id == batch.id
    assert "1 learner" in pages.opened(office, f"/cohorts/{batch.id}").words


def test_a_course_that_is_given_enrols_everybody_who_is_in(office, batch):
    person = factories.learner()
    cohorts.add(None, batch, person)
    form = pages.opened(office, f"/cohorts/{batch.id}").form(f"/cohorts/{batch.id}/courses")

    office.post(form.action, data=form.filled(course="tiny", due_on="2126-12-24"))

    assert records.enrolment_of(person, "tiny")
    assert "24 December 2126" in pages.opened(office, f"/cohorts/{batch.id}").words


def test_giving_a_course_again_changes_its_dates(office, batch):
    for day in ("2026-12-24", "2027-01-05"):
        office.post(f"/cohorts/{batch.id}/courses", data={"course": "tiny", "closes_on": day})

    assert [assignment.closes_on for assignment in batch.assignments] == [date(2027, 1, 5)]


@pytest.mark.parametrize(
    ("form", "values", "words"),
    [
        ("members", {"person": "999999"}, "No learner has exactly this address or number"),
        ("members", {"person": "x"}, "No learner has exactly this address or number"),
        ("members", {}, "Enter an e-mail address or a personal number"),
        ("courses", {"course": "unknown"}, "Not a valid choice"),
        (
            "courses",
            {"course": "tiny", "opens_on": "2026-12-02", "closes_on": "2026-12-01"},
            "It closes before it opens",
        ),
        ("courses", {"course": "tiny", "opens_on": "2126-12-02", "due_on": "2126-12-01"}, "It is due before it opens"),
        (
            "courses",
            {"course": "tiny", "due_on": "2126-12-02", "closes_on": "2126-12-01"},
            "It closes before it is due",
        ),
        ("courses", {"course": "tiny", "due_on": "2020-12-02"}, "That day is over"),
        ("courses", {"course": "tiny", "due_on": "soon"}, "Not a valid date"),
        ("courses", {"course": "tiny", "opens_on": "0001-01-01"}, "Choose a day between 1900 and 2199"),
    ],
)
def test_what_a_cohort_cannot_take_is_refused(office, batch, form, values, words):
    factories.learner()

    answer = office.post(f"/cohorts/{batch.id}/{form}", data=values)

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert not batch.assignments and not batch.memberships


@pytest.mark.parametrize("whose", ["an instructor's", "of somebody who has left", "several people's"])
def test_only_one_active_learner_can_join(office, batch, whose):
    factories.instructor(personal_number="1")
    factories.learner(personal_number="2", active=False)
    factories.learner(personal_number="3"), factories.learner(personal_number="3")
    number = {"an instructor's": "1", "of somebody who has left": "2", "several people's": "3"}[whose]

    answer = office.post(f"/cohorts/{batch.id}/members", data={"person": number})

    assert answer.status_code == 400 and not batch.memberships
    assert f'value="{number}"' in answer.text


def test_an_unknown_cohort_is_not_found(office):
    assert office.get("/cohorts/999999").status_code == 404
    assert office.post("/cohorts/999999/members", data={"person": "1"}).status_code == 404


def test_an_academy_without_cohorts_is_told_how_to_begin(office):
    assert "/cohorts/new" in pages.opened(office, "/cohorts/").links


def test_the_day_of_a_course_that_is_over_may_stay(office, batch):
    over = clock.today() - timedelta(days=3)
    cohorts.assign(None, batch, "tiny", due_on=over)
    form = pages.opened(office, f"/cohorts/{batch.id}?course=tiny").form(f"/cohorts/{batch.id}/courses")

    answer = office.post(form.action, data=form.filled(closes_on="2126-01-01"))

    assert answer.status_code == 302
    assert (batch.assignments[0].due_on, batch.assignments[0].closes_on) == (over, date(2126, 1, 1))


def test_the_same_again_is_noted_once(office, batch, session):
    for _ in range(2):
        office.post(f"/cohorts/{batch.id}/courses", data={"course": "tiny", "due_on": "2126-12-24"})

    [entry] = session.query(AuditEntry).filter_by(action="cohort.assigned")
    assert entry.reason == "tiny"
    assert entry.values_row.values["after"]["due_on"] == "2126-12-24"


@pytest.fixture
def teacher(batch):
    person = factories.instructor(name="Farid Alam")
    cohorts.entrust(None, batch, [person])
    return person


def test_an_administrator_says_who_teaches_a_cohort(office, batch, teacher):
    other = factories.instructor(name="Bilal Shah")
    form = pages.opened(office, f"/cohorts/{batch.id}/instructors").form(f"/cohorts/{batch.id}/instructors")
    assert ("instructors", str(teacher.id)) in form.fields

    for _ in range(2):
        office.post(form.action, data=form.filled(instructors=[str(other.id)]))

    assert batch.instructors == [other]
    assert "Taught by Bilal Shah" in pages.opened(office, f"/cohorts/{batch.id}").words


@pytest.mark.parametrize("role", ["learner", "administrator"])
def test_only_instructors_teach(office, batch, role):
    person = factories.person(role)

    answer = office.post(f"/cohorts/{batch.id}/instructors", data={"instructors": str(person.id)})

    assert answer.status_code == 400
    assert not batch.memberships


def test_who_teaches_is_no_learner(client, office, batch, teacher):
    learner = factories.learner(name="Ada Karim")
    cohorts.add(None, batch, learner)
    cohorts.assign(None, batch, "tiny")

    assert records.enrolment_of(teacher, "tiny") is None
    assert batch.learners == [learner]
    assert "Farid Alam" not in pages.opened(office, f"/cohorts/{batch.id}/certificates/tiny").words


def test_an_instructor_gives_a_course_to_a_cohort_that_they_teach(client, batch, teacher):
    learner = factories.learner(name="Ada Karim", email="ada@example.org")
    cohorts.add(None, batch, learner)
    client.sign_in(teacher)
    assert f"/cohorts/{batch.id}" in pages.opened(client, "/cohorts/").links
    page = pages.opened(client, f"/cohorts/{batch.id}")
    form = page.form(f"/cohorts/{batch.id}/courses")

    client.post(form.action, data=form.filled(course="tiny", due_on="2126-12-24"))

    assert records.enrolment_of(learner, "tiny").cohort_id == batch.id
    assert "Ada Karim" in page.words and "ada@example.org" not in page.words
    links = {link for link in page.links if link.startswith(("/people", "/records/?", f"/cohorts/{batch.id}/"))}
    assert links == {f"/cohorts/{batch.id}/members/{learner.id}"}


@pytest.mark.parametrize("whose", ["nobody's", "a colleague's"])
def test_a_cohort_of_others_is_refused(client, batch, whose):
    cohorts.entrust(None, batch, [factories.instructor()] if whose == "a colleague's" else [])
    stranger = factories.instructor()
    cohorts.entrust(None, factories.cohort(), [stranger])
    client.sign_in(stranger)

    answers = [
        client.get(f"/cohorts/{batch.id}"),
        client.post(f"/cohorts/{batch.id}/courses", data={"course": "tiny"}),
        client.post("/cohorts/give/tiny", data={"cohort": str(batch.id)}),
        client.post(f"/cohorts/{batch.id}/instructors", data={"instructors": str(stranger.id)}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 400, 403]
    assert f"/cohorts/{batch.id}" not in pages.opened(client, "/cohorts/").links
    assert batch.name not in pages.opened(client, "/cohorts/give/tiny").words
    assert not batch.assignments


def test_who_teaches_no_longer_is_refused(client, batch, teacher):
    cohorts.entrust(None, batch, [])

    answer = client.sign_in(teacher).post(f"/cohorts/{batch.id}/courses", data={"course": "tiny"})

    assert answer.status_code == 403
    assert not batch.assignments


def test_a_published_course_is_given_to_a_cohort(client, batch, teacher):
    client.sign_in(teacher)
    form = pages.opened(client, "/cohorts/give/tiny").form("/cohorts/give/tiny")

    answers = [client.post(form.action, data=form.filled(due_on="2126-12-24")) for _ in range(2)]

    assert [answer.location for answer in answers] == [f"/cohorts/{batch.id}"] * 2
    assert [assignment.due_on for assignment in batch.assignments] == [date(2126, 12, 24)]
    page = pages.opened(client, "/cohorts/give/tiny")
    assert "Every cohort that you teach has it" in page.words and not page.all("select")


def test_giving_it_again_takes_no_dates_away(client, batch, teacher):
    cohorts.assign(None, batch, "tiny", due_on=date(2126, 12, 24))

    answer = client.sign_in(teacher).post("/cohorts/give/tiny", data={"cohort": str(batch.id)})

    assert answer.status_code == 400
    assert "This cohort has the course already" in pages.read(answer).words
    assert batch.assignments[0].due_on == date(2126, 12, 24)


def test_who_teaches_nothing_yet_is_told_whom_it_takes(client, batch):
    client.sign_in(factories.instructor())

    assert "An administrator says who teaches which cohort" in pages.opened(client, "/cohorts/").words
    assert "An administrator says who teaches which cohort" in pages.opened(client, "/cohorts/give/tiny").words


def test_only_what_is_published_is_given(client, batch, teacher):
    editions.retire(editions.published("course", "tiny"), teacher, "")
    client.sign_in(teacher)

    assert client.get("/cohorts/give/tiny").status_code == 404
    assert client.post("/cohorts/give/tiny", data={"cohort": str(batch.id)}).status_code == 404
    assert client.get("/cohorts/give/~1").status_code == 404


def test_a_retired_course_keeps_its_title_and_its_dates_can_be_changed(client, batch, teacher):
    cohorts.assign(None, batch, "tiny")
    editions.retire(editions.published("course", "tiny"), teacher, "")
    page = pages.opened(client.sign_in(teacher), f"/cohorts/{batch.id}?course=tiny")

    answer = client.post(f"/cohorts/{batch.id}/courses", data={"course": "tiny", "closes_on": "2126-12-24"})

    assert "Tiny course" in page.words
    assert answer.status_code == 302 and batch.assignments[0].closes_on == date(2126, 12, 24)


def test_a_member_is_taken_out_and_what_they_have_done_stays(client, session):
    factories.course("tiny")
    ada = factories.learner(name="Ada Karim")
    cohort = factories.cohort(ada, courses=["tiny"])
    client.sign_in(factories.administrator())
    address = f"/cohorts/{cohort.id}/members/{ada.id}/remove"

    first = client.post(pages.opened(client, f"/cohorts/{cohort.id}").form(address).action)
    again = client.post(address)

    assert first.status_code == again.status_code == 302
    assert cohort.learners == []
    assert [each.course for each in records.enrolments_of(ada)] == ["tiny"]
    assert session.query(AuditEntry).filter_by(action="cohort.left", subject_id=ada.id).count() == 1
    assert client.sign_in(factories.instructor()).post(address).status_code == 403
