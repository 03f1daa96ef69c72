"""Analytics say what results say elsewhere: after reviews and regradings, under any filter, across editions, in a file."""

import csv
import io
from datetime import timedelta

import pytest

from academy import records
from academy.db import db
from academy.records.models import Enrolment
from scenarios import outcomes, runs
from scenarios.analytics import figures, selection, summaries
from scenarios.analytics.models import PostSummary
from scenarios.analytics.selection import ALL, COUNTING, Filters
from scenarios.models import Run
from scenarios.regrading import regradings
from tests import factories, pages
from tests.factories import PRACTICE
from tests.scenarios.analytics.crowd import WEIGHTS
from tests.scenarios.regrading.conftest import do_jobs


@pytest.fixture
def asked(app, session):
    """A request to answer: which attempt counts is asked in one."""
    with app.test_request_context():
        yield


def posts_of(run):
    """What is written down of a run's posts, as plain rows."""
    rows = db.session.query(PostSummary).filter_by(run_id=run.id).order_by(PostSummary.post).populate_existing()
    return [{column.name: getattr(row, column.name) for column in PostSummary.__table__.columns} for row in rows]


def newest_results():
    """(passed, provisional, score) of each attempt as certificates and the register have it, by run."""
    found = {}
    for enrolment in db.session.query(Enrolment):
        for result in records.results_of(enrolment):
            found[enrolment.id, result.attempt] = (result.passed, result.provisional, result.score)
    return found


def review(run, **levels):
    """Judge the first text of a run that has a grade."""
    number = next((move.number for move in run.moves if move.grade), None)
    return number and factories.review(run, number, **levels)


def agree(slug="street"):
    """Nothing that analytics hold differs from the results, or from what they would be if they were made anew."""
    results = newest_results()
    found = selection.gather(slug, Filters(attempt=ALL))
    for run in found.runs:
        passed, provisional, score = results[run.enrolment, run.attempt]
        assert (run.passed, run.provisional, round(run.score, 2)) == (passed, provisional, score)
    for run in db.session.query(Run).filter(Run.finished_at.is_not(None), Run.enrolment_id.is_not(None)):
        before, feed = posts_of(run), runs.feed(run)
        summaries.keep(run, feed, outcomes.outcome(run, feed))
        assert posts_of(run) == before
    return found


def test_after_reviews_the_figures_are_those_of_the_results(played):
    made = sorted(played(12), key=lambda run: not any(move.grade for move in run.moves))  # those with texts first
    for run in made[:8]:
        review(run, next_step=2, clarity=2, overall=4)
    for run in made[:3]:
        assert review(run, composure=0, overall=0)  # a red line: it passes no more

    found = agree()

    shown = figures.distribution(found.runs)
    assert shown.passed == sum(run.passed for run in made) / 12 and not any(run.passed for run in made[:3])
    assert sum(shown.counts) == 12


def test_after_a_regrading_too(played):
    made = played(6)
    review(made[0], next_step=2, overall=4)
    before = [posts_of(run) for run in made]
    regrading = regradings.propose(factories.administrator(), "street", None, "A clearer rubric.")
    do_jobs()
    regradings.adopt(factories.administrator(), regrading)
    do_jobs()

    agree()
    assert [posts_of(run) for run in made] != before


@pytest.fixture
def twice(session):
    """Six learners who have played twice: the first attempt of each counts, the second came a week later, in a newer
    edition."""
    older = factories.scenario(**WEIGHTS)
    factories.practice()
    made = []
    for number in range(6):
        enrolment = factories.started(factories.learner(), "practice")
        first = factories.run(edition=older, enrolment=enrolment)
        factories.move(first, level=2)
        made.append((enrolment, factories.finish(first)))
    newer = factories.scenario(**WEIGHTS, Nobody="Not_one")
    for enrolment, first in made:
        second = factories.run(edition=newer, enrolment=enrolment)
        factories.move(second, level=0, neutrality=2, office_not_person=2, privacy=2, composure=2)
        factories.finish(second)
        second.finished_at += timedelta(days=7)
    db.session.flush()
    return older, newer, [first for _enrolment, first in made]


def test_which_attempt_counts_does_not_hang_on_the_filters(asked, twice):
    older, newer, firsts = twice
    day = firsts[0].finished_at.date() + timedelta(days=3)

    def counting(**given):
        return {run.id for run in selection.gather("street", Filters(attempt=COUNTING, **given)).runs}

    assert counting() == counting(edition=older.id) == counting(until=day) == {run.id for run in firsts}
    assert counting(edition=newer.id) == counting(since=day) == set()


def test_a_run_that_goes_on_after_a_newer_edition_is_shown_by_its_own(client, session):
    """The post that it answered is gone from the newer edition, and so is the office that it was referred to."""
    older = factories.scenario()
    factories.practice()
    begun = [factories.run(edition=older, enrolment=factories.started(None, "practice")) for _ in range(6)]
    for run in begun:
        factories.move(run, level=2, doubtful=("clarity",))
    newer = factories.scenario(
        **{
            "The drain is blocked since two weeks. Nobody comes!": "Nothing is wrong here.",
            "A wet street": "A dry street",
        }
    )
    assert newer.id != older.id
    for run in begun:
        factories.finish(run)
    client.sign_in(factories.instructor())

    for address in (
        f"/review/runs/{begun[0].id}",
        f"/review/runs/{begun[0].id}/1",
        "/analytics/street",
        "/review/confirm?doubtful=1",
    ):
        assert "The drain is blocked" in pages.opened(client, address).words, address
    sheet = client.get("/review/sheets.csv?doubtful=1", buffered=True).text
    assert "The drain is blocked" in sheet and "Nothing is wrong here" not in sheet
    debrief = pages.opened(client.sign_in(begun[0].person), f"/scenarios/runs/{begun[0].id}/debrief")
    assert "Debrief: A wet street" in debrief.words and "Nothing is wrong here" not in debrief.words


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1"])
def test_no_cell_of_a_file_is_a_formula(client, session, name):
    edition = factories.scenario(
        **{"name: Rafiq Stores": f'name: "{name}"', "The drain is blocked": "=cmd|x The drain is blocked"}
    )
    factories.practice()
    for _ in range(6):
        run = factories.run(edition=edition, enrolment=factories.started(None, "practice"))
        factories.move(run, level=1)
        factories.finish(run)
    client.sign_in(factories.instructor())

    for figure in ("criteria", "posts", "times", "discrimination"):
        answer = client.get(f"/analytics/street/{figure}.csv", buffered=True)
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert any(f"'{name}" in row for row in rows[1:]) or figure == "discrimination", figure
        texts = [cell for row in rows for cell in row if not _number(cell)]
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in texts)


def _number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_a_course_in_which_the_last_attempt_counts(asked):
    factories.scenario(**WEIGHTS)
    factories.practice(PRACTICE.replace("attempts:", "counts: last\n            attempts:"))
    enrolments = [factories.started(None, "practice") for _ in range(5)]
    lasts = []
    for enrolment in enrolments:
        for level in (2, 1):
            run = factories.run(enrolment=enrolment)
            factories.move(run, level=level)
            factories.finish(run)
        lasts.append(run.id)

    assert {run.id for run in selection.gather("street", Filters(attempt=COUNTING)).runs} == set(lasts)
