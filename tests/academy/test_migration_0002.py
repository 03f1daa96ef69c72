"""Runs that were finished before there was a queue stand in it after the migration."""

from datetime import timedelta

import flask_migrate
import sqlalchemy as sa

from academy import clock
from academy.db import db
from scenarios import outcomes, runs
from scenarios.models import Run
from tests import factories

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")


def test_runs_that_waited_before_take_the_places_that_they_would_get_today(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        placed = played()

        flask_migrate.downgrade(revision="0001")
        flask_migrate.upgrade()

        assert places() == placed
        assert sorted(str(place[0]) for place in placed.values()) == ["1", "3", "None", "None"]


def played():
    """Runs that pass by a doubt, that only doubt, that are sure, and whose doubt was reviewed; their places."""
    factories.scenario()
    factories.practice()
    grades = [{"doubtful": SERVICE, "privacy": 0}, {"doubtful": ("clarity",)}, {}]
    for number, grade in enumerate(grades):
        run = factories.run(enrolment=factories.started(factories.learner(), "practice"))
        factories.move(run, **grade)
        factories.finish(run)
        run.finished_at = clock.now() - timedelta(days=number)
        outcomes.record(run, runs.feed(run))
    reviewed = factories.run(enrolment=factories.started(factories.learner(), "practice"))
    factories.move(reviewed, doubtful=SERVICE)
    factories.review(factories.finish(reviewed))
    db.session.commit()
    return places()


def places():
    columns = (Run.id, Run.waits, Run.waits_since, Run.doubts, Run.confidence)
    found = {row.id: tuple(row[1:]) for row in db.session.execute(sa.select(*columns))}
    db.session.rollback()
    return found
