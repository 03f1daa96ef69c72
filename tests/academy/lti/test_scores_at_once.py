"""Scores of one learner at the same moment, on two connections: what only locks can decide."""

import pytest
import sqlalchemy as sa

from academy.db import db
from academy.jobs.models import Job
from academy.lti import claims, contexts, platforms, scores
from academy.lti.models import Context, Identity, Participation, Registration, ResourceLink, Score
from tests import factories
from tests.academy.lti.grading import result
from tests.rivals import rivals


@pytest.fixture
def participation_id(lasting):
    """A learner who came by a link with a column; of a platform that nobody asks."""
    with lasting.app_context():
        factories.course()
        registration = Registration(
            name="Moodle", family="moodle", issuer="https://m.example", client_id="c", authorization_url="https://m.example/a",
            token_url="https://m.example/t", jwks_url="https://m.example/k",
        )  # fmt: skip
        db.session.add(registration)
        platforms.approve(None, registration)
        deployment = platforms.deploy(None, registration, "1")
        context = Context(deployment=deployment, context_id="c1", title="Batch", cohort=factories.cohort())
        link = ResourceLink(context=context, resource_link_id="l1", course="tiny", line_item_url="https://m.example/1")
        link.scopes = list(claims.SCOPES)
        person = factories.learner()
        identity = Identity(issuer=registration.issuer, subject="7", person=person)
        db.session.add_all([link, identity])
        db.session.flush()
        made = contexts.join(link, identity)
        result(50, of=made)
        db.session.commit()
        return made.resource_link_id, made.identity_id


def test_two_results_at_once_leave_one_score_waiting_which_knows_both(lasting, participation_id):
    given = iter([(2, 60), (3, 70)])

    def add():
        participation = db.session.get(Participation, participation_id, populate_existing=True)
        attempt, score = next(given)
        result(score, attempt=attempt, of=participation)
        return scores.newest(participation).given

    assert rivals(lasting, add) == [60, 70]

    with lasting.app_context():
        found = db.session.scalars(sa.select(Score).order_by(Score.timestamp)).all()
        assert [(score.given, score.state) for score in found] == [
            (50, "superseded"), (60, "superseded"), (70, "waiting"),
        ]  # fmt: skip
        assert len({score.timestamp for score in found}) == 3
        waiting = sa.select(sa.func.count()).where(Job.kind == scores.JOB, Job.finished_at.is_(None))
        assert db.session.scalar(waiting) == 3
