"""The dashboard on screen: whom it is about, its filters, its files, and how many questions it asks the database."""

import csv
import io

import pytest
import sqlalchemy as sa

from academy import cohorts
from academy.audit.models import AuditEntry
from academy.cohorts.models import Cohort
from academy.dashboards import views
from academy.dashboards.panels import FIGURES
from academy.db import db
from tests import factories, pages

ADDRESS = "/records/dashboard"


@pytest.fixture
def batches(enrolled):
    """Two batches: in one somebody is overdue, in the other two are not."""
    enrolled("Omar Late", due=-3, email="omar@example.org", personal_number="007")
    enrolled("Nadia New", due=30)
    enrolled("Dina Done", due=30, started=2, completed=True)
    return {cohort.name: cohort for cohort in db.session.scalars(sa.select(Cohort))}


@pytest.fixture
def instructor(client, batches):
    """Who teaches only the second batch."""
    person = factories.instructor()
    cohorts.let_teach(None, batches["Due 30"], person)
    return client.sign_in(person)


def rows(client, name, **given):
    answer = client.get(f"{ADDRESS}/{name}.csv", query_string=given, buffered=True)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_dashboard_has_every_panel_with_its_sentence(office, batches):
    page = pages.opened(office, ADDRESS)

    assert "3 learners with a course" in page.words
    assert "1 completed it, 33%. 1 is overdue." in page.words
    assert "Omar Late" in page.words and "Nadia New" not in page.words
    assert "Nothing waits for an instructor." in page.words
    for figure in FIGURES:
        assert page.all(id=figure), figure
    assert page.html.count("<svg class=") - page.html.count('<svg class="icon') >= 2


def test_instructors_see_the_cohorts_that_they_teach_and_no_others(instructor, batches):
    page = pages.opened(instructor, ADDRESS)

    assert "2 learners with a course" in page.words
    assert "Omar Late" not in page.html and "Due -3" not in page.html
    refused = pages.opened(instructor, f"{ADDRESS}?cohort={batches['Due -3'].id}")
    assert "There is a problem" in refused.words and "Omar Late" not in refused.html
    assert rows(instructor, "risk") == []
    assert rows(instructor, "risk", cohort=batches["Due -3"].id) == []
    assert [row["learners"] for row in rows(instructor, "progress")] == ["2"]


def test_who_teaches_nobody_is_told_why_there_is_nothing(client, batches):
    page = pages.opened(client.sign_in(factories.instructor()), ADDRESS)

    assert "You teach no cohort yet" in page.words


@pytest.mark.parametrize("address", ["", "/risk", "/risk.csv", "/progress.csv"])
def test_learners_see_no_dashboard(client, session, address):
    assert client.sign_in(factories.learner()).get(ADDRESS + address).status_code == 403


def test_an_academy_without_courses_is_told_what_to_do(office):
    assert "/cohorts/" in pages.opened(office, ADDRESS).links


@pytest.mark.parametrize(
    "query", ["cohort=x", "cohort=999999", "course=unknown", "service=X", "since=soon", "until=9999-12-31",
              "since=2026-03-02&until=2026-03-01"]
)  # fmt: skip
def test_a_filter_that_cannot_be_understood_is_named_and_takes_nothing_away(office, batches, query):
    page = pages.opened(office, f"{ADDRESS}?{query}")

    assert "There is a problem" in page.words
    assert "3 learners with a course" in page.words


def test_the_files_and_the_report_carry_the_filters(office, batches):
    cohort = batches["Due -3"].id
    page = pages.opened(office, f"{ADDRESS}?cohort={cohort}&since=2026-01-01")

    assert f"{ADDRESS}/progress.csv?cohort={cohort}&since=2026-01-01" in page.links
    assert f"{ADDRESS}/risk?cohort={cohort}" in page.links
    assert {"cohort": str(cohort), "since": "2026-01-01"}.items() <= dict(page.form(f"{ADDRESS}/report").fields).items()
    assert f"/records/?cohort={cohort}" in page.links


def test_the_list_at_risk_is_a_page_and_a_file(office, batches):
    person = pages.opened(office, f"{ADDRESS}/risk")
    (row,) = rows(office, "risk")

    assert "Omar Late" in person.words and "1 learner with an open course" in person.words
    assert (row["name"], row["email"], row["personal_number"]) == ("Omar Late", "omar@example.org", "007")
    assert (row["overdue"], row["soon"], row["failed"], row["idle"]) == ("yes", "", "", "")
    assert row["cohort"] == "'Due -3" or row["cohort"] == "Due -3"


def test_a_long_list_comes_in_pages(office, enrolled, monkeypatch):
    monkeypatch.setattr(views, "PAGE_ROWS", 2)
    for number in range(3):
        enrolled(f"Late {number}", due=-1)

    first, last, beyond = (pages.opened(office, f"{ADDRESS}/risk?page={page}") for page in (1, 2, 99))

    assert "3 learners with an open course" in first.words
    assert ("Late 2" in first.words, "Late 2" in last.words, "Late 2" in beyond.words) == (False, True, True)


@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_has_its_file(office, batches, figure):
    answer = office.get(f"{ADDRESS}/{figure}.csv", buffered=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{figure}-')


def test_there_is_no_file_of_anything_else(office, batches):
    assert office.get(f"{ADDRESS}/secrets.csv").status_code == 404


def test_who_looked_and_who_took_a_file_home_is_noted(office, batches, session):
    office.get(ADDRESS)
    rows(office, "risk", course="tiny")

    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action.startswith("dashboard.")))
    assert [(entry.action, entry.reason) for entry in entries.all()] == [
        ("dashboard.read", ""),
        ("dashboard.exported", "file=risk&course=tiny"),
    ]


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/risk"])
def test_more_learners_take_no_more_queries(office, enrolled, tried, address):
    asked = []
    sa.event.listen(db.session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))

    def queries_for(more):
        for number in range(more):
            enrolled("Late", due=-1)
            tried(enrolled("Begun", started=30), provisional=number % 2 == 0)
            enrolled("Done", started=1, completed=True)
        db.session.flush()
        asked.clear()
        pages.opened(office, address)
        return len(asked)

    queries_for(2)  # that somebody looked is noted once

    assert queries_for(2) == queries_for(9)
