"""Records: enrolments, pins, results with their revisions, and which of them counts."""

import pytest
import sqlalchemy as sa
from blinker import Signal

from academy import records
from academy.accounts.models import Person
from academy.db import db
from academy.records.models import Result
from tests import factories
from tests.rivals import rivals

ACTIVITY = "scenario/angry-tenant"


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """The results that the one signal tells of; who listens in the application has tests of its own."""
    results, signal = [], Signal()
    signal.connect(results.append, weak=False)
    monkeypatch.setattr(records, "recorded", signal)
    return results


@pytest.fixture
def enrolment(session):
    return factories.enrolment()


def recorded(enrolment, attempt=1, score=50.0, passed=False, **details):
    edition = factories.rules()
    return records.record(enrolment, ACTIVITY, attempt=attempt, edition=edition, score=score, passed=passed, **details)


def test_enrolling_twice_is_enrolling_once(session):
    person, cohort = factories.learner(), factories.cohort()
    first = records.enrol(person, "tiny", cohort)

    assert records.enrol(person, "tiny") is first
    assert first.cohort_id == cohort.id
    assert len(records.enrolments_of(person)) == 1


def test_two_who_enrol_the_same_learner_at_once_enrol_them_once(lasting):
    with lasting.app_context():
        person_id = factories.learner().id
        db.session.commit()

    ids = rivals(lasting, lambda: records.enrol(db.session.get(Person, person_id), "tiny").id)

    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_two_first_starts_at_once_pin_one_edition(lasting):
    with lasting.app_context():
        enrolment_id, edition_id = factories.enrolment().id, factories.rules().id
        db.session.commit()

    def pin():
        enrolment = db.session.get(records.Enrolment, enrolment_id)
        return records.pin(enrolment, ACTIVITY, db.session.get(records.Edition, edition_id)).id

    assert rivals(lasting, pin) == [edition_id, edition_id]


def test_the_course_is_pinned_when_the_learner_starts_and_stays(enrolment):
    first, second = factories.rules("first"), factories.rules("second")
    records.start(enrolment, first)
    began = enrolment.started_at
    records.start(enrolment, second)

    assert enrolment.edition is first
    assert enrolment.started_at == began


def test_each_result_is_told_once(enrolment, told):
    result = recorded(enrolment, score=72.456, passed=True, evidence={"run": 7})

    assert told == [result]
    assert (result.score, result.passed, result.provisional, result.revision) == (72.46, True, False, 1)
    assert result.evidence == {"run": 7}


def test_a_second_word_on_an_attempt_is_its_next_revision(enrolment):
    recorded(enrolment, attempt=1, provisional=True)
    recorded(enrolment, attempt=2)
    settled = recorded(enrolment, attempt=1, passed=True, score=80)

    assert settled.revision == 2
    assert [(r.attempt, r.revision, r.passed) for r in records.results_of(enrolment)] == [(1, 2, True), (2, 1, False)]


def test_attempts_are_counted_for_each_activity_alone(enrolment):
    edition = factories.rules()
    for activity in ("quiz/check", ACTIVITY):
        result = records.record(enrolment, activity, attempt=1, edition=edition, score=None, passed=True)
        assert result.revision == 1

    assert len(records.results_of(enrolment)) == 2


def results(*given):
    """Results from (passed, score, provisional) in order of attempt."""
    return [
        Result(attempt=attempt, passed=passed, score=score, provisional=provisional)
        for attempt, (passed, score, provisional) in enumerate(given, 1)
    ]


@pytest.mark.parametrize(
    ("given", "best", "last"),
    [
        ([], None, None),
        ([(True, 90, True)], None, None),
        ([(False, 40, False), (True, 70, False), (False, 50, False)], 2, 3),
        ([(True, 70, False), (True, 90, True)], 1, 1),
        ([(False, 80, False), (True, 60, False)], 2, 2),
        ([(True, 70, False), (True, 70, False)], 1, 2),
        ([(True, None, False)], 1, 1),
        ([(False, None, False), (False, 0, False)], 1, 2),
    ],
)
def test_the_best_settled_attempt_counts_or_the_last_where_a_course_says_so(given, best, last):
    found = results(*given)

    assert attempt_of(records.counting(found)) == best
    assert attempt_of(records.counting(found, "last")) == last


def attempt_of(result):
    return result and result.attempt


def test_a_course_is_completed_once(enrolment):
    records.start(enrolment, factories.rules())

    assert records.complete(enrolment, 70) is True
    completed = enrolment.completed_at
    assert records.complete(enrolment, 75) is False
    assert (enrolment.completed_at, enrolment.score) == (completed, 75)


def test_a_course_can_be_completed_again_after_a_review_took_the_pass_away(enrolment):
    records.start(enrolment, factories.rules())
    records.complete(enrolment, 70)

    records.reopen(enrolment)

    assert enrolment.completed_at is None
    assert records.complete(enrolment, 70) is True


def test_nobody_completes_what_they_have_not_started(enrolment):
    with pytest.raises(sa.exc.IntegrityError, match="completed_after_start"):
        records.complete(enrolment, 70)


@pytest.mark.parametrize("wrong", [{"score": 101}, {"score": -1}, {"attempt": 0}])
def test_a_result_that_cannot_be_is_refused_by_the_database(enrolment, wrong):
    with pytest.raises(sa.exc.IntegrityError):
        recorded(enrolment, **wrong)


@pytest.mark.parametrize("statement", [sa.update(Result).values(passed=True), sa.delete(Result)], ids=["update", "delete"])
def test_no_result_is_changed_or_deleted(session, enrolment, statement):
    result = recorded(enrolment)

    with pytest.raises(sa.exc.IntegrityError, match="result is append-only"), session.begin_nested():
        session.execute(statement.where(Result.id == result.id))
