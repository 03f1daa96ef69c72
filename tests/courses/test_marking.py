"""What answers to a quiz are worth."""

import pytest
from pydantic import TypeAdapter

from courses.marking import mark, mark_question, shuffled
from courses.pack import Quiz
from courses.questions import Question

OPTIONS = [
    {"text": "a", "right": True, "feedback": "fa"},
    {"text": "b", "right": True, "feedback": "fb"},
    {"text": "c", "feedback": "fc"},
    {"text": "d", "feedback": "fd"},
]
PAIRS = [
    {"post": "p", "triage": "praise", "feedback": "It is praise."},
    {"post": "r", "triage": "rumour", "feedback": "It is a rumour."},
]


def question(type, **parts):
    return TypeAdapter(Question).validate_python({"type": type, "slug": type, "prompt": "?", **parts})


SINGLE = question("single", options=OPTIONS[1:])
MULTIPLE = question("multiple", options=OPTIONS)
ORDERING = question("ordering", steps=["1", "2", "3", "4"], feedback="In turn.")
MATCHING = question("matching", pairs=PAIRS, distractors=["troll"])


def quiz(*questions, pass_mark=60):
    return Quiz(type="quiz", slug="q", title="Q", minutes=5, pass_mark=pass_mark, questions=questions)


@pytest.mark.parametrize(
    "asked, answer, points",
    [
        (SINGLE, 0, 1),
        (SINGLE, 1, 0),
        (SINGLE, None, 0),
        (MULTIPLE, [0, 1], 1),
        (MULTIPLE, [0], 0.5),
        (MULTIPLE, [0, 1, 2], 0.5),
        (MULTIPLE, [0, 2], 0),
        (MULTIPLE, [2, 3], 0),
        (MULTIPLE, [0, 1, 2, 3], 0),
        (MULTIPLE, [], 0),
        (MULTIPLE, None, 0),
        (ORDERING, [0, 1, 2, 3], 1),
        (ORDERING, [1, 0, 2, 3], 2 / 3),
        (ORDERING, [3, 0, 1, 2], 0),
        (ORDERING, [0, 3, 1, 2], 1 / 3),
        (ORDERING, [3, 2, 1, 0], 0),
        (ORDERING, [0, None, 2, None], 0),
        (ORDERING, None, 0),
        (MATCHING, ["praise", "rumour"], 1),
        (MATCHING, ["praise", "troll"], 0.5),
        (MATCHING, ["rumour", "praise"], 0),
        (MATCHING, ["praise", None], 0.5),
        (MATCHING, None, 0),
    ],
)
def test_an_answer_is_worth_the_part_of_it_that_is_right(asked, answer, points):
    marked = mark_question(asked, answer)

    assert marked.points == pytest.approx(points)
    assert marked.right == (points == 1)


@pytest.mark.parametrize(
    "asked, answer, feedback",
    [
        (SINGLE, 1, ("", "fc", "")),
        (MULTIPLE, [0, 3], ("fa", "", "", "fd")),
        (ORDERING, [3, 2, 1, 0], ("In turn.",)),
        (MATCHING, ["praise", "troll"], ("", "It is a rumour.")),
    ],
)
def test_feedback_is_given_on_what_was_chosen_and_on_what_was_mismatched(asked, answer, feedback):
    assert mark_question(asked, answer).feedback == feedback


def test_every_question_weighs_the_same():
    marked = mark(quiz(SINGLE, MULTIPLE, MATCHING), {"single": 0, "multiple": [0], "matching": ["troll", "troll"]})

    assert marked.score == 50
    assert not marked.passed


def test_the_pass_mark_itself_passes():
    answers = {"single": 0}

    assert mark(quiz(SINGLE, MATCHING, pass_mark=50), answers).passed
    assert not mark(quiz(SINGLE, MATCHING, pass_mark=51), answers).passed


def test_an_attempt_shows_the_same_order_each_time_and_another_attempt_another():
    asked = quiz(MULTIPLE, ORDERING, MATCHING)
    orders = {tuple(shuffled(asked, f"seed {number}").items()) for number in range(20)}

    assert shuffled(asked, "seed") == shuffled(asked, "seed")
    assert sorted(shuffled(asked, "seed")["multiple"]) == [0, 1, 2, 3]
    assert len(orders) > 10


def test_the_order_shown_never_gives_an_ordering_away():
    asked = quiz(ORDERING)

    assert all(shuffled(asked, f"seed {number}")["ordering"] != (0, 1, 2, 3) for number in range(200))
