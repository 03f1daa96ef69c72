"""Finished runs whose grades the grader in use sees otherwise, and regradings of them."""

import pytest
import sqlalchemy as sa

from academy import jobs, records
from academy.db import db
from academy.jobs.models import Job
from scenarios import grading, outcomes
from scenarios.regrading import regradings
from tests import factories

GOOD = (  # passes for sure
    "Two weeks with a blocked drain is too long, and we are sorry. The drain was inspected on Monday, and a crew clears it "
    "on Thursday. If nobody comes, write to our inbox and we answer the same day."
)
PLAIN = "We are sorry. A crew comes on Thursday."  # what reviews may think better of than the grader
RUDE = "Go away, you liar."  # a red line
POOR = {"level": 0, **dict.fromkeys(grading.CONDUCT, 2)}  # how a grade is told that finds nothing and no fault


def by_the_grader(run):
    """The score of a run's one reply, as the grader of today has it under the item that counts."""
    (move,) = run.moves
    return grading.grade(outcomes.counted(move).item, move.reply, move.action).score


@pytest.fixture
def course(session):
    factories.scenario()
    return factories.practice()


@pytest.fixture
def finished(course):
    """A learner's finished run of the course `practice`: one reply, graded at the time as told."""

    def finished(reply=GOOD, person=None, **grade):
        enrolment = factories.enrolment(person or factories.learner(), "practice")
        records.record(enrolment, "lesson/read-me", attempt=1, edition=course, score=None, passed=True)
        run = factories.run(enrolment=enrolment)
        run.attempt = len([result for result in records.results_of(enrolment) if result.activity == run.activity]) + 1
        factories.move(run, reply=reply, **grade)
        return factories.finish(run)

    return finished


@pytest.fixture
def regrade(session):
    """A regrading of the scenario `street`, computed by its job."""

    def regrade(edition=None, actor=None, scenario="street", reason="A clearer rubric."):
        actor = actor or factories.administrator()
        regrading = regradings.propose(actor, scenario, edition, reason)
        do_jobs()
        return regrading

    return regrade


def do_jobs(kinds=("regrade", "regrade-adopted", "refit")):
    """What a worker would do now."""
    db.session.commit()
    query = sa.select(Job.id).where(Job.finished_at.is_(None), Job.kind.in_(kinds)).order_by(Job.id)
    for job_id in list(db.session.scalars(query)):
        jobs.run(job_id)
    db.session.expire_all()


@pytest.fixture(name="do_jobs")
def _do_jobs():
    return do_jobs
