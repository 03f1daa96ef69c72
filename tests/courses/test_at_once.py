"""Things that happen at the same moment, on databases where two transactions really meet."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import flask_migrate
import pytest
import sqlalchemy as sa

from academy import records
from academy.accounts import sessions
from academy.certificates.models import Certificate
from academy.db import WRITES, db
from academy.records.models import Enrolment, Result
from courses import lessons, quizzes
from courses.models import QuizAttempt
from tests import databases, factories
from tests.conftest import application, database
from tests.courses.conftest import COURSE, RIGHT, published

TWO_SCENARIOS = COURSE.replace("slug: drain", "slug: one") + """
          - type: scenario
            slug: two
            title: Another page
            minutes: 20
"""
QUIZ = "/courses/small/quiz/check"


@pytest.fixture(scope="module", params=databases.kinds())
def academy(request, tmp_path_factory):
    """An academy whose transactions are really committed, with a published course."""
    with database(request.param, tmp_path_factory) as url:
        app = application(url, tmp_path_factory.mktemp("instance"))
        with app.app_context():
            flask_migrate.upgrade()
            published(TWO_SCENARIOS)
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def enrolment_id(academy):
    with academy.app_context():
        enrolment = factories.enrolment(course="small")
        db.session.commit()
        return enrolment.id


@pytest.fixture
def browser(academy, enrolment_id):
    """Makes browsers of the enrolled learner."""
    with academy.app_context():
        key = sessions.begin(db.session.get(Enrolment, enrolment_id).person, "password")
        db.session.commit()

    def open_one():
        client = academy.test_client()
        with client.session_transaction() as cookie:
            cookie[sessions.KEY] = key
        return client

    return open_one


def at_once(*acts):
    """Do these in threads of their own that start together; gives what each came to."""
    barrier = threading.Barrier(len(acts))

    def wait_and(act):
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(wait_and, acts))


def count(academy, model, enrolment_id):
    with academy.app_context():
        query = sa.select(sa.func.count()).select_from(model).where(model.enrolment_id == enrolment_id)
        return db.session.scalar(query)


def test_two_clicks_on_start_begin_one_attempt(academy, enrolment_id, browser):
    one, other = browser(), browser()

    answers = at_once(lambda: one.post(f"{QUIZ}/start"), lambda: other.post(f"{QUIZ}/start"))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert count(academy, QuizAttempt, enrolment_id) == 1


def test_the_same_answers_from_two_windows_are_marked_once(academy, enrolment_id, browser):
    one, other = browser(), browser()
    one.post(f"{QUIZ}/start")
    form = {"number": 1, **RIGHT}

    answers = at_once(lambda: one.post(QUIZ, data=form), lambda: other.post(QUIZ, data=form))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert count(academy, Result, enrolment_id) == 1


def test_a_lesson_finished_in_two_windows_leaves_one_result(academy, enrolment_id, browser):
    one, other = browser(), browser()
    lesson = "/courses/small/lesson/read-me"

    answers = at_once(lambda: one.post(lesson), lambda: other.post(lesson))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert count(academy, Result, enrolment_id) == 1


def test_two_results_that_settle_at_the_same_moment_complete_the_course_with_one_certificate(academy, enrolment_id):
    with academy.test_request_context():
        enrolment = db.session.get(Enrolment, enrolment_id)
        lessons.finish(enrolment, "lesson/read-me")
        answers = {"one": 0, "many": [0, 1], "order": [0, 1, 2], "match": ["praise", "rumour"]}
        quizzes.submit(quizzes.start(enrolment, "quiz/check"), answers)
        db.session.commit()
    recorded = threading.Event()

    def settle(activity, before_commit):
        with academy.test_request_context():
            db.session.connection(execution_options=WRITES)
            enrolment = db.session.get(Enrolment, enrolment_id)
            records.record(enrolment, activity, attempt=1, edition=enrolment.edition, score=80, passed=True)
            before_commit()
            db.session.commit()

    def linger():
        recorded.set()
        time.sleep(0.5)  # the other one comes to the same place meanwhile

    def follow():
        recorded.wait()
        settle("scenario/two", lambda: None)

    at_once(lambda: settle("scenario/one", linger), follow)

    with academy.app_context():
        assert db.session.get(Enrolment, enrolment_id).completed_at
    assert count(academy, Certificate, enrolment_id) == 1
