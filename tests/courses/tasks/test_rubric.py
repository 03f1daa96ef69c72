"""The rubric of a task, its extent and its passages: plain values in, plain values out."""

import pytest
from pydantic import TypeAdapter, ValidationError

from courses import checks, pack
from courses.tasks import rubric, words

LEVELS = [
    {"points": 4, "label": "Full", "description": "All of it."},
    {"points": 1, "label": "Some", "description": "A part of it."},
    {"points": 0, "label": "None", "description": "Nothing."},
]
CRITERIA = [
    {"slug": "scope", "title": "Scope", "weight": 3, "levels": LEVELS},
    {"slug": "tone", "title": "Tone", "levels": LEVELS[::2]},
]
TASK = {"type": "task", "slug": "t", "title": "T", "minutes": 30, "brief": "B.", "rubric": CRITERIA}


def made(criteria):
    return TypeAdapter(rubric.Rubric).validate_python(criteria)


def task(**changes):
    return TypeAdapter(pack.Activity).validate_python(TASK | changes)


def findings(**changes):
    module = {"slug": "m", "title": "M", "summary": "S", "activities": [task(**changes)]}
    about = {"title": "C", "code": "C", "summary": "S", "hours": 1, "competencies": ["C"], "rules": "land"}
    return list(checks.check(pack.Course(**about, modules=[module]), None, None))


@pytest.mark.parametrize(
    "points, score",
    [
        ({"scope": 4, "tone": 4}, 100),
        ({"scope": 0, "tone": 0}, 0),
        ({"scope": 4, "tone": 0}, 75),
        ({"scope": 1, "tone": 4}, 43.75),
    ],
)
def test_each_criterion_earns_its_share_of_the_weight(points, score):
    assert rubric.score(made(CRITERIA), points) == score


def test_a_level_that_there_is_not_counts_as_none():
    assert rubric.missing(made(CRITERIA), {"scope": 1, "tone": 1}) == ["tone"]
    assert rubric.missing(made(CRITERIA), {}) == ["scope", "tone"]


def test_levels_go_down_and_criteria_have_slugs_of_their_own():
    upwards = [CRITERIA[0] | {"levels": LEVELS[::-1]}, CRITERIA[1]]
    place = ("modules", 0, "activities", 0, "rubric")

    assert findings() == []
    assert findings(rubric=CRITERIA[:1] * 2) == [((*place, 1, "slug"), "the slug 'scope' is used twice")]
    assert [path for path, _ in findings(rubric=upwards)] == [(*place, 0, "levels")]


@pytest.mark.parametrize("levels", [LEVELS[:1], LEVELS * 3])
def test_a_criterion_has_two_to_six_levels(levels):
    with pytest.raises(ValidationError):
        made([CRITERIA[0] | {"levels": levels}])


def test_a_text_may_be_a_little_longer_than_asked_for():
    assert [pack.Extent(most=most).limit for most in (None, 20, 400)] == [None, 40, 500]
    assert findings(words={"most": 20}, starter="word " * 41)[0][0][-1] == "starter"
    with pytest.raises(ValidationError):
        pack.Extent(least=9, most=8)


@pytest.mark.parametrize(
    "text, count",
    [("", 0), ("One, two - three!", 3), ("صفحہ کا منشور", 3), ("পাতার সনদ লিখুন", 3), ("* **first**\n* second", 2)],
)
def test_words_are_counted_in_every_script(text, count):
    assert words.count(text) == count
