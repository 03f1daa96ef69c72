"""Completing a course: settled passes everywhere, one certificate, and what a review can take away."""

import pytest
import sqlalchemy as sa

from academy import records
from academy.certificates.models import Certificate
from academy.records.models import Result
from courses import lessons, progress, quizzes
from tests import factories

LESSON, CHECK, DRAIN = "lesson/read-me", "quiz/check", "scenario/drain"
pytestmark = pytest.mark.usefixtures("request_context")

RIGHT = {"one": 0, "many": [0, 1], "order": [0, 1, 2], "match": ["praise", "rumour"]}


@pytest.fixture
def nearly_there(request_context, enrolment):
    """Everything is passed but the scenario."""
    lessons.finish(enrolment, LESSON)
    quizzes.submit(quizzes.start(enrolment, CHECK), RIGHT)
    return enrolment


def play(enrolment, edition, **outcome):
    defaults = {"attempt": 1, "score": 70, "passed": True}
    return records.record(enrolment, DRAIN, edition=edition, **{**defaults, **outcome})


def certificates_of(session, enrolment):
    return list(session.scalars(sa.select(Certificate).filter_by(enrolment_id=enrolment.id)))


def test_finishing_a_lesson_goes_on_to_what_follows(learner, session, enrolment, course):
    answer = learner.post("/courses/small/lesson/read-me")

    assert answer.location == "/courses/small/quiz/check"
    assert enrolment.edition == course
    assert "You have finished this lesson." in learner.get("/courses/small/lesson/read-me").text


def test_finishing_a_lesson_twice_leaves_one_result(learner, session):
    learner.post("/courses/small/lesson/read-me")
    learner.post("/courses/small/lesson/read-me")

    results = session.scalars(sa.select(Result)).all()
    assert [(r.activity, r.attempt, r.revision, r.score, r.passed) for r in results] == [(LESSON, 1, 1, None, True)]


def test_the_last_settled_pass_completes_the_course_and_issues_the_certificate(session, nearly_there, course):
    play(nearly_there, course)

    (certificate,) = certificates_of(session, nearly_there)
    assert nearly_there.completed_at
    assert nearly_there.score == 85
    assert certificate.fields["course_title"] == "Small course"
    assert certificate.fields["hours"] == 1.5
    assert certificate.fields["competencies"] == ["Reads before replying"]


def test_a_provisional_pass_completes_nothing_until_a_review_settles_it(session, nearly_there, course):
    play(nearly_there, course, provisional=True)

    before = (
        progress.of(nearly_there).of(DRAIN).state,
        nearly_there.completed_at,
        certificates_of(session, nearly_there),
    )
    play(nearly_there, course, score=65)

    assert before == ("provisional", None, [])
    assert nearly_there.completed_at
    assert nearly_there.score == 82.5
    assert len(certificates_of(session, nearly_there)) == 1


def test_a_failed_attempt_completes_nothing_and_another_one_can(session, nearly_there, course):
    play(nearly_there, course, score=30, passed=False)
    failed = nearly_there.completed_at
    play(nearly_there, course, attempt=2)

    assert failed is None
    assert nearly_there.completed_at


def test_further_results_issue_no_second_certificate(session, nearly_there, course):
    play(nearly_there, course)
    completed_at = nearly_there.completed_at
    play(nearly_there, course, attempt=2, score=90)

    assert nearly_there.completed_at == completed_at
    assert nearly_there.score == 95
    assert len(certificates_of(session, nearly_there)) == 1


def test_a_worse_attempt_takes_nothing_away(session, nearly_there, course):
    play(nearly_there, course)
    play(nearly_there, course, attempt=2, score=10, passed=False)

    assert nearly_there.completed_at
    assert nearly_there.score == 85


def test_a_review_that_takes_a_pass_away_reopens_the_course_and_leaves_the_certificate_to_a_person(
    session, nearly_there, course
):
    play(nearly_there, course)
    play(nearly_there, course, score=40, passed=False)

    (certificate,) = certificates_of(session, nearly_there)
    assert nearly_there.completed_at is None
    assert certificate.status == "valid"
    assert progress.of(nearly_there).of(DRAIN).state == "failed"


def test_a_course_that_is_completed_again_keeps_its_standing_certificate(session, nearly_there, course):
    play(nearly_there, course)
    play(nearly_there, course, score=40, passed=False)
    play(nearly_there, course, attempt=2)

    assert nearly_there.completed_at
    assert len(certificates_of(session, nearly_there)) == 1


def test_the_completed_course_leads_to_the_certificate(client, nearly_there, course):
    play(nearly_there, course)
    page = client.sign_in(nearly_there.person).get("/courses/small")

    assert "You have completed this course." in page.text
    assert 'href="/certificates/"' in page.text


def test_results_of_others_do_not_count(session, nearly_there, course):
    other = factories.enrolment(course="small")
    records.start(other, course)
    play(other, course)

    assert nearly_there.completed_at is None
    assert other.completed_at is None


def test_the_terms_of_a_scenario_are_those_of_the_course(nearly_there):
    open_, unknown = records.terms_of(nearly_there, DRAIN), records.terms_of(nearly_there, "scenario/none")
    locked = records.terms_of(factories.enrolment(course="small"), DRAIN)

    assert (open_.title, open_.pass_mark, open_.attempts, open_.counts) == ("The drain", 60, 0, "best")
    assert open_.allowed and not open_.refusal and open_.back == "/courses/small"
    assert not locked.allowed and locked.refusal == "Finish first: First things"
    assert unknown is None


def test_whatever_is_done_first_starts_the_course(enrolment, course):
    play(enrolment, course, score=20, passed=False)

    assert enrolment.started_at
    assert enrolment.edition == course


def test_a_certificate_whose_pass_was_taken_away_is_being_looked_at_and_its_holder_is_told(
    client, nearly_there, course
):
    play(nearly_there, course)
    play(nearly_there, course, score=40, passed=False)
    client.sign_in(nearly_there.person)

    for address in ("/courses/small", "/certificates/"):
        assert "An administrator looks at it and decides." in client.get(address).text


def test_nobody_is_told_so_while_the_pass_stands(client, nearly_there, course):
    play(nearly_there, course)
    client.sign_in(nearly_there.person)

    for address in ("/courses/small", "/certificates/"):
        assert "An administrator looks at it" not in client.get(address).text
