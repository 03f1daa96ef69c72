"""The pages of analytics: what they say of learners among whom weaknesses are planted, and of too few."""

import csv
import io
import re
from datetime import timedelta

import pytest

from academy.accounts.models import Person
from academy.cohorts.models import Cohort
from scenarios.analytics.drawings import FIGURES
from scenarios.analytics.figures import FEWEST
from scenarios.analytics.selection import Filters
from scenarios.models import Run
from tests import factories, pages
from tests.scenarios.analytics.crowd import COHORTS


@pytest.fixture
def desk(client, session):
    """The browser of an instructor."""
    return client.sign_in(factories.instructor())


def section(page, name):
    """The words of a part of the page, without the marks that isolate names."""
    part = page.html.partition(f'<section class="analytics-figure" aria-labelledby="{name}"')[2]
    return pages.Page(part.partition("</section>")[0]).words.translate(dict.fromkeys(map(ord, "\u2068\u2069")))


def numbers(client, figure, **given):
    """The rows of a file, as mappings."""
    answer = client.get(f"/analytics/street/{figure}.csv", query_string=given, buffered=True)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_what_is_planted_is_what_the_page_says(desk, played):
    played(48)

    page = pages.opened(desk, "/analytics/street")

    assert "48 runs, 48 learners." in page.words
    assert "Learners lose most marks on “Gives a next step”" in section(page, "criteria")
    assert "Most frequent: 2 · آمنہ بی بی goes to Water Board in" in section(page, "referrals")
    assert "Best would be: Refer (Power Company)." in section(page, "referrals")
    assert "2 · آمنہ بی بی takes longest beside its limit: half of the runs need" in section(page, "times")
    assert "Look at 4 · آمنہ بی بی: good learners fail there as often as others" in section(page, "discrimination")
    assert "1 · Rafiq Stores goes wrong most often: in" in section(page, "posts")
    assert "1 reaction was never met" not in section(page, "reactions")


def test_each_drawing_has_its_sentence_its_numbers_and_its_file(desk, played):
    played(22)

    page = pages.opened(desk, "/analytics/street")

    drawn = re.findall(r'<svg class="(?:column|heat|bar|whisker)-chart[ "].*?</svg>', page.html, re.DOTALL)
    assert len(drawn) == len(FIGURES)
    assert all("<title>" in svg and "<desc>" in svg for svg in drawn)
    assert page.words.count("The same as a table") == len(FIGURES)
    for figure in FIGURES:
        assert f"/analytics/street/{figure}.csv" in page.links
        rows = numbers(desk, figure)
        assert rows and len(rows) == table_rows(page, figure)


def table_rows(page, name):
    part = page.html.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
    return part.partition("<tbody")[2].count("<tr")


def test_nobody_is_named(desk, played):
    played(FEWEST)

    page = pages.opened(desk, "/analytics/street")
    files = "".join(desk.get(f"/analytics/street/{figure}.csv", buffered=True).text for figure in FIGURES)

    assert "Learner 1" not in page.words + files
    assert not any(person.email in page.html + files for person in Person.query if person.role == "learner")


def test_of_too_few_learners_there_is_no_figure_and_no_file(desk, played):
    played(2 * FEWEST)
    batch = Cohort.query.filter_by(name=COHORTS[0]).one()
    service = Run.query.first().person.service_code

    page = pages.opened(desk, f"/analytics/street?service={service}&cohort={batch.id}")

    assert re.search(r"\d learners fit\. Figures appear from 5 on", page.words)
    assert '<svg class="column-chart' not in page.html
    assert desk.get(f"/analytics/street/posts.csv?service={service}&cohort={batch.id}").status_code == 404


def test_runs_are_narrowed_by_cohort_service_attempt_and_day(desk, played):
    runs = played(18)
    batch = Cohort.query.filter_by(name=COHORTS[0]).one()
    runs[0].finished_at -= timedelta(days=400)
    day = runs[0].finished_at.date() + timedelta(days=2)

    for given, count in (
        ({}, 18),
        ({"cohort": batch.id}, 9),
        ({"service": runs[0].person.service_code}, 6),
        ({"since": day.isoformat()}, 17),
        ({"edition": runs[0].edition_id}, 18),
        ({"edition": "no number"}, 18),
        ({"attempt": "counting"}, 18),
    ):
        assert sum(int(row["runs"]) for row in numbers(desk, "scores", **given)) == count, given


def test_a_second_attempt_is_looked_at_only_when_it_is_asked_for(desk, played):
    runs = played(6)
    again = factories.run(enrolment=runs[0].enrolment, edition=runs[0].edition)
    factories.move(again, level=2)
    factories.finish(again)

    def looked_at(attempt):
        return sum(int(row["runs"]) for row in numbers(desk, "scores", attempt=attempt))

    assert (looked_at("first"), looked_at("all"), looked_at("counting")) == (6, 7, 6)


def test_the_list_has_each_scenario_with_its_median_and_share(desk, played):
    runs = played(9)

    page = pages.opened(desk, "/analytics/")

    passed = round(100 * sum(run.passed for run in runs) / 9)
    assert "A wet street" in page.words and f"{passed}%" in page.words
    assert str(round(sorted(run.score for run in runs)[4])) in page.words
    assert "/analytics/street" in page.links and "column-chart--sketch" in page.html


def test_a_scenario_that_few_have_played_is_listed_without_figures(desk, played):
    played(FEWEST - 1)

    page = pages.opened(desk, "/analytics/")

    assert "fewer than 5 learners" in page.words and "%" not in page.words


def test_without_any_run_the_list_says_so_and_a_scenario_has_no_page(desk):
    factories.scenario()

    assert "No finished run yet" in pages.opened(desk, "/analytics/").words
    assert desk.get("/analytics/street").status_code == 404
    assert desk.get("/analytics/street/posts.csv").status_code == 404


def test_there_is_no_file_of_a_figure_that_there_is_not(desk, played):
    played(FEWEST)

    assert desk.get("/analytics/street/names.csv").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("learner", 403), ("instructor", 200), ("administrator", 200)])
def test_analytics_are_for_instructors_and_administrators(client, played, role, status):
    played(FEWEST)
    client.sign_in(factories.person(role))

    addresses = ("/analytics/", "/analytics/street", "/analytics/street/posts.csv")
    assert [client.get(address, buffered=True).status_code for address in addresses] == [status] * 3


@pytest.mark.parametrize("value", ["-1", "99999999999999999999", "%", "'; --", "\ud7ff🎓"])
def test_an_odd_filter_is_left_out_and_breaks_nothing(desk, played, value):
    played(FEWEST)

    for name in Filters._fields:
        assert "5 runs, 5 learners." in pages.Page(desk.get("/analytics/street", query_string={name: value}).text).words
