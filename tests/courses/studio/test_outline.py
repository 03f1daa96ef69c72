"""The editor of courses: fields have words, entries names that last, and problems stand where they can be mended."""

from typing import get_args

import pytest

from academy import cohorts
from academy.packs.parts import Part
from academy.studio import drafts, publishing
from courses.pack import Course
from courses.studio import outline
from courses.studio.outline import OUTLINE
from tests import factories, pages

BLANKS = ["lesson", "quiz", "task", "scenario/street", "dialogue/two-windows"]


def parts_of(annotation):
    """Every part that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
        for info in annotation.model_fields.values():
            yield from parts_of(info.annotation)
    for inner in get_args(annotation):
        yield from parts_of(inner)


def test_every_field_of_a_course_has_words_for_its_author():
    listed = {"modules", "activities", "questions", "rubric"}  # these have pages of their own
    silent = [
        f"{part.__name__}.{name}"
        for part in set(parts_of(Course))
        for name in set(part.model_fields) - listed - {"slug", "type"}
        if not str(OUTLINE.words.get(part, {}).get(name, ""))
    ]

    assert not silent


def test_a_course_is_written_from_nothing_and_published(desk, author, session):
    factories.scenario()
    made = desk.post("/studio/new/course", data={"title": "From nothing", "rules": "land"}).location.rstrip("/")

    def add(place, **entry):
        return desk.post(f"{made}/add/{place}", data=entry).location

    def fill(address, **fields):
        assert desk.post(address, data=pages.opened(desk, address).form(address).filled(**fields)).status_code == 302

    fill(f"{made}/edit/about", code="FN-1", summary="Short.", competencies="Writes\nReads", hours="1")
    fill(add("modules", called="Basics"), title="The basics", summary="First.")
    fill(add("modules/basics/activities", called="Read me", kind="lesson"), body="## Hello", minutes="10")
    quiz = add("modules/basics/activities", called="Check", kind="quiz")
    answers = {"options-0-text": "Yes", "options-0-right": "y", "options-0-feedback": "Right."}
    question = add("modules/basics/activities/quiz.check/questions", called="Is it so?", kind="single")
    fill(question, **answers)
    fill(question, **{"options-1-text": "No", "options-1-feedback": "It is."})
    add("modules/basics/activities", called="On the street", kind="scenario/street")
    fill(quiz, pass_mark="70", attempts="2")

    draft = session.get(drafts.Draft, int(made.rpartition("/")[2]))
    content, problems = publishing.problems_of(draft)
    assert problems == []
    assert [each.type for each in content.modules[0].activities] == ["lesson", "quiz", "scenario"]
    assert content.modules[0].activities[2].slug == "street"
    assert content.modules[0].activities[1].questions[0].options[0].right
    edition = publishing.publish(author, draft, drafts.newest(draft).digest, "New")
    assert edition.title == "From nothing"


def test_a_task_is_written_with_the_rubric_that_it_is_marked_by(desk, draft, save, document):
    task = "modules/second/activities/task.charter"
    desk.post(f"/studio/{draft.id}/add/modules/second/activities", data={"called": "Charter", "kind": "task"})
    desk.post(f"/studio/{draft.id}/add/{task}/rubric", data={"called": "Says who answers"})
    save(task, brief="Write the charter.", **{"words-least": "50", "words-most": "200"})
    levels = [
        {"points": 2, "label": "Complete", "description": "All."},
        {"points": 2, "label": "In part", "description": "Some."},
    ]
    for number, level in enumerate(levels):
        wrong = save(
            f"{task}/rubric/says-who-answers", **{f"levels-{number}-{name}": value for name, value in level.items()}
        )
    right = save(f"{task}/rubric/says-who-answers", **{"levels-1-points": "0"})

    assert "each with fewer points than the one before" in wrong.words
    assert "to mend" not in right.words
    assert document()["modules"][1]["activities"][1]["words"] == {"least": 50, "most": 200}
    assert "to mend" not in pages.opened(desk, f"/studio/{draft.id}/edit/modules").words


def arranged(desk, address, do):
    """Press a button of a list as its page shows it."""
    form = pages.opened(desk, address.replace("/arrange/", "/edit/")).form(address)
    assert desk.post(address, data=form.filled(do=do)).status_code == 302


@pytest.mark.parametrize("kind", BLANKS)
def test_whatever_is_begun_has_a_page_that_says_what_is_missing(desk, draft, kind):
    factories.scenario()
    factories.dialogue()
    made = desk.post(f"/studio/{draft.id}/add/modules/second/activities", data={"called": "Begun", "kind": kind})

    page = pages.opened(desk, made.location)

    assert ("Still to fill in" in page.words or "to mend" in page.words) == ("/" not in kind)
    assert not page.all("p", **{"class": "field__error"})


def test_no_two_activities_of_a_course_are_called_the_same(desk, draft, document):
    answer = desk.post(
        f"/studio/{draft.id}/add/modules/second/activities", data={"called": "Read me", "kind": "lesson"}
    )

    assert answer.status_code == 400
    assert "one of this name already" in answer.text
    arranged(desk, f"/studio/{draft.id}/arrange/modules/first/activities", "copy/lesson.read-me")
    desk.post(f"/studio/{draft.id}/add/modules/second/activities", data={"called": "Read me 2", "kind": "lesson"})
    assert [each["slug"] for each in document()["modules"][1]["activities"]] == ["drain"]


def test_no_two_questions_of_a_quiz_are_called_the_same_whatever_their_kind(desk, draft):
    address = f"/studio/{draft.id}/add/modules/first/activities/quiz.check/questions"

    assert desk.post(address, data={"called": "One", "kind": "ordering"}).status_code == 400


def test_only_earlier_modules_can_be_required(desk, draft, save):
    third = desk.post(f"/studio/{draft.id}/add/modules", data={"called": "Third"}).location

    offered = [box["value"] for box in pages.opened(desk, third).all("input", type="checkbox", name="requires")]
    first = pages.opened(desk, f"/studio/{draft.id}/edit/modules/first")

    assert offered == ["first", "second"]
    assert not first.all("input", name="requires")
    assert "nothing has to be finished before it" in first.words


def test_a_module_that_is_moved_before_what_it_requires_is_told_of(desk, draft):
    arranged(desk, f"/studio/{draft.id}/arrange/modules", "up/second")

    path = pages.opened(desk, f"/studio/{draft.id}/edit/modules").words
    told = pages.opened(desk, f"/studio/{draft.id}/edit/modules/second").words

    assert "Not all of them come before it." in path
    assert "no module before this one" in told


def test_hours_that_the_activities_do_not_take_are_pointed_out(desk, draft, save):
    as_it_is = pages.opened(desk, f"/studio/{draft.id}/edit/about").words

    agreeing = save("about", hours="0.6").words

    assert "that are not optional take 35 minutes, which is 0.6 hours" in as_it_is
    assert "not what the certificate will say" in as_it_is
    assert "not what the certificate will say" not in agreeing


def test_an_author_reads_no_word_of_how_packs_are_made(desk, draft):
    activities = "modules/first/activities"
    questions = [f"{activities}/quiz.check/questions/{slug}" for slug in ("one", "order", "match")]
    places = ["about", "modules", "modules/second", activities, f"{activities}/lesson.read-me", *questions]
    seen = [pages.opened(desk, f"/studio/{draft.id}/edit/{place}").words.lower() for place in places]

    assert not [word for text in seen for word in ("yaml", "json", "slug", "schema") if word in text]


def test_kinds_of_activities_name_the_scenarios_that_can_be_played(app, session):
    factories.scenario()
    with app.test_request_context():
        kinds = outline.kinds_of_activities()

    assert "scenario/street" in [value for group in kinds.values() for value, _label in group]


def test_kinds_of_activities_name_the_dialogues_that_a_class_can_hold(app, session):
    with app.test_request_context():
        before = outline.kinds_of_activities()
        factories.dialogue()
        after = outline.kinds_of_activities()

    assert "A published dialogue to hold with a class" not in before
    assert after["A published dialogue to hold with a class"] == [("dialogue/two-windows", "Two windows")]


def test_a_dialogue_begins_as_optional_and_has_the_fields_of_what_is_played(desk, draft, document):
    factories.dialogue()
    made = desk.post(
        f"/studio/{draft.id}/add/modules/second/activities", data={"called": "Live", "kind": "dialogue/two-windows"}
    )

    page = pages.opened(desk, made.location)
    path = pages.opened(desk, f"/studio/{draft.id}/edit/modules/second/activities").words
    assert made.location.endswith("/edit/modules/second/activities/dialogue.two-windows")
    assert document()["modules"][1]["activities"][1] == {
        **{"type": "dialogue", "slug": "two-windows", "title": "Live", "minutes": 60, "optional": True}
    }
    assert "A class holds: Two windows" in page.words and "Hold another dialogue instead" in page.words
    assert ["checked" in box for box in page.all("input", type="checkbox", name="optional")] == [True]
    assert "Dialogue · 60 minutes · optional" in path
    assert publishing.problems_of(draft)[1] == []


def test_a_module_needs_something_that_is_not_optional(desk, draft, save):
    told = save("modules/second/activities/scenario.drain", optional="y")

    module = pages.opened(desk, f"/studio/{draft.id}/edit/modules/second/activities").words
    assert "to mend" not in told.words
    assert "at least one activity that is not optional" in module


def test_what_is_optional_takes_no_hours(desk, draft, save):
    save("modules/first/activities/quiz.check", optional="y")

    about = pages.opened(desk, f"/studio/{draft.id}/edit/about").words
    assert "that are not optional take 25 minutes" in about


def test_whoever_has_published_a_course_gives_it_to_a_cohort(desk, author, draft):
    batch = factories.cohort(name="Batch A")
    cohorts.entrust(None, batch, [author])
    form = pages.opened(desk, f"/studio/{draft.id}/publish").form(f"/studio/{draft.id}/publish")

    answer = desk.post(form.action, data=form.filled(note="The same again"))

    assert answer.location == f"/cohorts/give/{draft.slug}"
    page = pages.opened(desk, answer.location)
    assert "is published" in page.words and "Batch A" in page.words
    assert answer.location in pages.opened(desk, "/studio/").links
