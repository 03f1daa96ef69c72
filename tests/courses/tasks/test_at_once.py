"""Written work that arrives twice at the same moment, on databases where two transactions really meet."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy.db import WRITES, db
from academy.records.models import Enrolment, Result
from courses.tasks import marks, submissions
from courses.tasks.marks import Judgement
from courses.tasks.models import Mark, Submission
from tests import databases, factories
from tests.conftest import application, database
from tests.courses.tasks.conftest import ACTIVITY, BEST, LOWEST, TEXT, published, write
from tests.rivals import at_once


@pytest.fixture(scope="module", params=databases.kinds())
def academy(request, tmp_path_factory):
    """An academy whose transactions are really committed, with a published course."""
    with database(request.param, tmp_path_factory) as url:
        app = application(url, tmp_path_factory.mktemp("instance"))
        with app.app_context():
            flask_migrate.upgrade()
            published()
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def enrolment_id(academy):
    with academy.app_context():
        enrolment = factories.enrolment(course="writing")
        db.session.commit()
        return enrolment.id


def inside(academy, act):
    """Do something in a request of its own that writes, and commit it; what it gives, or the refusal."""

    def done():
        with academy.test_request_context():
            db.session.connection(execution_options=WRITES)
            try:
                given = act()
            except (submissions.Closed, submissions.Elsewhere, marks.Overtaken, marks.claims.Lost) as refusal:
                db.session.rollback()
                return type(refusal)
            db.session.commit()
            return given

    return done


def count(academy, model, *conditions):
    with academy.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions))


def test_two_clicks_begin_one_draft_and_two_more_submit_it_once(academy, enrolment_id):
    def start():
        submissions.start(db.session.get(Enrolment, enrolment_id), ACTIVITY)

    def submit():
        submissions.submit(submissions.attempt(db.session.get(Enrolment, enrolment_id), ACTIVITY, 1), TEXT, 0)

    for act in (start, submit):
        assert at_once(inside(academy, act), inside(academy, act)) == [None, None]

    assert count(academy, Submission, Submission.enrolment_id == enrolment_id) == 1
    assert count(academy, Result, Result.enrolment_id == enrolment_id) == 1


def test_of_two_different_texts_one_is_kept_and_the_other_is_refused_and_not_lost(academy, enrolment_id):
    inside(academy, lambda: submissions.start(db.session.get(Enrolment, enrolment_id), ACTIVITY))()

    def keep(text):
        return lambda: submissions.keep(
            submissions.attempt(db.session.get(Enrolment, enrolment_id), ACTIVITY, 1), text, 0
        )

    given = at_once(inside(academy, keep("Written at the desk")), inside(academy, keep("Written on the telephone")))

    assert sorted(given, key=str) == [submissions.Elsewhere, None]


def test_of_two_instructors_who_publish_at_once_one_is_refused(academy, enrolment_id):
    with academy.test_request_context():
        submission_id = write(db.session.get(Enrolment, enrolment_id)).id
        markers = [factories.instructor().id for _ in range(2)]
        db.session.commit()

    def publish(marker_id, points):
        def act():
            marker = db.session.get(factories.people.Person, marker_id)
            marks.give(marker, db.session.get(Submission, submission_id), Judgement(points, "Read."), seen=0)

        return inside(academy, act)

    given = at_once(publish(markers[0], BEST), publish(markers[1], LOWEST))

    assert sorted(given, key=str) == [marks.Overtaken, None]
    assert count(academy, Mark, Mark.submission_id == submission_id) == 1
