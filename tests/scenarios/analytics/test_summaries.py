"""Summaries follow their runs: written at the end, rewritten by reviews, made up for by a job."""

import flask_migrate
import sqlalchemy as sa

from academy import clock, jobs
from academy.db import db
from academy.jobs.models import Job
from scenarios import outcomes, runs
from scenarios.analytics import backlog, summaries
from scenarios.analytics.models import FORM, PostSummary, RunSummary
from tests import factories
from tests.conftest import beside
from tests.scenarios.analytics.crowd import WEIGHTS


def played(**levels):
    """A finished run that counts, with one reply on the drain."""
    edition = factories.scenario(**WEIGHTS)
    factories.practice()
    run = factories.run(edition=edition, enrolment=factories.started(None, "practice"))
    factories.move(run, **levels)
    return factories.finish(run)


def post(run, slug="drain"):
    return db.session.get(PostSummary, (run.id, slug), populate_existing=True)


def test_a_run_that_ends_is_summed_up(session):
    run = played(level=2, next_step=0)

    assert db.session.get(RunSummary, run.id).reactions == ["gossip", "thanked"]
    assert {each.post for each in PostSummary.query.filter_by(run_id=run.id)} == {
        "drain",
        "wires",
        "slur",
        "house",
        "joke",
    }
    assert post(run).levels["next_step"] == 0 and post(run).levels["clarity"] == 2
    assert (post(run).handled, post(run).minutes, post(run, "wires").handled) == ("well", 5, "expired")


def test_a_run_that_counts_for_nothing_is_not(session):
    run = factories.run()
    factories.move(run)

    assert db.session.get(RunSummary, factories.finish(run).id) is None


def test_the_newest_review_is_what_counts(session):
    run = played(level=2)

    factories.review(run, next_step=0, clarity=0, mandate=0, acknowledgement=0, overall=1)

    assert post(run).levels["next_step"] == 0 and post(run).handled == "words"
    factories.review(run, next_step=1)
    assert post(run).levels["next_step"] == 1 and post(run).levels["clarity"] == 2 and post(run).handled == "well"
    assert PostSummary.query.filter_by(run_id=run.id).count() == 5


def test_the_job_makes_up_for_what_is_missing_and_for_an_older_form(session, monkeypatch):
    monkeypatch.setattr(backlog, "BATCH", 2)
    monkeypatch.setattr(jobs, "progress", lambda *arguments, **state: None)  # it commits
    made = [played(level=2, next_step=number % 3) for number in range(3)]
    before = {run.id: post(run).levels for run in made}
    for table in (PostSummary, RunSummary):
        db.session.execute(sa.delete(table).where(table.run_id != made[0].id))
    db.session.execute(sa.update(RunSummary).values(form=FORM - 1))
    assert summaries.count_missing() == summaries.count_missing("scenario/street") == 3
    assert summaries.count_missing("scenario/other") == 0

    backlog.summarise(Job(kind=summaries.SUMMARISE, payload={}, done=0, state_kept={}))

    assert summaries.count_missing() == 0
    assert {run.id: post(run).levels for run in made} == before


def test_a_run_whose_words_were_erased_keeps_the_summary_that_it_has(session):
    run = played(level=2)
    run.erased_at = clock.now()
    session.execute(sa.update(RunSummary).values(form=FORM - 1))

    assert summaries.count_missing() == 0
    assert post(run).levels


def test_runs_of_before_there_were_summaries_are_summed_up_after_the_migration(app, tmp_path):
    with beside(app, tmp_path) as house, house.app_context():
        flask_migrate.upgrade()
        run = played(level=2, next_step=0)
        db.session.commit()
        levels = post(run).levels
        db.session.rollback()
        flask_migrate.downgrade(revision="0007")
        flask_migrate.upgrade()
        assert summaries.count_missing() == 1

        for job_id in jobs.due():
            jobs.run(job_id)

        assert post(run).levels == levels and summaries.count_missing() == 0
        assert Job.query.filter_by(kind=summaries.SUMMARISE).one().state == "done"
        db.session.rollback()


def test_who_asks_twice_gets_one_job(client, session):
    client.sign_in(factories.instructor())

    for _ in range(2):
        assert client.post("/analytics/summaries").status_code == 302

    assert Job.query.filter_by(kind=summaries.SUMMARISE).count() == 1


def test_runs_without_a_summary_are_told_and_can_be_counted_in(client, session):
    run = played()
    db.session.execute(sa.delete(RunSummary))
    client.sign_in(factories.instructor())

    for address in ("/analytics/", "/analytics/street"):
        page = client.get(address).text
        assert "1 finished run is not counted in yet" in page and "Count them in now" in page

    outcomes.record(run, runs.feed(run))
    assert "not counted in yet" not in client.get("/analytics/").text
