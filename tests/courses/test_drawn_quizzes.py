"""Quizzes that draw from a question bank: every page, result and record is of the questions that the attempt asks."""

import re

import pytest

from academy import editions, xapi
from academy.records.models import Result
from courses import progress
from courses.models import QuizAttempt
from courses.telling import quizzes as tell
from tests import factories, pages

QUIZ = "/courses/drawing/quiz/check"


@pytest.fixture
def course(session):
    factories.bank()
    return factories.drawing()


@pytest.fixture
def enrolment(course):
    return factories.enrolment(course="drawing")


@pytest.fixture
def learner(client, enrolment):
    return client.sign_in(enrolment.person)


def asked(page):
    """The prompts on a page of a quiz, in order."""
    return re.findall(r"Its own question|Question \d on [a-z]+/[a-z]+", page.words)


def begun(learner, number=1):
    learner.post(f"{QUIZ}/start")
    return asked(pages.opened(learner, QUIZ))


def sit(learner, number=1, answer="0"):
    learner.post(f"{QUIZ}/start")
    return learner.post(QUIZ, data={"number": number, **{f"q{place}": answer for place in range(1, 5)}})


def test_the_intro_says_how_many_an_attempt_asks(learner):
    assert re.search(r"Questions\s*4\b", pages.opened(learner, QUIZ).words)


def test_an_attempt_asks_its_own_question_and_three_of_the_bank(learner):
    prompts = begun(learner)

    assert prompts[0] == "Its own question" and len(set(prompts)) == 4
    assert all(prompt.endswith("referral/knows") for prompt in prompts[1:3])
    assert re.fullmatch(r"Question [34] on (referral/does|mandate/knows)", prompts[3])
    assert begun(learner) == prompts


def test_the_next_attempt_asks_others(learner):
    first = begun(learner)
    sit(learner, 1)
    second = begun(learner)

    assert second[0] == first[0]
    assert set(second[1:]).isdisjoint(first[1:])


def test_right_answers_to_what_was_asked_pass_and_earlier_attempts_show_what_they_asked(learner, session, enrolment):
    first = begun(learner)
    sit(learner, 1, answer="1")
    second = begun(learner)
    sit(learner, 2)

    assert [(each.score, each.passed) for each in session.query(Result).order_by(Result.id)] == [
        (0, False),
        (100, True),
    ]
    assert progress.of(enrolment).complete
    shown = pages.opened(learner, f"{QUIZ}?attempt=1")
    assert asked(shown) == first and "No, own." in shown.words
    assert asked(pages.opened(learner, f"{QUIZ}?attempt=2")) == second


def test_the_evidence_names_the_questions_that_were_asked(learner, session):
    prompts = begun(learner)
    sit(learner)

    points = session.query(Result).one().evidence["points"]

    named = {f"Question {slug.rpartition('-')[2]} on {slug.rpartition('-')[0].replace('-', '/')}" for slug in points}
    assert named - {"Question own on "} == set(prompts[1:]) and "own" in points
    assert set(points.values()) == {1}


def test_answers_are_kept_and_come_back_beside_what_is_wrong_with_the_others(learner, session):
    prompts = begun(learner)
    learner.post(QUIZ, data={"number": 1, "then": "save", "q3": "1"})
    kept = session.query(QuizAttempt).one().answers
    wrong = learner.post(QUIZ, data={"number": 1, "q1": "0", "q2": "9", "q3": "1"})

    assert list(kept.values()) == [1]
    assert wrong.status_code == 400 and asked(pages.read(wrong)) == prompts
    assert "The answer to question 2 is none of those offered." in wrong.text
    assert "Question 4 has no complete answer yet." in wrong.text


def test_a_bank_published_in_between_changes_nothing_for_who_has_begun(client, learner, enrolment, course):
    prompts = begun(learner)
    factories.bank(**{"Question": "Query"})
    again = factories.drawing()

    assert asked(pages.opened(learner, QUIZ)) == prompts
    sit(learner)
    assert again != course and begun(learner)
    other = client.sign_in(factories.enrolment(course="drawing").person)
    other.post(f"{QUIZ}/start")
    assert "Query" in other.get(QUIZ).text and "Question 1 on" not in other.get(QUIZ).text


def test_staff_see_every_question_that_may_be_asked_and_how_many_are(client, course):
    page = pages.opened(client.sign_in(factories.instructor()), QUIZ)

    prompts = asked(page)
    assert len(set(prompts)) == len(prompts) == 9 and prompts[0] == "Its own question"
    assert "An attempt asks 4 of these 9 questions." in page.words
    assert re.search(r"Questions\s*4\b", page.words)


def test_staff_try_a_quiz_with_the_questions_that_were_shown(client, course):
    desk = client.sign_in(factories.instructor())
    page = pages.opened(desk, f"{QUIZ}/try")
    form = page.form(f"{QUIZ}/try")

    marked = pages.read(desk.post(f"{QUIZ}/try", data=form.filled(**{f"q{number}": "0" for number in range(1, 5)})))

    assert asked(marked) == asked(page) and len(asked(page)) == 4
    assert "Your answers come to 100 %" in marked.words


def test_statements_tell_of_the_questions_that_were_asked(learner, session, enrolment, course, app):
    prompts = begun(learner)
    sit(learner)
    result = session.query(Result).one()

    with app.test_request_context():
        attempt = xapi.Attempt(enrolment, "quiz/check", 1, (result,), course)
        account = tell([attempt])[0]

    assert [event.thing.name for event in account.events] == prompts
    assert all(event.passed for event in account.events)


def test_competencies_are_told_as_the_map_calls_them(learner, enrolment):
    learner.post(f"{QUIZ}/start")
    award = progress.award(enrolment)

    assert award.competencies == ("Sends people where they are helped", "Keeps to the mandate")
    assert "Keeps to the mandate" in learner.get("/courses/drawing").text


def test_seeds_of_later_attempts_say_which_they_are(learner, session, enrolment, app):
    sit(learner, 1, answer="1")
    learner.post(f"{QUIZ}/start")
    first, second = session.query(QuizAttempt).order_by(QuizAttempt.number)

    assert second.seed == f"{first.seed}-2"


def test_the_edition_pins_its_bank(course):
    bank = editions.published("bank", "testing")

    assert course.bank == bank and f'"bank":"{bank.digest}"'.encode() in course.canonical
    assert course.cited == {"rules": course.rules, "bank": bank}


def test_courses_from_before_there_were_banks_keep_their_digests(session):
    tiny = factories.course()

    for key in (b'"bank"', b'"glossary"', b'"objectives"', b'"reflection"', b'"handout"', b'"enough"'):
        assert key not in tiny.canonical
    factories.scenario()
    assert b'"guided"' not in factories.practice().canonical
    assert tiny.digest == "720620b4d7b3367ddd8f7db663e6a96853144c132acef645551edf0dde8f6cf6"
