"""The agreement page: what it says of 300 double marks with a planted drift and a planted bias, and of quiet ones."""

import csv
import io
import re

import pytest

from scenarios.agreement import doubles
from scenarios.agreement.doubles import Filters
from scenarios.agreement.languages import language
from scenarios.grading import CRITERIA, VERSION
from scenarios.grading.agreement import ENOUGH
from tests import factories, pages
from tests.scenarios.agreement.marks import COHORTS, PARTS, started


@pytest.fixture
def desk(client, session):
    """The browser of an instructor who has marked nothing."""
    return client.sign_in(factories.instructor(name="Farid Alam"))


def section(page, name):
    """The words of a part of the page."""
    parts = re.split(r'<section aria-labelledby="', page.html)
    return next(pages.Page(part).words for part in parts if part.startswith(f'{name}"'))


def alarms(page):
    """What stands in the banners above the parts."""
    above = page.html.partition('<section aria-labelledby="agreeing"')[0]
    return " ".join(pages.Page(part).words for part in above.split('class="banner')[1:])


def table(page, section, caption):
    part = page.html.partition(f'<section aria-labelledby="{section}"')[2].partition("</section>")[0]
    body = next(each for each in part.split("<table")[1:] if caption in each).partition("<tbody")[2]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr")[1:]]
    return {" ".join(pages.Page(row[0]).words.split()): [plain(cell) for cell in row[1:]] for row in rows}


def plain(cell):
    return pages.Page(re.sub(r'<span class="table__label".*?</span>', "", cell)).words


def test_a_planted_drift_and_a_planted_bias_are_named_and_nothing_else(desk, marked):
    marked(300, drift=0.4, bias=0.6)

    page = pages.opened(desk, "/agreement/")

    assert "Calculated from 300 replies." in page.words
    assert "the grader marks these replies down" in alarms(page) and "Roman Urdu" in alarms(page)
    assert "of a level more generous beside the marks than before" in alarms(page)
    assert re.search(r"Since about \d+ (April|May) 2026", alarms(page))  # the marks of the last third begin on 21 April
    groups = table(page, "groups", "How much more generous")
    assert [name for name, cells in groups.items() if cells[-1] == "stands out"] == ["Roman Urdu"]
    assert set(COHORTS) < set(groups) and {"English", "Urdu"} < set(groups) and len(groups) == 3 + 3 + 2


def test_where_nothing_is_planted_no_alarm_is_raised(desk, marked):
    marked(300)

    page = pages.opened(desk, "/agreement/")

    assert alarms(page) == ""
    assert "Grades and marks have kept their distance over time." in section(page, "drift")
    assert "No group is graded otherwise than the rest" in section(page, "groups")
    assert "The grader agrees with a marker about as well as a second marker does." in section(page, "agreeing")
    assert "stands out" not in [cells[-1] for cells in table(page, "groups", "How much more generous").values()]


def test_each_part_has_its_figures_and_its_drawing_the_same_as_a_table(desk, marked):
    marked(ENOUGH)

    page = pages.opened(desk, "/agreement/")

    drawn = re.findall(r"<svg class=\"(?:whisker|curve)-chart\".*?</svg>", page.html, re.DOTALL)
    assert len(drawn) == 5
    assert all("<title>" in svg and "<desc>" in svg for svg in drawn)
    assert page.words.count("The same as a table") == 5
    agreeing = table(page, "agreeing", "Agreement with a marker")
    assert len(agreeing) == 1 + len(CRITERIA)
    assert 0 < float(agreeing["The reply as a whole"][1]) <= 1
    assert [name for name in table(page, "doubt", "How often the grader is right")] == ["100%", "80%", "70%", "50%"]
    assert section(page, "standards").count("Met") + section(page, "standards").count("Not met") >= 6
    assert sum(float(cell) for row in table(page, "confusion", "Overall marks").values() for cell in row) == ENOUGH


def test_below_fifty_the_page_says_how_many_are_missing_and_how_many_wait(desk, marked):
    marked(ENOUGH - 1)
    run = factories.run(enrolment=factories.enrolment(course="practice"))
    half = factories.sample(factories.graded(run, "Noted."))
    factories.blind_mark(half, factories.instructor())
    factories.sample(factories.graded(run, "We are looking into it."))

    page = pages.opened(desk, "/agreement/")

    assert "Not enough data: 49 of 50" in page.words
    assert "2 drawn replies still wait for a mark." in page.words
    assert '<svg class="whisker-chart"' not in page.html


@pytest.mark.parametrize("count", [1, ENOUGH])
def test_who_may_mark_blind_finds_the_way_there(client, marked, count):
    marked(count)
    run = factories.run(enrolment=factories.enrolment(course="practice"))
    factories.sample(factories.graded(run, "Noted."))

    offered = {
        role: pages.opened(client.sign_in(factories.person(role)), "/agreement/").links
        for role in ("instructor", "administrator")
    }

    assert "/review/blind" in offered["instructor"]
    assert "/review/blind" not in offered["administrator"]


def test_without_any_sample_the_page_stands(desk):
    page = pages.opened(desk, "/agreement/")

    assert "Not enough data: 0 of 50" in page.words
    assert "/agreement/pairs.csv" not in page.links


def test_where_every_mark_and_grade_is_the_same_the_page_says_that_it_cannot_tell(desk, session):
    run = started(1)[0]
    first, second = factories.instructor(), factories.instructor()
    for _ in range(ENOUGH):
        sample = factories.sample(factories.graded(run, "Noted."))
        factories.blind_mark(sample, first)
        factories.blind_mark(sample, second)

    page = pages.opened(desk, "/agreement/")

    assert "The marks do not differ enough" in section(page, "agreeing")
    assert section(page, "standards").count("Cannot be told") == 3  # kappa, what is lost, groups
    assert alarms(page) == ""


def test_the_page_names_no_person(desk, marked):
    marked(60)

    words = pages.opened(desk, "/agreement/").words + desk.get("/agreement/pairs.csv", buffered=True).text

    assert not re.search(r"Learner \d|Marker \d|@", words)


def test_a_period_a_scenario_and_a_grader_narrow_the_replies(desk, marked):
    marked(120)  # four a day from 2 March on

    def count(address):
        return pages.opened(desk, address).words

    assert "Calculated from 60 replies." in count("/agreement/?since=2026-03-17")
    assert "Not enough data: 4 of 50" in count("/agreement/?since=2026-03-03&until=2026-03-03")
    assert "Calculated from 120 replies." in count(f"/agreement/?scenario=street&grader={VERSION}")
    assert "There is a problem" in count("/agreement/?scenario=elsewhere")
    assert "There is a problem" in count("/agreement/?since=yesterday")


def test_a_third_mark_made_at_the_same_moment_counts_for_nothing(desk, marked, session):
    marked(3)
    for sample in session.query(factories.Sample):
        factories.blind_mark(sample, factories.instructor(), overall=0)

    assert len(doubles.gather()) == 3
    assert [each.row.marks[1]["overall"] for each in doubles.found()] != [0, 0, 0]


def test_only_the_newest_are_taken_and_stand_in_the_order_of_marking(marked, session):
    marked(10)

    shown = list(doubles.found(most=4))

    assert [each.sample for each in shown] == [each.sample for each in doubles.found(most=None)][-4:]
    assert [each.marked_at for each in shown] == sorted(each.marked_at for each in shown)


def test_the_page_takes_four_queries_for_many_and_for_none(desk, marked, session, counted):
    session.flush()
    with counted() as none:
        desk.get("/agreement/")
    marked(100)
    with counted() as many:
        desk.get("/agreement/")

    assert len(many) == len(none) == 4  # who asks, what to choose from, the pairs, how many wait


def test_the_file_holds_every_pair_without_names(desk, marked):
    marked(12)

    answer = desk.get("/agreement/pairs.csv?since=2026-03-03", buffered=True)

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv" and len(rows) == 8
    assert rows[0]["marked_on"] == "2026-03-03" and rows[0]["scenario"] == "street" and rows[0]["grader"] == VERSION
    assert {row["language"] for row in rows} <= set(PARTS)
    first = next(doubles.found(Filters(), most=8))
    assert [int(rows[0][f"overall_{whose}"]) for whose in ("mark_1", "mark_2")] == [
        each["overall"] for each in first.row.marks
    ]
    assert rows[0]["mandate_confidence"]


def test_a_cohort_cannot_put_a_formula_into_the_file(desk, marked, session):
    marked(2)
    session.query(factories.cohorts.Cohort).update({"name": factories.cohorts.Cohort.name + "!"})
    factories.cohorts.by_name("Spring batch!").name = "=1+1"
    session.flush()

    assert ",'=1+1," in desk.get("/agreement/pairs.csv", buffered=True).text


@pytest.mark.parametrize(("role", "status"), [("learner", 403), ("instructor", 200), ("administrator", 200)])
@pytest.mark.parametrize("address", ["/agreement/", "/agreement/pairs.csv"])
def test_who_may_look(client, session, role, status, address):
    assert client.sign_in(factories.person(role)).get(address, buffered=True).status_code == status


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        *((parts[0][1], name) for name, parts in PARTS.items()),
        ("আমরা দুঃখিত, কাল লোক আসবে।", "bn"),
        ("👍👍", "other"),
        ("", "other"),
        ("Привет, мы скоро придём", "other"),
    ],
)
def test_the_language_of_a_reply_is_told_at_a_glance(text, tag):
    assert language(text) == tag
