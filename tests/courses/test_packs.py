"""The shipped courses: what a learner may expect of each, beyond what the schema asks."""

import re
import struct
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import courses.feature
from academy import packs
from academy.rules import pack as rules_pack
from courses import pack as course_pack
from courses.tasks import rubric, words

ROOT = Path(courses.feature.__file__).parents[1]
SHIPPED = sorted(path.parent for path in (ROOT / "courses" / "packs").glob("*/pack.yaml"))
SCENARIOS = ROOT / "scenarios" / "packs"
QUESTION_TYPES = {"single", "multiple", "ordering", "matching"}
READING_SPEED = 150  # words a minute, for people who read English as their second or third language

packs.register(packs.Kind("rules", rules_pack.Rules, ROOT / "academy" / "rules" / "packs", rules_pack.check))


@pytest.fixture(scope="module", params=SHIPPED, ids=lambda path: path.name)
def shipped(request):
    return packs.read(request.param, _rules)


@pytest.fixture(scope="module")
def course(shipped) -> course_pack.Course:
    return shipped.content


def test_a_course_is_shipped():
    assert "official-online" in [path.name for path in SHIPPED]


def test_hours_are_the_sum_of_the_minutes(course):
    minutes = sum(activity.minutes for activity in _activities(course))

    assert course.hours * 60 == pytest.approx(minutes, rel=0.10)


def test_every_module_but_the_first_waits_for_another(course):
    assert [bool(module.requires) for module in course.modules] == [False] + [True] * (len(course.modules) - 1)


def test_every_module_teaches_before_it_tests(course):
    for module in course.modules:
        kinds = [activity.type for activity in module.activities]

        assert kinds == sorted(kinds, key=["lesson", "quiz", "scenario", "task"].index)
        assert 2 <= kinds.count("lesson") <= 4
        assert kinds.count("quiz") == 1


def test_every_scenario_activity_has_its_pack_and_is_played_once(course):
    slugs = [activity.slug for activity in _activities(course, "scenario")]

    assert slugs and len(set(slugs)) == len(slugs)
    assert [slug for slug in slugs if not (SCENARIOS / slug / "pack.yaml").is_file()] == []


def test_lessons_are_short_enough_for_a_phone_and_long_enough_to_teach(course):
    for lesson in _activities(course, "lesson"):
        length = len(re.findall(r"\w+(?:['’-]\w+)*", lesson.body))

        assert 350 <= length <= 750, lesson.slug
        assert length / READING_SPEED <= lesson.minutes <= 2.5 * length / READING_SPEED, lesson.slug


def test_every_lesson_names_its_sources(course):
    for lesson in _activities(course, "lesson"):
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
    for lesson in _activities(course, "lesson"):
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


def test_quizzes_are_of_a_size_and_ask_in_every_way(course):
    for quiz in _activities(course, "quiz"):
        assert 5 <= len(quiz.questions) <= 7, quiz.slug
        assert {question.type for question in quiz.questions} == QUESTION_TYPES, quiz.slug
        assert 60 <= quiz.pass_mark <= 70, quiz.slug


def test_choice_questions_have_real_distractors(course):
    for question in _questions(course, "single", "multiple"):
        texts = [option.text for option in question.options]

        assert len(texts) >= 4 and len(set(texts)) == len(texts), question.slug
        assert not any(re.search(r"(all|none) of the above", text, re.IGNORECASE) for text in texts), question.slug


def test_no_feedback_is_a_mere_verdict(course):
    for slug, feedback in _feedback(course):
        assert len(feedback.split()) >= 5, (slug, feedback)


def test_no_feedback_is_given_twice(course):
    repeated = [text for text, times in Counter(text for _, text in _feedback(course)).items() if times > 1]

    assert repeated == []


def test_the_right_answer_is_not_given_away_by_its_length(course):
    longest = [_right_is_longest(question) for question in _questions(course, "single")]

    assert sum(longest) <= len(longest) / 3


def test_the_right_answer_stands_in_every_place(course):
    asked = _questions(course, "single")
    places = Counter([option.right for option in question.options].index(True) for question in asked)

    assert set(places) >= {0, 1, 2, 3}
    assert max(places.values()) <= places.total() / 2


def test_matching_offers_more_types_than_it_uses(course):
    for question in _questions(course, "matching"):
        assert len(question.choices) > len({pair.triage for pair in question.pairs}), question.slug


def test_the_matching_posts_cover_most_triage_types(course):
    seen = {pair.triage for question in _questions(course, "matching") for pair in question.pairs}

    assert len(seen) >= 12


def test_every_task_can_be_done_as_its_author_would_and_says_how_it_is_marked(course):
    for task in _activities(course, "task"):
        assert task.words.least <= words.count(task.example) <= task.words.most, task.slug
        assert 3 <= len(task.rubric) <= 6 and 3 <= len(task.checklist) <= 6, task.slug
        assert rubric.score(task.rubric, {one.slug: one.levels[0].points for one in task.rubric}) == 100, task.slug
        for criterion in task.rubric:
            assert len({level.description for level in criterion.levels}) == len(criterion.levels), criterion.slug


def test_no_certainty_tags_of_the_notes_leak(shipped):
    assert re.findall(r"\[[VPMD](?:[ \]/])", _everything(shipped)) == []


def test_no_identity_or_telephone_number_is_a_real_one(shipped):
    digits = re.findall(r"\b\d{5}-?\d{7}-?\d\b|\b0?3\d{2}-?\d{7}\b", _everything(shipped))

    assert [number for number in digits if number.strip("0-") not in ("", "3")] == []


def _rules(slug):
    return packs.read(ROOT / "academy" / "rules" / "packs" / slug).content


def _activities(course, *types):
    every = [activity for module in course.modules for activity in module.activities]
    return [activity for activity in every if not types or activity.type in types]


def _questions(course, *types):
    return [question for quiz in _activities(course, "quiz") for question in quiz.questions if question.type in types]


def _feedback(course):
    for question in _questions(course, *QUESTION_TYPES):
        parts = getattr(question, "options", ()) or getattr(question, "pairs", ()) or (question,)
        yield from ((question.slug, part.feedback) for part in parts)


def _right_is_longest(question):
    right = next(option for option in question.options if option.right)
    return all(len(right.text) > len(option.text) for option in question.options if option is not right)


def _everything(shipped):
    return shipped.canonical().decode()
