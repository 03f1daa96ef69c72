"""What is told of learners: which statements, in which words, and never who they are."""

import json

import pytest

from academy import records
from academy.records.models import Result
from academy.xapi import telling
from courses import lessons, quizzes
from tests import factories
from tests.courses.tasks import conftest as tasks

ADL = "http://adlnet.gov/expapi/verbs/"


@pytest.fixture(autouse=True)
def _at(base, context):
    pass


def told(enrolment):
    return list(telling.of_enrolments([enrolment]).values())


def verbs(statements):
    return [said["verb"]["id"].rsplit("/", 1)[1] for said in statements]


def of(statements, verb):
    return [said for said in statements if said["verb"]["id"].endswith(f"/{verb}")]


def extension(said, base, name, where="result"):
    return said[where]["extensions"][f"{base}/xapi/extensions/{name}"]


def test_a_lesson_that_was_read_completes_and_the_course_begins(practice, base):
    lessons.finish(practice, "lesson/read-me")

    statements = told(practice)

    assert verbs(statements) == ["initialized", "completed"]
    course, lesson = (said["object"] for said in statements)
    assert course["id"] == f"{base}/xapi/activities/practice"
    assert lesson["id"] == f"{base}/xapi/activities/practice/lesson/read-me"
    around = statements[1]["context"]["contextActivities"]
    assert around["parent"][0]["id"] == f"{base}/xapi/activities/practice/module/first"
    assert around["grouping"][0]["id"] == course["id"]
    assert statements[1]["result"]["completion"] is True


def test_a_learner_is_a_number_and_nothing_else(practice, base):
    lessons.finish(practice, "lesson/read-me")

    statements = told(practice)

    actor = {"objectType": "Agent", "account": {"homePage": base, "name": str(practice.person_id)}}
    assert [said["actor"] for said in statements] == [actor] * 2
    assert practice.person.email not in json.dumps(statements) and practice.person.name not in json.dumps(statements)


def answered(small, **given):
    lessons.finish(small, "lesson/read-me")
    attempt = quizzes.start(small, "quiz/check")
    quizzes.submit(attempt, given)
    return told(small)


def test_each_question_is_an_interaction_with_its_answer(small):
    statements = answered(small, one=0, many=[0, 2], order=[0, 2, 1], match=["praise", None])

    one, many, order, match = of(statements, "answered")
    kinds = [said["object"]["definition"]["interactionType"] for said in (one, many, order, match)]
    assert kinds == ["choice", "choice", "sequencing", "matching"]
    assert one["result"]["response"] == "option-0" and one["result"]["success"]
    assert many["object"]["definition"]["correctResponsesPattern"] == ["option-0[,]option-1"]
    assert many["result"]["response"] == "option-0[,]option-2" and not many["result"]["success"]
    assert order["result"]["response"] == "step-0[,]step-2[,]step-1"
    assert match["object"]["definition"]["correctResponsesPattern"] == ["post-0[.]praise[,]post-1[.]rumour"]
    assert match["result"]["response"] == "post-0[.]praise"
    assert match["result"]["score"] == {"scaled": 0.5, "raw": 0.5, "min": 0, "max": 1}


def test_a_quiz_is_begun_answered_completed_and_passed_or_failed(small):
    statements = answered(small, one=1)

    quiz = [said for said in statements if said["object"]["id"].endswith("/quiz/check")]
    assert verbs(quiz) == ["initialized", "completed", "failed"]
    assert quiz[2]["result"]["success"] is False
    assert quiz[1]["result"]["score"] == {"scaled": 0.0, "raw": 0.0, "min": 0, "max": 100}


def played(practice, **grade):
    run = factories.run(enrolment=practice)
    factories.move(run, "reply", "drain", level=2, **{"evidence": ((0, 12),), **grade})
    factories.finish(run)
    return run


def test_each_move_has_a_verb_and_its_grade(practice, base):
    run = factories.run(enrolment=practice)
    factories.move(run, "reply", "drain", level=2, clarity=1, composure=1, evidence=((0, 12),))
    factories.move(run, "message", "house", level=2)
    factories.finish(run)

    statements = told(practice)

    reply, message = of(statements, "responded")[0], of(statements, "moved-to-private")[0]
    assert message["verb"]["id"] == f"{base}/xapi/verbs/moved-to-private"
    assert reply["object"]["definition"]["type"] == f"{base}/xapi/activity-types/post"
    assert reply["object"]["definition"]["name"]["en"].startswith("Rafiq Stores: The drain is blocked")
    assert extension(reply, base, "criteria")["clarity"] == 1
    assert extension(reply, base, "rules") == {"composure": "neutrality"}
    assert extension(reply, base, "evidence")["clarity"] == [[0, 12]]
    assert extension(reply, base, "grader") == "of the suite"
    assert extension(reply, base, "minute", "context") == 5
    assert extension(reply, base, "attempt", "context") == 1
    parent = reply["context"]["contextActivities"]["parent"][0]
    assert parent["id"] == f"{base}/xapi/activities/practice/scenario/street"


@pytest.mark.parametrize("texts", [False, True])
def test_what_was_written_is_told_only_where_the_academy_says_so(app, practice, monkeypatch, texts):
    monkeypatch.setitem(app.config, "XAPI_TEXTS", texts)
    played(practice)

    reply = of(told(practice), "responded")[0]

    assert ("response" in reply["result"]) is texts
    assert ("A crew comes on Thursday" in json.dumps(reply)) is texts


def test_an_accommodation_is_nobodys_business(practice):
    run = factories.run(enrolment=practice)
    run.tempo = run.accommodation = "untimed"
    factories.move(run, level=2)
    factories.finish(run)

    assert practice and "untimed" not in json.dumps(told(practice))


def test_a_review_is_told_later_with_its_reason_and_changes_nothing_that_was_told(practice, base):
    run = played(practice, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
    before = told(practice)
    assert extension(of(before, "completed")[0], base, "provisional") is True
    assert not of(before, "passed")

    factories.review(run, clarity=0)

    after = told(practice)
    assert [said for said in after if said["id"] in {each["id"] for each in before}] == before
    text, attempt = of(after, "scored")
    assert extension(text, base, "reason") == extension(attempt, base, "reason") == "Look at clarity."
    assert extension(text, base, "criteria")["clarity"] == 0
    assert extension(attempt, base, "revision") == 2
    assert len(of(after, "passed")) == 1


def test_a_course_is_completed_once_and_reopened_when_a_pass_is_taken_away(practice):
    lessons.finish(practice, "lesson/read-me")
    run = played(practice)
    assert practice.completed_at
    before = told(practice)

    factories.review(run, composure=0, acknowledgement=0, mandate=0, next_step=0)

    course = [said for said in told(practice) if said["object"]["id"].endswith("/practice")]
    assert verbs(course) == ["initialized", "completed", "passed", "certified", "reopened"]
    assert course[1]["result"]["duration"].startswith("PT")
    assert of(before, "passed")[-1]["result"]["score"]["raw"] == 100


def test_work_that_was_handed_in_is_marked_later(session, base):
    tasks.published()
    enrolment = factories.enrolment(course="writing")
    submission = tasks.write(enrolment)
    tasks.mark(submission)
    tasks.mark(submission, points=tasks.LOWEST, reason="The second reader was right.")

    statements = [said for said in told(enrolment) if "/task/" in said["object"]["id"]]

    assert verbs(statements) == ["initialized", "submitted", "completed", "scored", "passed", "scored", "failed"]
    assert "response" not in statements[1].get("result", {})
    assert extension(statements[3], base, "criteria") == tasks.BEST
    assert extension(statements[5], base, "reason") == "The second reader was right."


def test_the_same_thing_has_the_same_id_and_another_academy_another(app, practice, monkeypatch):
    lessons.finish(practice, "lesson/read-me")
    first, second = told(practice), told(practice)
    monkeypatch.setitem(app.config, "BASE_URL", "https://elsewhere.example")

    assert first == second
    assert not {said["id"] for said in first} & {said["id"] for said in told(practice)}


def test_a_result_of_something_that_nobody_describes_is_told_all_the_same(practice, session):
    edition = factories.editions.published("course", "practice")
    records.start(practice, edition)
    records.record(practice, "dialogue/press", attempt=1, edition=edition, score=80, passed=True)

    statements = told(practice)

    assert verbs(statements) == ["initialized", "completed", "passed"]
    assert session.query(Result).count() == 1
