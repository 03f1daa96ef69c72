"""A learning record store beside the suite's application, and somebody who learns."""

import itertools

import pytest
import sqlalchemy as sa

from academy import jobs
from academy.db import db
from academy.jobs.models import Job
from academy.xapi.models import Statement
from tests import factories
from tests.academy.xapi import ralph as ralphs
from tests.courses import conftest as courses

_academies = itertools.count(1)

FORM = {"q1": 0, "q2": [0, 1], "q3": [0, 1, 2], "q4": ["praise", "rumour"]}


@pytest.fixture(scope="session")
def _ralph(tmp_path_factory):
    with ralphs.running(tmp_path_factory.mktemp("ralph")) as ralph:
        yield ralph


@pytest.fixture
def base(app, monkeypatch):
    """An address of its own for each test's academy: numbers come again after a rollback, and a store forgets nothing."""
    address = f"https://academy-{next(_academies)}.example"
    monkeypatch.setitem(app.config, "BASE_URL", address)
    return address


@pytest.fixture
def store(_ralph, app, session, base, monkeypatch):
    """The academy has a learning record store."""
    for name, value in {"LRS_URL": _ralph.url, "LRS_KEY": ralphs.KEY, "LRS_SECRET": ralphs.SECRET}.items():
        monkeypatch.setitem(app.config, name, value)
    monkeypatch.setitem(app.config, "INTRANET", _ralph.host)
    return _ralph


@pytest.fixture
def context(app, session):
    """Verbs are called in the course of a request: some of them give addresses."""
    with app.test_request_context():
        yield


@pytest.fixture
def practice(session):
    """Somebody enrolled in a course of a lesson and a scenario."""
    factories.scenario()
    factories.practice()
    return factories.enrolment(course="practice")


@pytest.fixture
def small(session):
    """Somebody enrolled in a course with a quiz of every kind of question."""
    courses.published()
    return factories.enrolment(course="small")


def written(state=None):
    query = sa.select(Statement).order_by(Statement.id)
    return list(db.session.scalars(query.filter_by(state=state) if state else query))


def work():
    """Do the jobs that are due for statements, and those that these leave; how many it were."""
    db.session.commit()
    done = 0
    while due := [job_id for job_id in jobs.due() if db.session.get(Job, job_id).kind.startswith(("xapi", "cmi5"))]:
        done += sum(jobs.run(job_id) for job_id in due)
    return done
