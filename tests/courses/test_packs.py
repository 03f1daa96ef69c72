"""The shipped courses: what a learner may expect of each, beyond what the schema asks."""

import re
import struct
from itertools import chain

import pytest
from markdown_it import MarkdownIt

from courses import pack as course_pack
from courses.tasks import rubric, words
from tests.shipped import CONTENTS, DIALOGUES, READ, RULES

SHIPPED = {pack.slug: pack for pack in READ if pack.kind == "course"}
QUESTION_TYPES = {"single", "multiple", "ordering", "matching"}
READING_SPEED = 150  # words a minute, for people who read English as their second or third language


@pytest.fixture(scope="module", params=SHIPPED.values(), ids=SHIPPED)
def shipped(request):
    return request.param


@pytest.fixture(scope="module")
def course(shipped) -> course_pack.Course:
    return shipped.content


def test_a_course_is_shipped():
    assert {"official-online", "refresher", "supervisors", "moderators"} <= set(SHIPPED)


def test_hours_are_the_sum_of_the_minutes(course):
    minutes = sum(_minutes(module) for module in course.modules)

    assert course.hours * 60 == pytest.approx(minutes, rel=0.10)


def test_the_modules_of_a_long_course_are_a_path(course):
    on_it = [module for module in course.modules if module.enough is None]

    assert not on_it[0].requires
    assert course.hours < 3 or all(module.requires for module in on_it[1:])


def test_every_module_teaches_before_it_tests(course):
    for module in course.modules:
        kinds = [activity.type for activity in module.activities]
        if module.enough is None:
            assert kinds[0] == "lesson", module.slug
            assert 1 <= kinds.count("lesson") <= 5 and kinds.count("quiz") <= 1, module.slug


def test_a_module_with_a_coach_begins_its_scenarios_with_it(course):
    for module in course.modules:
        guided = [activity.guided for activity in module.activities if activity.type == "scenario"]

        assert guided == sorted(guided, reverse=True), module.slug


def test_every_scenario_activity_has_its_pack_and_is_played_once(course):
    slugs = [activity.slug for activity in _activities(course, "scenario")]

    assert len(set(slugs)) == len(slugs)
    assert set(slugs) <= set(CONTENTS)


def test_every_dialogue_activity_has_its_pack_and_can_be_left_out_by_who_has_no_class(course):
    dialogues = _activities(course, "dialogue")

    assert {dialogue.slug for dialogue in dialogues} <= set(DIALOGUES)
    assert all(dialogue.optional for dialogue in dialogues)


def test_lessons_are_short_enough_for_a_phone_and_long_enough_to_teach(course):
    for lesson in _teaching(course):
        length = len(re.findall(r"\w+(?:['’-]\w+)*", lesson.body))

        assert 350 <= length <= 750, lesson.slug
        assert length / READING_SPEED <= lesson.minutes <= 2.5 * length / READING_SPEED, lesson.slug


def test_every_lesson_names_its_sources(course):
    for lesson in _teaching(course):
        assert lesson.sources, lesson.slug
        assert all(source.checked_on.year >= 2026 for source in lesson.sources), lesson.slug


def test_what_a_lesson_says_the_press_reports_has_a_press_source(course):
    for lesson in _activities(course, "lesson"):
        if re.search(r"press (report|description)|newspaper|op-ed|by its own account", lesson.body, re.IGNORECASE):
            assert "press" in {source.certainty for source in lesson.sources}, lesson.slug


def test_what_a_lesson_calls_its_own_advice_is_listed_as_advice(course):
    for lesson in _activities(course, "lesson"):
        if re.search(r"\bour advice\b|this course's target", lesson.body, re.IGNORECASE):
            assert "advice" in {source.certainty for source in lesson.sources}, lesson.slug


def test_every_lesson_ends_with_something_to_check(course):
    for lesson in _teaching(course):
        last_section = lesson.body.rsplit("\n## ", 1)[-1]

        assert last_section.count("\n- ") >= 3, lesson.slug


def test_headings_start_at_the_second_level_and_html_is_not_used(course):
    for lesson in _activities(course, "lesson"):
        tokens = MarkdownIt("commonmark").parse(lesson.body)
        nested = list(chain.from_iterable(token.children or () for token in tokens))

        levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
        assert levels[0] == 2 and min(levels) == 2, lesson.slug
        assert {"html_block", "html_inline"}.isdisjoint(token.type for token in [*tokens, *nested]), lesson.slug


def test_pictures_exist_are_described_and_fit_a_phone(shipped):
    used = set()
    for lesson in _activities(shipped.content, "lesson"):
        for description, path in re.findall(r"!\[(.*?)\]\((.*?)\)", lesson.body):
            used.add(path)
            assert len(description) > 20, path

    assert used == set(shipped.files)
    for path in used:
        width, height = struct.unpack(">II", shipped.files[path][16:24])
        assert 600 <= width <= 1200 and height <= 900, path


def test_quizzes_are_of_a_size(course):
    for quiz in _activities(course, "quiz"):
        assert 5 <= len(quiz.questions) + sum(draw.count for draw in quiz.draws) <= 10, quiz.slug
        assert 60 <= quiz.pass_mark <= 70, quiz.slug


def test_every_task_can_be_done_as_its_author_would_and_says_how_it_is_marked(course):
    for task in _activities(course, "task"):
        assert task.words.least <= words.count(task.example) <= task.words.most, task.slug
        assert 3 <= len(task.rubric) <= 6 and 3 <= len(task.checklist) <= 6, task.slug
        assert rubric.score(task.rubric, {one.slug: one.levels[0].points for one in task.rubric}) == 100, task.slug
        for criterion in task.rubric:
            assert len({level.description for level in criterion.levels}) == len(criterion.levels), criterion.slug


def test_every_link_to_a_rule_or_an_office_leads_to_one(shipped):
    for slug, entry in re.findall(r"\]\(/rules/([a-z0-9-]+)/([a-z0-9-]+)", _everything(shipped)):
        assert entry in {each.slug for each in RULES[slug].entries}, (slug, entry)


def test_no_certainty_tags_of_the_notes_leak(shipped):
    assert re.findall(r"\[[VPMD](?:[ \]/])", _everything(shipped)) == []


def test_no_identity_or_telephone_number_is_a_real_one(shipped):
    digits = re.findall(r"\b\d{5}-?\d{7}-?\d\b|\b0?3\d{2}-?\d{7}\b", _everything(shipped))

    assert [number for number in digits if number.strip("0-") not in ("", "3")] == []


def _minutes(module):
    """Where so many activities are enough, as many of them as that, of middling length; nothing of what is optional."""
    minutes = [activity.minutes for activity in module.needed]
    return sum(minutes) if module.enough is None else module.enough * sum(minutes) / len(minutes)


def _teaching(course):
    """The lessons that teach; those that only ask to look back are short."""
    return [lesson for lesson in _activities(course, "lesson") if not lesson.reflection or len(lesson.body) > 1500]


def _activities(course, *types):
    every = [activity for module in course.modules for activity in module.activities]
    return [activity for activity in every if not types or activity.type in types]


def _of(questions, *types):
    return [question for quiz in _activities(course, "quiz") for question in quiz.questions if question.type in types]


def _everything(shipped):
    return shipped.canonical().decode()
