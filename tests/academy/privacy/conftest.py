"""Somebody who is to be erased, an administrator who asks for it, and the jobs that do it."""

import pytest

from academy import jobs
from academy.db import db
from academy.jobs.models import Job
from tests import factories


@pytest.fixture(autouse=True)
def instance(app, session, tmp_path, monkeypatch):
    """Files of this test alone."""
    monkeypatch.setitem(app.config, "INSTANCE_PATH", tmp_path)
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path / "outbox"))
    return tmp_path


@pytest.fixture
def nasreen(session):
    return factories.administrator(name="Nasreen Office", email="nasreen@example.org")


@pytest.fixture
def office(client, nasreen):
    return client.sign_in(nasreen)


@pytest.fixture
def zarnab(session):
    """A learner who has played, earned a certificate and been written to."""
    person = factories.learner(
        name="Zarnab Nuri",
        email="zarnab@example.org",
        personal_number="CTP-0042",
        second_name="زرناب",
        second_script="ur",
    )
    factories.cohort(person, name="Batch 54")
    run = factories.run(enrolment=factories.started(person))
    factories.move(run, reply="Zarnab here: a crew comes on Thursday.")
    factories.finish(run)
    factories.review(run, clarity=1)
    factories.certificate(person)
    return person


@pytest.fixture
def work(session):
    return run_jobs


def run_jobs(*kinds):
    """Do the jobs of these kinds that wait, in the transaction of the test."""
    db.session.commit()
    for job in db.session.query(Job).filter(Job.kind.in_(kinds), Job.state == "waiting").order_by(Job.id).all():
        jobs.run(job.id)
    db.session.expire_all()
