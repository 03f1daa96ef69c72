"""The register on screen: its rows, statuses, filters and pages."""

import pytest
import sqlalchemy as sa
import time_machine

from academy import certificates, cohorts, editions, records
from academy.accounts import people, service_groups
from academy.db import db
from tests import factories, pages

ALL = {"Nadia New", "Iqbal Begun", "Wasim Waiting", "Dina Done"}


@pytest.fixture
def register(session):
    """A learner of each status; only Dina is in a cohort and a service group."""
    service_groups.add_missing()
    factories.course("tiny")
    factories.course("other", **{"Tiny course": "Other course"})
    records.enrol(factories.learner(name="Nadia New"), "other")
    factories.started(factories.learner(name="Iqbal Begun", email="begun@example.org"))
    waiting = factories.started(factories.learner(name="Wasim Waiting", personal_number="007"))
    tried(waiting, provisional=True)
    dina = factories.learner(name="Dina Done", service_code="PAS")
    batch = factories.cohort(name="Batch A")
    with time_machine.travel("2026-11-09T20:00:00Z"):  # the tenth, where the academy is
        cohorts.add(None, batch, dina)
        cohorts.assign(None, batch, "tiny")
        certificates.issue(finished(dina), factories.AWARD)
    return batch


def tried(enrolment, attempt=1, **more):
    edition = editions.published("course", "tiny")
    return records.record(enrolment, "quiz/check", attempt=attempt, edition=edition, score=50, passed=False, **more)


def finished(person):
    enrolment = factories.started(person)
    tried(enrolment, 1)
    tried(enrolment, 1)
    tried(enrolment, 2)
    records.complete(enrolment, 81.5)
    return enrolment


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


def names(page) -> set[str]:
    return {name for name in ALL if name in page.words}


def test_each_learner_has_a_row_with_a_status(office, register):
    page = pages.opened(office, "/records/")

    assert names(page) == ALL
    assert "4 records" in page.words
    assert "Not started" in rows(page)["Nadia New"]
    assert "In progress" in rows(page)["Iqbal Begun"]
    assert "Awaiting review" in rows(page)["Wasim Waiting"]
    assert "Completed" in rows(page)["Dina Done"]


def test_a_completed_row_tells_the_whole_story(office, register):
    row = rows(pages.opened(office, "/records/"))["Dina Done"]

    for words in ("Pakistan Administrative Service", "Batch A", "Tiny course", "Attempts2", "82 %", "10 November 2026"):
        assert words in row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=not started", {"Nadia New"}),
        ("status=in progress", {"Iqbal Begun"}),
        ("status=awaiting review", {"Wasim Waiting"}),
        ("status=completed", {"Dina Done"}),
        ("course=other", {"Nadia New"}),
        ("service=PAS", {"Dina Done"}),
        ("words=IQBAL", {"Iqbal Begun"}),
        ("words=begun@example", {"Iqbal Begun"}),
        ("words=007", {"Wasim Waiting"}),
        ("words=%25", set()),
        ("since=2026-11-10", {"Dina Done"}),
        ("since=2026-11-11", set()),
        ("until=2026-11-10", {"Dina Done"}),
        ("until=2026-11-09", set()),
        ("since=2026-11-10&until=2026-11-10&service=PAS&course=tiny", {"Dina Done"}),
        ("service=PAS&status=in progress", set()),
    ],
)
def test_a_filter_leaves_what_fits(office, register, query, expected):
    assert names(pages.opened(office, f"/records/?{query}")) == expected


def test_the_cohort_filters_too(office, register):
    assert names(pages.opened(office, f"/records/?cohort={register.id}")) == {"Dina Done"}


def test_the_exports_and_the_form_carry_the_filters(office, register):
    page = pages.opened(office, "/records/?status=completed&service=PAS")

    assert "/records/export.csv?service=PAS&status=completed" in page.links
    assert "/records/export.xlsx?service=PAS&status=completed" in page.links
    assert dict(page.form("/records/").fields) | {"status": "completed", "service": "PAS"} == dict(page.form("/records/").fields)


NONSENSE = ["cohort=x", "cohort=999999", "status=lost", "since=soon", "course=unknown", "since=0001-01-01", "until=9999-12-31"]


@pytest.mark.parametrize("query", NONSENSE)
def test_a_filter_that_cannot_be_understood_is_named(office, register, query):
    page = pages.opened(office, f"/records/?{query}")

    assert "There is a problem" in page.words
    assert page.all(id=query.split("=")[0])[0].get("aria-invalid") == "true"


def test_a_revoked_certificate_is_marked(office, register):
    serial = certificates.of_person(people.by_email(find("Dina Done").email))[0].serial
    certificates.revoke(None, certificates.by_serial(serial), "In error.")

    assert "Revoked" in rows(pages.opened(office, "/records/"))["Dina Done"]


def test_a_long_register_comes_in_pages(office, session):
    factories.course("tiny")
    for number in range(51):
        records.enrol(factories.learner(name=f"Learner {number:02}"), "tiny")

    first, last, beyond = (pages.opened(office, f"/records/?page={number}&course=tiny") for number in (1, 2, 99))

    assert "51 records" in first.words and "Learner 50" not in first.words
    assert "Learner 50" in last.words and "Learner 50" in beyond.words
    assert "/records/?page=2&course=tiny" in first.links


def test_more_rows_take_no_more_queries(office, session):
    factories.course("tiny")
    asked = []
    sa.event.listen(db.session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))

    def queries_for(people_more):
        for _ in range(people_more):
            finished(factories.learner())
        session.flush()
        asked.clear()
        pages.opened(office, "/records/")
        return len(asked)

    queries_for(1)  # that the register was looked at is noted once

    assert queries_for(2) == queries_for(10)


def test_an_empty_register_says_how_records_begin(office):
    assert "/cohorts/" in pages.opened(office, "/records/").links


def find(name):
    return db.session.scalars(people.listed(words=name)).one()


def rows(page) -> dict[str, str]:
    """The words of each row of the table, by the name that heads it."""
    table = page.words.partition("Completed on Certificate")[2]
    starts = sorted((table.index(name), name) for name in ALL if name in table)
    ends = [start for start, _ in starts[1:]] + [None]
    return {name: table[start:end].strip() for (start, name), end in zip(starts, ends, strict=True)}
