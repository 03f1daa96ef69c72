"""What was played and tried before the dashboard is summed up by the migration as it would be today."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy import editions, records
from academy.db import db
from academy.records import standings
from academy.records.models import Standing
from scenarios.analytics.models import EnrolmentSummary
from tests import factories


def test_earlier_runs_and_attempts_are_summed_up(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        lived()
        before = rows(EnrolmentSummary), rows(Standing)

        flask_migrate.downgrade(revision="0020")
        flask_migrate.upgrade()

        assert [len(each) for each in before] == [1, 4]
        assert sorted(row.failures for row in before[1]) == [0, 0, 0, 2]
        assert (rows(EnrolmentSummary), rows(Standing)) == before
        for _done in standings.rebuild():
            pass
        assert rows(Standing) == before[1]


def lived():
    """Somebody who failed twice, one who passed at last, one in whose place a review decided, and two who played: one of
    them wrote nothing."""
    factories.course("tiny")
    failed, passed, reviewed = (factories.started() for _ in range(3))
    tried(failed, 1, 40), tried(failed, 2, 50), tried(failed, 3, 50, provisional=True)
    tried(passed, 1, 40), tried(passed, 2, 90)
    tried(reviewed, 1, 40), tried(reviewed, 1, 90)
    for words in (True, False):
        run = factories.run(enrolment=factories.started())
        if words:
            factories.move(run, clarity=1)
            factories.move(run, post="wires", clarity=0)
            factories.finish(run)
    db.session.commit()


def tried(enrolment, attempt, score, provisional=False):
    edition, passed = editions.published("course", "tiny"), score >= 60
    records.record(
        enrolment, "quiz/one", attempt=attempt, edition=edition, score=score, passed=passed, provisional=provisional
    )


def rows(table) -> list:
    db.session.rollback()
    columns = table.__table__.columns
    found = db.session.execute(sa.select(*columns).order_by(columns.enrolment_id)).all()
    db.session.rollback()
    return [row if table is Standing else tuple(pytest.approx(value) for value in row) for row in found]
