"""The page of a cohort: how far its learners are, who of them has not started, who is overdue."""

from datetime import timedelta

import pytest

from academy import clock, cohorts, records
from academy.cohorts import progress
from tests import factories, pages

EVERYBODY = {"Ada New", "Bilal Begun", "Celia Late", "Dina Done"}


@pytest.fixture
def batch(session):
    """One of each, in a course that was due yesterday but for Ada and Dina; the other course nobody has begun."""
    for slug, title in (("tiny", "Tiny course"), ("other", "Other course")):
        factories.course(slug, **{"Tiny course": title})
    people = {name: factories.learner(name=name, personal_number=name[:1] + "-007") for name in sorted(EVERYBODY)}
    cohort = factories.cohort(*people.values(), courses=["tiny", "other"])
    for name in ("Bilal Begun", "Celia Late", "Dina Done"):
        factories.started(people[name])
    records.complete(records.enrolment_of(people["Dina Done"], "tiny"), 80)
    late = factories.cohort(courses=["tiny"])
    cohorts.assign(None, cohort, "tiny", due_on=clock.today() - timedelta(days=1))
    for name in ("Ada New", "Bilal Begun"):
        cohorts.add(None, late, people[name])
    return cohort


@pytest.fixture
def office(client, batch):
    return client.sign_in(factories.administrator())


def test_each_course_is_counted(batch):
    lines = progress.of_courses(batch)

    assert lines["tiny"] == progress.Line("tiny", not_started=1, in_progress=2, completed=1, overdue=1)
    assert lines["other"] == progress.Line("other", not_started=4)


def test_the_numbers_are_drawn_and_stand_beside_the_drawing(office, batch):
    page = pages.opened(office, f"/cohorts/{batch.id}")

    assert "How far the learners are, by course" in page.words and "<svg" in page.html
    assert "1 of 4" in page.words and "1 course overdue" in page.words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", EVERYBODY),
        ("state=overdue", {"Celia Late"}),
        ("state=overdue&in=other", set()),
        ("state=not started&in=tiny", {"Ada New"}),
        ("state=not started", EVERYBODY),
        ("state=in progress", {"Bilal Begun", "Celia Late"}),
        ("state=completed&in=tiny", {"Dina Done"}),
        ("state=nonsense", EVERYBODY),
        ("words=dina", {"Dina Done"}),
        ("words=B-007", {"Bilal Begun"}),
        ("words=%25", set()),
        ("page=99", EVERYBODY),
        ("state=overdue&in=nowhere", set()),
    ],
)
def test_learners_are_found_by_name_and_by_how_far_they_are(office, batch, asked, found):
    page = pages.opened(office, f"/cohorts/{batch.id}?{asked}")

    assert {name for name in EVERYBODY if name in page.words} == found


def test_a_long_list_comes_in_pages(office, batch):
    for number in range(progress.PAGE_ROWS):
        cohorts.add(None, batch, factories.learner(name=f"Zahra {number:02}"))

    first, second = (pages.opened(office, f"/cohorts/{batch.id}?page={page}").words for page in (1, 2))

    assert "54 learners" in first and "Zahra 00" in first and "Zahra 49" not in first
    assert "Zahra 49" in second and "Ada New" not in second


def test_the_page_asks_the_database_as_often_for_many_as_for_few(office, session, counted, batch):
    office.get(f"/cohorts/{batch.id}")
    with counted() as few:
        office.get(f"/cohorts/{batch.id}")
    for _ in range(30):
        cohorts.add(None, batch, factories.learner())
    session.expire_all()
    with counted() as many:
        office.get(f"/cohorts/{batch.id}")

    assert len(many) == len(few)


def test_the_page_of_a_member_asks_as_often_for_many_courses_as_for_few(office, session, counted, batch):
    ada = batch.learners[0]
    address = f"/cohorts/{batch.id}/members/{ada.id}"
    office.get(address)
    with counted() as few:
        office.get(address)
    for number in range(8):
        factories.course(f"more-{number}")
        cohorts.assign(None, batch, f"more-{number}")
    session.expire_all()
    with counted() as many:
        office.get(address)

    assert len(many) == len(few)
