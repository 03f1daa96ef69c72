"""Answers as they travel through forms."""

import pytest
from hypothesis import given, strategies as st

from courses.answers import fields_of, read, step_key
from tests.courses.test_marking import MATCHING, MULTIPLE, ORDERING, SINGLE, quiz

QUIZ = quiz(SINGLE, MULTIPLE, ORDERING, MATCHING)
STEP = [f"q3-{step_key(ORDERING.slug, step)}" for step in ORDERING.steps]
COMPLETE = {
    "q1": ["2"],
    "q2": ["0", "3"],
    **{STEP[0]: ["4"], STEP[1]: ["3"], STEP[2]: ["2"], STEP[3]: ["1"]},
    **{"q4-0": ["troll"], "q4-1": ["rumour"]},
}
ANSWERS = {"single": 2, "multiple": [0, 3], "ordering": [3, 2, 1, 0], "matching": ["troll", "rumour"]}


def test_a_complete_form_is_read_without_problems():
    understood = read(QUIZ, COMPLETE)

    assert understood.answers == ANSWERS
    assert not understood.problems


def test_an_empty_form_lacks_every_answer_and_holds_nothing_unsound():
    understood = read(QUIZ, {})

    assert understood.answers == {}
    assert set(understood.problems.values()) == {"missing"}
    assert not understood.unsound


def test_what_is_placed_so_far_is_kept_with_its_gaps():
    understood = read(QUIZ, {STEP[1]: ["1"], STEP[0]: [""], "q4-1": ["praise"]})

    assert understood.answers == {"ordering": [1, None, None, None], "matching": [None, "praise"]}
    assert understood.problems["ordering"] == understood.problems["matching"] == "missing"


@pytest.mark.parametrize(
    "fields, problem",
    [
        ({"q1": ["3"]}, {"single": "unknown"}),
        ({"q1": ["-1"]}, {"single": "unknown"}),
        ({"q1": ["٢"]}, {"single": "unknown"}),
        ({"q1": ["0", "1"]}, {"single": "unknown"}),
        ({"q2": ["0", "x"]}, {"multiple": "unknown"}),
        ({"q2": ["9" * 5000]}, {"multiple": "unknown"}),
        ({STEP[0]: ["0"]}, {"ordering": "unknown"}),
        ({STEP[0]: ["5"]}, {"ordering": "unknown"}),
        ({STEP[0]: ["1"], STEP[1]: ["1"]}, {"ordering": "same_place"}),
        ({"q4-0": ["media_query"]}, {"matching": "unknown"}),
        ({"q4-0": ["praise", "troll"]}, {"matching": "unknown"}),
    ],
)
def test_what_the_form_never_offered_is_refused(fields, problem):
    understood = read(QUIZ, {**COMPLETE, **fields})

    assert understood.problems == problem
    assert understood.unsound
    assert set(understood.answers) == set(ANSWERS) - set(problem)


@given(
    st.fixed_dictionaries(
        {
            "single": st.integers(0, 2),
            "multiple": st.sets(st.integers(0, 3), min_size=1).map(sorted),
            "ordering": st.permutations(range(4)).map(list),
            "matching": st.lists(st.sampled_from(["praise", "rumour", "troll"]), min_size=2, max_size=2),
        }
    )
)
def test_answers_put_into_fields_are_read_back_as_they_were(answers):
    assert read(QUIZ, fields_of(QUIZ, answers)).answers == answers


@given(st.dictionaries(st.from_regex(r"q[1-5](-[0-4])?", fullmatch=True), st.lists(st.text(max_size=4), max_size=3)))
def test_no_form_whatever_makes_reading_fail(fields):
    understood = read(QUIZ, fields)

    assert set(understood.answers) <= set(ANSWERS)
