"""The queue: why a run waits for a person, and in which order."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock, queue
from academy.db import db
from scenarios import outcomes, runs
from scenarios.models import Run
from tests import factories, pages

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")


@pytest.fixture
def desk(client, session):
    """The browser of an instructor."""
    factories.scenario()
    factories.practice()
    return client.sign_in(factories.instructor(name="Farid Alam"))


def finished(name, days=1, **grade):
    """A finished run in which one reply was graded as told."""
    run = factories.run(enrolment=factories.started(factories.learner(name=name), "practice"))
    factories.move(run, **grade)
    factories.finish(run)
    run.finished_at = clock.now() - timedelta(days=days)
    outcomes.record(run, runs.feed(run))
    return run


def sure(run, confidence):
    """Let the doubtful levels of the run's grade be as sure as this."""
    run.confidence = confidence
    db.session.flush()


def dialect(session):
    return session.connection().dialect.name


def names(desk, address):
    page = pages.opened(desk, address)
    ids = [link.split("/")[3] for link in page.links if link.startswith("/review/runs/")]
    return [db.session.get(Run, int(id)).person.name for id in ids]


def test_what_decides_a_pass_comes_first_and_what_is_least_sure_before_that(desk):
    finished("Merely doubtful", level=2, doubtful=("clarity",))
    sure(finished("Rather sure", level=2, doubtful=SERVICE), 0.6)
    sure(finished("Not sure", level=2, doubtful=SERVICE), 0.3)
    finished("Settled", level=2)

    assert names(desk, "/review/") == ["Not sure", "Rather sure"]
    assert names(desk, "/review/?doubtful=1") == ["Not sure", "Rather sure", "Merely doubtful"]


def test_the_longest_wait_comes_first_among_equals(desk):
    for days in (2, 5, 3):
        finished(f"{days} days", days, level=2, doubtful=SERVICE)

    assert names(desk, "/review/") == ["5 days", "3 days", "2 days"]


def test_the_queue_says_why_each_run_waits(desk):
    finished("Decided by it", level=2, doubtful=SERVICE)
    finished("Merely doubtful", level=2, doubtful=("clarity",))

    page = pages.opened(desk, "/review/?doubtful=1").words

    assert "4 doubtful levels; passes or fails by this" in page
    assert "1 doubtful level; the result does not hang on it" in page


def test_a_run_leaves_the_queue_when_its_doubts_are_settled(desk):
    run = finished("Ada Karim", level=2, doubtful=SERVICE)
    form = pages.opened(desk, f"/review/runs/{run.id}/1").form(f"/review/runs/{run.id}/1")

    desk.post(form.action, data=form.filled())

    assert names(desk, "/review/?doubtful=1") == []
    assert (run.waits, run.waits_since, run.doubts, run.confidence) == (None, None, 0, 1.0)


def test_nobody_finds_their_own_run_in_the_queue(client, desk):
    run = finished("Ada Karim", level=2, doubtful=SERVICE)
    run.person.role = "instructor"
    client.sign_in(run.person)

    assert names(client, "/review/") == names(client, "/review/?all=1") == []
    assert names(client, "/") == []


def test_a_run_that_counts_for_nothing_never_waits(session):
    factories.scenario()
    run = factories.run()
    factories.move(run, level=2, doubtful=SERVICE)
    factories.finish(run)

    assert run.waits is None


@pytest.mark.parametrize(
    ("shown", "index"), [("waiting", "ix_run_waits"), ("doubtful", "ix_run_waits"), ("all", "ix_run_finished_at")]
)
def test_a_page_of_the_queue_is_read_from_an_index(desk, session, shown, index):
    query = queue.page_of(factories.instructor(), shown, queue.Filters(), 0, 30)
    statement = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
    if dialect(session) == "postgresql":  # which otherwise reads a table of no rows as a whole
        session.execute(sa.text("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"))

    plan = session.execute(sa.text(f"{EXPLAIN[dialect(session)]} {statement}"))

    assert index in str(plan.all())


def test_a_page_of_the_queue_takes_few_queries_however_long_it_is(desk, counted):
    with counted() as few:
        desk.get("/review/")
    for number in range(40):
        finished(f"Learner {number}", level=2, doubtful=SERVICE)

    with counted() as many:
        page = desk.get("/review/")

    assert "40 pieces of work" in page.text
    assert len(many) <= len(few) + 3  # the people of the page, the count, the appeals
