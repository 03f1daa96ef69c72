"""What happened before the register kept count is counted by the migration as it would be today."""

import flask_migrate
import sqlalchemy as sa

from academy import certificates, editions, records
from academy.db import db
from academy.records.models import Standing
from tests import factories


def test_earlier_results_judgements_and_certificates_are_counted(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        lived()
        before = standings()

        flask_migrate.downgrade(revision="0015")
        flask_migrate.upgrade()

        assert len(before) == 4
        assert standings() == before


def lived():
    """Attempts, provisional and settled, at two quizzes; a run that two people judged; a certificate in another's place;
    somebody of whom there is nothing to say."""
    factories.course("tiny")
    waiting, passed = factories.started(), factories.started()
    tried(waiting, "quiz/one", 1, 40.5)
    tried(waiting, "quiz/one", 2, 70.25, provisional=True)
    for activity, attempt, score in (
        ("quiz/one", 1, 90),
        ("quiz/one", 2, 61),
        ("quiz/two", 1, 80),
        ("quiz/two", 1, 20),
    ):
        tried(passed, activity, attempt, score)
    run = factories.run(enrolment=factories.started())
    factories.move(run)
    factories.finish(run)
    for overall in (2, 3):
        factories.review(run, overall=overall)
    certificates.reissue(None, factories.certificate(), "A typing error.")
    factories.enrolment()
    db.session.commit()


def tried(enrolment, activity, attempt, score, provisional=False):
    edition = editions.published("course", "tiny")
    passed = score >= 60
    records.record(
        enrolment, activity, attempt=attempt, edition=edition, score=score, passed=passed, provisional=provisional
    )


def standings() -> list[tuple]:
    found = [
        tuple(row) for row in db.session.execute(sa.select(*Standing.__table__.columns).order_by(Standing.enrolment_id))
    ]
    db.session.rollback()
    return found
