"""Quizzes: attempts, answers, marks, and what the server never lets through."""

import pytest
import sqlalchemy as sa

from academy import records
from academy.records.models import Result
from courses import progress, quizzes
from courses.models import QuizAttempt
from tests import factories
from tests.courses.conftest import COURSE, FIRST, RIGHT, THIRD, WRONG, published

QUIZ = "/courses/small/quiz/check"
LATE = """
          - type: quiz
            slug: late
            title: A late one
            minutes: 5
            questions: [{type: ordering, slug: o, prompt: P, steps: [a, b, c], feedback: F}]
"""


def attempts(session):
    return list(session.scalars(sa.select(QuizAttempt).order_by(QuizAttempt.number)))


def results(session):
    return list(session.scalars(sa.select(Result).order_by(Result.id)))


def sit(learner, answers, number=1):
    learner.post(f"{QUIZ}/start")
    return learner.post(QUIZ, data={"number": number, **answers})


def test_the_intro_says_what_is_asked_and_starts_an_attempt(learner, session, enrolment, course):
    intro = learner.get(QUIZ)
    answer = learner.post(f"{QUIZ}/start")

    assert "Start the quiz" in intro.text and "2 attempts" in intro.text
    assert answer.location == QUIZ
    assert "Submit answers" in learner.get(QUIZ).text
    assert [attempt.number for attempt in attempts(session)] == [1]
    assert enrolment.edition == course and enrolment.started_at


def test_starting_twice_goes_on_with_the_same_attempt(learner, session):
    learner.post(f"{QUIZ}/start")
    learner.post(f"{QUIZ}/start")

    assert len(attempts(session)) == 1


def test_right_answers_pass_and_each_gets_its_feedback(learner, session, enrolment):
    page = sit(learner, RIGHT, 1)
    shown = learner.get(QUIZ)

    assert page.location == QUIZ
    assert [(r.score, r.passed, r.provisional, r.attempt) for r in results(session)] == [(100, True, False, 1)]
    assert "Yes indeed." in shown.text and "Reading comes first." in shown.text
    assert "100" in shown.text and "Passed" in shown.text


def test_wrong_answers_do_not_pass_and_keep_the_right_ones_secret(learner, session):
    sit(learner, WRONG)
    shown = learner.get(QUIZ)

    assert [(r.score, r.passed) for r in results(session)] == [(0, False)]
    assert "No, and here is why." in shown.text and "Nobody has checked." in shown.text
    assert "Right, not chosen by you" not in shown.text and "The right order" not in shown.text
    assert "1 attempt left" in shown.text and "Try again" in shown.text


def test_when_no_attempt_is_left_the_right_answers_are_shown_and_no_other_can_start(learner, session):
    sit(learner, WRONG, 1)
    sit(learner, WRONG, 2)
    shown, refused = learner.get(QUIZ), learner.post(f"{QUIZ}/start")

    assert "Right, not chosen by you" in shown.text and "The right order" in shown.text
    assert "All 2 attempts are used" in shown.text
    assert refused.status_code == 403
    assert len(attempts(session)) == 2


def test_an_earlier_attempt_can_be_read_again(learner):
    sit(learner, WRONG, 1)
    sit(learner, RIGHT, 2)

    assert "No, and here is why." in learner.get(f"{QUIZ}?attempt=1").text
    assert "No, and here is why." not in learner.get(QUIZ).text


def test_posting_twice_marks_once(learner, session):
    sit(learner, RIGHT)
    again = learner.post(QUIZ, data={"number": 1, **WRONG})

    assert again.location == QUIZ
    assert [r.score for r in results(session)] == [100]


def test_answers_are_kept_until_later_even_with_gaps(learner, session):
    learner.post(f"{QUIZ}/start")
    learner.post(QUIZ, data={"number": 1, "then": "save", "q1": "0", THIRD: "1"})
    page = learner.get(QUIZ)

    assert attempts(session)[0].answers == {"one": 0, "order": [2, None, None]}
    assert 'name="q1" value="0" checked' in page.text
    assert '<option value="1" selected>' in page.text
    assert results(session) == []


def test_keeping_answers_of_a_submitted_attempt_is_refused(learner, session):
    sit(learner, RIGHT)
    answer = learner.post(QUIZ, data={"number": 1, "then": "save", **WRONG})

    assert answer.status_code == 409
    assert attempts(session)[0].answers["one"] == 0


@pytest.mark.parametrize("number", ["", "x", "2", "-1", "9" * 400])
def test_a_form_of_an_attempt_that_was_never_begun_is_refused(learner, session, number):
    learner.post(f"{QUIZ}/start")
    answer = learner.post(QUIZ, data={**RIGHT, "number": number})

    assert answer.status_code == 409
    assert results(session) == []


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"q1": ""}, "Question 1 has no complete answer yet."),
        ({"q1": "7"}, "The answer to question 1 is none of those offered."),
        ({"q1": ["0", "1"]}, "The answer to question 1 is none of those offered."),
        ({"q2": "first"}, "The answer to question 2 is none of those offered."),
        ({FIRST: "2"}, "In question 3 two steps have the same place."),
        ({FIRST: ""}, "Question 3 has no complete answer yet."),
        ({"q4-1": "sub_judice"}, "The answer to question 4 is none of those offered."),
    ],
)
def test_answers_that_are_missing_or_hostile_come_back_with_what_was_typed(learner, session, changed, words):
    data = {key: value for key, value in {**RIGHT, **changed}.items() if value}
    page = sit(learner, data)

    assert page.status_code == 400
    assert page.text.count(words) == 2
    assert '<option value="rumour" selected>' in page.text or "q4-1" in changed
    assert results(session) == [] and attempts(session)[0].answers == {}


def test_hostile_answers_are_not_kept_for_later_either(learner, session):
    learner.post(f"{QUIZ}/start")
    page = learner.post(QUIZ, data={"number": 1, "then": "save", "q1": "<script>"})

    assert page.status_code == 400
    assert attempts(session)[0].answers == {}


def test_a_quiz_behind_a_locked_module_cannot_be_started(client, session):
    published(COURSE.partition("          - type: scenario")[0] + LATE)
    enrolment = factories.enrolment(course="small")
    answer = client.sign_in(enrolment.person).post("/courses/small/quiz/late/start")

    assert answer.status_code == 403
    assert "Finish first: First things" in answer.text
    assert attempts(session) == []


def test_others_reach_neither_the_quiz_nor_its_attempts(client, session, learner):
    learner.post(f"{QUIZ}/start")
    client.sign_in(factories.learner())

    assert client.post(f"{QUIZ}/start").status_code == 404
    assert client.post(QUIZ, data={"number": 1, **RIGHT}).status_code == 404
    assert not attempts(session)[0].submitted


def test_an_edition_published_in_between_does_not_change_what_was_started(learner, session, enrolment, course):
    learner.post(f"{QUIZ}/start")
    newer = published(COURSE.replace("Right one", "Quite another one").replace("pass_mark: 60", "pass_mark: 100"))
    page = learner.get(QUIZ)
    learner.post(QUIZ, data={"number": 1, **RIGHT})

    assert newer != course
    assert "Right one" in page.text and "Quite another one" not in page.text
    assert results(session)[0].edition_id == course.id
    assert session.get(records.Pin, (enrolment.id, "quiz/check")).edition == course


def test_a_second_open_attempt_is_impossible_in_the_database(session, request_context, enrolment):
    quizzes.start(enrolment, "quiz/check")
    session.add(QuizAttempt(enrolment=enrolment, activity="quiz/check", number=2, seed="s"))

    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_where_the_last_attempt_counts_a_passed_quiz_cannot_be_failed_again(client, session):
    published(COURSE.replace("attempts: 2", "attempts: 3\n            counts: last"))
    enrolment = factories.enrolment(course="small")
    client.sign_in(enrolment.person)
    sit(client, WRONG, 1)
    sit(client, RIGHT, 2)

    assert client.post(f"{QUIZ}/start").status_code == 403
    assert progress.of(enrolment).of("quiz/check").lived.score == 100
