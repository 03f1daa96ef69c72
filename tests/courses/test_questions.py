"""The questions that are shipped, in banks and in quizzes: what a learner may expect of them, beyond what the schema asks."""

import re
from collections import Counter

import pytest

from academy.triage import TRIAGE
from courses.bank import objectives
from courses.questions import LEVELS
from tests.shipped import BANKS, COURSES, FINDINGS


def _own(course):
    activities = (activity for module in course.modules for activity in module.activities)
    return [question for activity in activities if activity.type == "quiz" for question in activity.questions]


ASKED = {
    slug: questions
    for slug, questions in [
        *((slug, list(bank.questions)) for slug, bank in BANKS.items()),
        *((slug, _own(course)) for slug, course in COURSES.items()),
    ]
    if questions
}


@pytest.fixture(params=ASKED)
def questions(request):
    return ASKED[request.param]


@pytest.fixture(params=BANKS)
def bank(request):
    return BANKS[request.param]


def test_every_shipped_pack_is_sound():
    assert FINDINGS == []


def test_a_bank_examines_every_objective_and_every_kind_of_post(bank):
    assert len(bank.questions) >= 150
    assert {question.objective for question in bank.questions} == objectives(bank)
    assert {triage for question in bank.questions for triage in question.triage} == set(TRIAGE)


def test_a_bank_has_enough_of_each_competency_for_a_quiz_of_seven(bank):
    asked = Counter(question.objective.partition("/")[0] for question in bank.questions)

    assert [each.slug for each in bank.competencies if asked[each.slug] < 8] == []


def test_a_bank_asks_in_every_way_about_each_level(bank):
    for level in LEVELS:
        asked = {question.type for question in bank.questions if question.objective.endswith(level)}

        assert len(asked) >= 3, level  # posts are matched to be judged, and seldom to be done


def test_choice_questions_have_real_distractors(questions):
    for question in _of(questions, "single", "multiple"):
        texts = [option.text for option in question.options]

        assert len(texts) >= 4 and len(set(texts)) == len(texts), question.slug
        assert not any(re.search(r"(all|none) of the above", text, re.IGNORECASE) for text in texts), question.slug


def test_no_feedback_is_a_mere_verdict(questions):
    for slug, feedback in _feedback(questions):
        assert len(feedback.split()) >= 5, (slug, feedback)


def test_no_feedback_is_given_twice(questions):
    repeated = [text for text, times in Counter(text for _, text in _feedback(questions)).items() if times > 1]

    assert repeated == []


def test_the_right_answer_is_not_given_away_by_its_length(questions):
    longest = [_right_is_longest(question) for question in _of(questions, "single")]

    assert sum(longest) <= len(longest) / 3


def test_the_right_answer_stands_in_every_place(questions):
    asked = _of(questions, "single")
    places = Counter([option.right for option in question.options].index(True) for question in asked)

    assert set(places) >= {0, 1, 2, 3}
    assert max(places.values()) <= places.total() / 2


def test_matching_offers_more_types_than_it_uses(questions):
    for question in _of(questions, "matching"):
        assert len(question.choices) > len({pair.triage for pair in question.pairs}), question.slug


def test_the_matching_posts_cover_most_triage_types(questions):
    seen = {pair.triage for question in _of(questions, "matching") for pair in question.pairs}

    assert len(seen) >= 12


def _of(questions, *types):
    return [question for question in questions if question.type in types]


def _feedback(questions):
    for question in questions:
        parts = getattr(question, "options", ()) or getattr(question, "pairs", ()) or (question,)
        yield from ((question.slug, part.feedback) for part in parts)


def _right_is_longest(question):
    right = next(option for option in question.options if option.right)
    return all(len(right.text) > len(option.text) for option in question.options if option is not right)
