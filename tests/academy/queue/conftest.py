"""Two kinds of work in one queue: finished runs, and work that is only a row of a table of the suite's."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock, queue
from academy.accounts.models import Person
from academy.db import Moment, db
from tests import factories

LETTERS = sa.Table(
    "letter",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("learner_id", sa.Integer),
    sa.Column("rank", sa.Integer),
    sa.Column("confidence", sa.Float),
    sa.Column("since", Moment),
    prefixes=["TEMPORARY"],
)
TITLE = "A letter"


def letters(person):
    own = LETTERS.c
    finished = (own.since.label("finished_at"), sa.literal(None, sa.Integer).label("cohort_id"))
    columns = (
        own.id.label("key"),
        own.rank,
        own.confidence,
        own.since,
        *finished,
        sa.literal(None, sa.Integer).label("enrolment_id"),
        sa.literal("letter/one").label("activity"),
    )
    return sa.select(*columns, sa.true().label("mine")).where(own.learner_id != person.id)


def entries(person, keys):
    rows = db.session.execute(sa.select(LETTERS).where(LETTERS.c.id.in_(keys)))
    return {
        row.id: queue.Entry(
            db.session.get(Person, row.learner_id), TITLE, 1, row.since, queue.Sign("Sent"), f"/letters/{row.id}"
        )
        for row in rows
    }


@pytest.fixture
def letter(session, monkeypatch):
    """Puts a letter into the queue and gives its key."""
    monkeypatch.setattr(queue, "_sources", dict(queue._sources))
    queue.provide(queue.Source("letter", "Letters", letters, entries, lambda: [("letter/one", TITLE)]))
    LETTERS.create(session.connection())

    def letter(rank=queue.PASS, confidence=0.0, days=1, learner=None):
        learner = learner or factories.learner()
        since = clock.now() - timedelta(days=days)
        row = LETTERS.insert().values(learner_id=learner.id, rank=rank, confidence=confidence, since=since)
        return session.execute(row).inserted_primary_key[0]

    return letter


@pytest.fixture
def asked(app):
    """A request to answer: what the list shows is in the language of who asks."""
    with app.test_request_context():
        yield


@pytest.fixture
def played(session):
    """Gives a finished run in the queue: its pass hangs on a reply of which the grader was 40 % sure."""
    factories.scenario()
    factories.practice()

    def played(learner=None):
        run = factories.run(enrolment=factories.started(learner or factories.learner(), "practice"))
        factories.move(run, level=2, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
        return factories.finish(run)

    return played
