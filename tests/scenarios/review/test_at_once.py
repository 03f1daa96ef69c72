"""Two people who act at the same moment, on databases where two transactions really meet."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy import clock
from academy.accounts.models import Person
from academy.db import db
from academy.jobs.models import Job
from academy.queue import claims
from scenarios import grading
from scenarios.models import Grade, Review, Run
from scenarios.review import appeals, blind, reviews
from scenarios.review.models import Appeal, BlindMark, Sample
from tests import factories
from tests.conftest import beside
from tests.rivals import rivals

LEVELS = dict.fromkeys(grading.CRITERIA, 2)


@pytest.fixture(scope="module")
def lasting(app, tmp_path_factory):
    """An application whose commits stay, with the course `practice`; every text is drawn for blind marking."""
    with beside(app, tmp_path_factory.mktemp("lasting")) as made:
        made.config["BLIND_SHARE"] = 100
        with made.app_context():
            flask_migrate.upgrade()
            factories.scenario()
            factories.practice()
            db.session.commit()
        yield made


@pytest.fixture
def people(lasting):
    """The ids of three instructors, and of the grade of a finished run."""
    with lasting.app_context():
        run = factories.run(enrolment=factories.started(factories.learner(), "practice"))
        factories.move(run, level=2)
        factories.finish(run)
        instructors = [factories.instructor() for _ in range(3)]
        db.session.commit()
        return [person.id for person in instructors], run.moves[0].grade.id


def tried(do):
    """What `do` gives, or the code with which it is refused."""
    try:
        return do()
    except (appeals.Refusal, blind.Refusal) as refusal:
        return refusal.code
    except reviews.Outdated as outdated:
        return outdated.newest.overall


def test_of_two_marks_that_would_be_the_second_one_is_taken(lasting, people):
    instructors, grade_id = people
    waiting = iter(instructors[1:])
    with lasting.app_context():
        sample = db.session.scalar(sa.select(Sample).filter_by(grade_id=grade_id))
        sample_id = sample.id
        blind.mark(db.session.get(Person, instructors[0]), sample, LEVELS, 4)
        db.session.commit()

    def mark():
        sample, marker = db.session.get(Sample, sample_id), db.session.get(Person, next(waiting))
        sample.marks  # read before the lock, as on the way to the page
        return tried(lambda: blind.mark(marker, sample, LEVELS, 4).marker_id)

    assert rivals(lasting, mark) == [instructors[1], "complete"]
    with lasting.app_context():
        assert db.session.query(BlindMark).filter_by(sample_id=sample_id).count() == 2


def test_of_two_decisions_one_is_kept(lasting, people):
    instructors, grade_id = people
    deciding = iter(instructors)
    with lasting.app_context():
        appeals.make(db.session.get(Grade, grade_id), "Look again.")
        db.session.commit()

    def decide():
        number = next(deciding)
        with lasting.test_request_context():
            grade, reviewer = db.session.get(Grade, grade_id), db.session.get(Person, number)
            return tried(lambda: reviews.judge(reviewer, grade, LEVELS, {}, 4, f"From {number}.").reviewer_id)

    assert rivals(lasting, decide) == [instructors[0], "decided"]
    with lasting.app_context():
        assert db.session.scalar(sa.select(Appeal.answer).filter_by(grade_id=grade_id)) == f"From {instructors[0]}."
        assert db.session.query(Review).filter_by(grade_id=grade_id).count() == 1
        assert db.session.query(Job).filter_by(kind="mail").count() == 1


def test_the_same_appeal_sent_twice_at_once_is_one(lasting, people):
    _, grade_id = people

    made = rivals(lasting, lambda: appeals.make(db.session.get(Grade, grade_id), "Look again.").id)

    assert made[0] == made[1]
    with lasting.app_context():
        run = db.session.scalar(sa.select(Run).join(Run.moves).join(Grade).where(Grade.id == grade_id))
        assert run.appealed


@pytest.mark.parametrize("lapsed", [False, True])
def test_of_two_who_open_a_run_at_once_one_has_it_and_the_other_hears_who(lasting, people, lapsed):
    instructors, key = people
    opening = iter(instructors)
    if lapsed:
        with lasting.app_context():
            claim = claims.take(db.session.get(Person, instructors[2]), "run", key)
            claim.since = claim.until = clock.now() - claims.LEASE
            db.session.commit()

    def take():
        return claims.take(db.session.get(Person, next(opening)), "run", key).person_id

    assert rivals(lasting, take) == [instructors[0], instructors[0]]


def test_of_two_judgements_of_the_same_version_the_second_is_told_of_the_first(lasting, people):
    instructors, grade_id = people
    judging = iter([(instructors[0], 3), (instructors[1], 2)])

    def judge():
        reviewer, overall = next(judging)
        with lasting.test_request_context():
            grade = db.session.get(Grade, grade_id)
            return tried(
                lambda: reviews.judge(db.session.get(Person, reviewer), grade, LEVELS, {}, overall, seen="0.0").overall
            )

    assert rivals(lasting, judge) == [3, 3]
    with lasting.app_context():
        assert db.session.query(Review).filter_by(grade_id=grade_id).count() == 1
