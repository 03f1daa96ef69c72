"""Somebody who is erased while they are at it."""

import threading

import sqlalchemy as sa
from flask import session as cookie

from academy import jobs
from academy.access import current_person
from academy.accounts import sessions
from academy.accounts.models import Person
from academy.db import begin_writing, db
from academy.jobs.models import Job
from academy.privacy import erasures
from scenarios.models import Move, Run
from tests import factories

A_WHILE = 0.5


def erased(app, person_id):
    """What another administrator and a worker do."""
    with app.app_context():
        begin_writing()
        erasures.ask(
            db.session.scalar(sa.select(Person).where(Person.role == "administrator")),
            db.session.get(Person, person_id),
            "x",
        )
        db.session.commit()
        jobs.run(db.session.scalar(sa.select(Job.id).where(Job.kind == erasures.JOB)))
        db.session.remove()


def test_an_erasure_waits_for_what_is_being_posted_and_empties_that_too(lasting):
    with lasting.app_context():
        factories.administrator(), (learner := factories.learner())
        run_id, person_id = factories.run(enrolment=factories.started(learner)).id, learner.id
        key = sessions.begin(learner, "password")
        db.session.commit()
    erasing = threading.Thread(target=erased, args=(lasting, person_id))

    with lasting.test_request_context("/", method="POST"):
        begin_writing()
        cookie[sessions.KEY] = key
        assert current_person.id == person_id
        erasing.start()
        erasing.join(A_WHILE)
        assert erasing.is_alive(), "it did not wait"
        factories.move(db.session.get(Run, run_id), reply="Zarnab here.")
        db.session.commit()
    erasing.join()

    with lasting.app_context():
        assert db.session.get(Person, person_id).erased_at
        assert db.session.scalars(sa.select(Move.reply).where(Move.run_id == run_id)).all() == [""]
