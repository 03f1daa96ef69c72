"""The path through a course: states, what comes next, completion, score."""

import pytest
from pydantic import TypeAdapter

from courses.pack import Module
from courses.path import Lived, follow

LESSON = {"type": "lesson", "slug": "read", "title": "Read", "minutes": 5, "body": "Words."}
OPTIONS = [{"text": "a", "right": True, "feedback": "f"}, {"text": "b", "feedback": "f"}]
QUIZ = {
    **{"type": "quiz", "slug": "check", "title": "Check", "minutes": 10, "attempts": 2},
    "questions": [{"type": "single", "slug": "s", "prompt": "?", "options": OPTIONS}],
}
SCENARIO = {"type": "scenario", "slug": "drain", "title": "Drain", "minutes": 20}
DONE = Lived(attempts=1, passed=True)


class Course:
    """All of a course that its path looks at."""

    def __init__(self, quiz=QUIZ):
        first = {"slug": "first", "title": "First", "summary": "S", "activities": [LESSON, quiz]}
        second = {"slug": "second", "title": "Second", "summary": "S", "requires": ["first"], "activities": [SCENARIO]}
        self.modules = TypeAdapter(tuple[Module, ...]).validate_python([first, second])


def progress(quiz=QUIZ, **lived):
    names = {"read": "lesson/read", "check": "quiz/check", "drain": "scenario/drain"}
    return follow(Course(quiz), {names[key]: value for key, value in lived.items()})


@pytest.mark.parametrize(
    "lived, state, to_do",
    [
        (Lived(), "not_started", True),
        (Lived(attempts=1, under_way=True), "in_progress", True),
        (Lived(attempts=1, awaiting=True), "provisional", False),
        (Lived(attempts=1, passed=True, score=80), "passed", False),
        (Lived(attempts=2, passed=True, score=80, awaiting=True), "passed", False),
        (Lived(attempts=1, passed=False, score=20), "failed", True),
        (Lived(attempts=2, passed=False, score=20), "failed", False),
        (Lived(attempts=2, passed=False, score=20, under_way=True), "in_progress", True),
        (Lived(attempts=2, passed=False, score=20, awaiting=True), "provisional", False),
    ],
)
def test_an_activity_stands_where_its_attempts_have_brought_it(lived, state, to_do):
    standing = progress(check=lived).of("quiz/check")

    assert (standing.state, standing.to_do) == (state, to_do)


def test_a_module_stays_locked_until_all_that_it_requires_is_done():
    before = progress(read=DONE).of("scenario/drain")
    after = progress(read=DONE, check=DONE).of("scenario/drain")

    assert before.state == "locked"
    assert [module.title for module in before.missing] == ["First"]
    assert after.state == "not_started"


def test_what_waits_for_review_with_a_pass_lets_the_learner_go_on_but_completes_nothing():
    hoped = progress(read=DONE, check=Lived(attempts=1, awaiting=True, hoped=True), drain=DONE)

    assert hoped.of("scenario/drain").missing == ()
    assert not hoped.complete


def test_what_waits_for_review_without_a_pass_opens_nothing():
    assert progress(read=DONE, check=Lived(attempts=1, awaiting=True)).of("scenario/drain").state == "locked"


def test_what_was_begun_stays_open_when_a_review_locks_its_module_again():
    assert progress(drain=Lived(attempts=1, under_way=True)).of("scenario/drain").state == "in_progress"


def test_a_preview_locks_nothing():
    assert follow(Course(), {}, free=True).of("scenario/drain").state == "not_started"


def test_the_next_thing_is_what_is_under_way_or_else_the_first_that_is_open():
    assert progress().next.name == "lesson/read"
    assert progress(read=DONE).next.name == "quiz/check"
    assert progress(check=Lived(attempts=1, under_way=True)).next.name == "quiz/check"
    assert progress(read=DONE, check=DONE, drain=DONE).next is None
    assert progress(read=DONE, check=Lived(attempts=2, passed=False)).next is None


def test_after_an_activity_comes_the_one_that_follows_or_else_what_is_left():
    assert progress(read=DONE).after("lesson/read").name == "quiz/check"
    assert progress(check=DONE).after("quiz/check").name == "lesson/read"
    assert progress(read=DONE, check=DONE).after("quiz/check").name == "scenario/drain"
    assert progress(read=DONE, check=DONE, drain=DONE).after("scenario/drain") is None


def test_the_neighbours_of_an_activity_leave_out_what_is_locked():
    following, previous = progress().neighbours("quiz/check")

    assert following is None
    assert previous.name == "lesson/read"


def test_a_course_is_complete_when_everything_is_passed():
    partly, wholly = progress(read=DONE, check=DONE), progress(read=DONE, check=DONE, drain=DONE)

    assert (partly.done, partly.total, partly.share, partly.minutes_left, partly.complete) == (2, 3, 66, 20, False)
    assert (wholly.share, wholly.minutes_left, wholly.complete) == (100, 0, True)


def test_the_score_is_the_mean_of_what_is_scored():
    scored = progress(read=DONE, check=Lived(passed=True, score=70), drain=Lived(passed=True, score=85.5))

    assert scored.score == 77.75
    assert progress(read=DONE).score is None


def test_where_the_last_attempt_counts_a_pass_is_not_put_at_risk():
    passed = Lived(attempts=1, passed=True, score=70)

    assert progress(QUIZ | {"counts": "last"}, check=passed).of("quiz/check").last_word
    assert not progress(check=passed).of("quiz/check").last_word


def test_attempts_run_out_only_where_they_are_limited():
    limited, free = progress(check=Lived(attempts=2)), progress(QUIZ | {"attempts": 0}, check=Lived(attempts=9))

    assert (limited.of("quiz/check").attempts_left, limited.of("quiz/check").spent) == (0, True)
    assert (free.of("quiz/check").attempts_left, free.of("quiz/check").spent) == (None, False)
