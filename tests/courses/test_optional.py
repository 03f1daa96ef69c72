"""Activities that may be left out, dialogues first of all: what counts, what comes next, what is told elsewhere."""

import pytest

from academy import packs, records
from academy.lti import picking, targets
from courses import lessons, pack, path, progress, quizzes, shown, telling
from courses.path import Lived
from courses.studio import plan
from tests import factories, pages
from tests.courses.conftest import COURSE, published
from tests.courses.reading import COURSE as READING
from tests.courses.reading import published as published_reading
from tests.courses.test_completion import CHECK, DRAIN, LESSON as READ, RIGHT
from tests.courses.test_path import DONE, LESSON, QUIZ, SCENARIO

LIVE = {"type": "dialogue", "slug": "live", "title": "Live", "minutes": 60, "optional": True}
DIALOGUE = "dialogue/two-windows"
HELD = """
          - type: dialogue
            slug: two-windows
            title: Two windows, live
            minutes: 60
            pass_mark: 50
            optional: true
"""


class Course:
    """A lesson and a dialogue that may be left out, then a quiz that waits for them; `enough` of the first module."""

    def __init__(self, live=LIVE, enough=None, further=()):
        first = {"slug": "first", "title": "First", "summary": "S", "activities": [LESSON, live, *further]}
        last = {"slug": "last", "title": "Last", "summary": "S", "requires": ["first"], "activities": [QUIZ]}
        self.modules = tuple(pack.Module.model_validate(each) for each in (first | {"enough": enough}, last))


def follow(course=None, **lived):
    names = {"read": "lesson/read", "check": "quiz/check", "live": "dialogue/live", "drain": "scenario/drain"}
    return path.follow(course or Course(), {names[key]: value for key, value in lived.items()})


def passed(score):
    return Lived(attempts=1, passed=True, score=score)


FAILED, UNDER_WAY = Lived(attempts=1, passed=False, score=20), Lived(attempts=1, under_way=True)


def test_what_is_optional_counts_neither_in_totals_nor_in_time_nor_in_the_score():
    fresh, held = follow(), follow(read=DONE, live=passed(90), check=passed(70))

    assert (fresh.total, fresh.done, fresh.minutes_left) == (2, 0, 15)
    assert (held.total, held.done, held.share, held.score) == (2, 2, 100, 70)


@pytest.mark.parametrize("live", [Lived(), UNDER_WAY, FAILED, Lived(attempts=1, awaiting=True)])
def test_whoever_never_passes_it_is_stopped_nowhere(live):
    done = follow(read=DONE, live=live, check=passed(70))

    assert follow(read=DONE, live=live).of("quiz/check").missing == ()
    assert done.complete and done.score == 70
    assert done.next is None


def test_without_optional_it_would_have_stopped_them():
    needed = Course(live=LIVE | {"optional": False})

    assert [module.title for module in follow(needed, read=DONE).of("quiz/check").missing] == ["First"]
    assert not follow(needed, read=DONE, check=passed(70)).complete


@pytest.mark.parametrize("live", [Lived(), UNDER_WAY, FAILED])
def test_nothing_but_its_place_in_the_course_leads_to_it(live):
    progress = follow(read=DONE, live=live)

    assert progress.next.name == "quiz/check"
    assert progress.after("lesson/read").name == "quiz/check"
    assert progress.neighbours("lesson/read")[0].name == "dialogue/live"


def test_where_something_has_to_come_first_it_is_locked_like_the_rest():
    course = Course()
    course.modules = (
        course.modules[0],
        course.modules[1].model_copy(update={"activities": course.modules[0].activities}),
    )

    assert [each.state for each in path.follow(course, {}).standings[2:]] == ["locked", "locked"]


def test_beside_a_choice_it_is_no_part_of_the_choice():
    course = Course(enough=1, further=[SCENARIO])

    chosen = follow(course, live=passed(100))
    assert chosen.total == 2 and [each.name for each in chosen.counting] == ["lesson/read", "quiz/check"]
    assert chosen.of("quiz/check").missing
    assert chosen.choice(chosen.next) and follow(course, live=UNDER_WAY).choice(follow(course).next)
    assert not follow(course, live=passed(100), drain=passed(60)).of("quiz/check").missing


def test_a_preview_of_what_is_optional_alone_can_be_drawn():
    course = Course()
    course.modules = (pack.Module(slug="m", title="M", summary="S", activities=(LIVE,)),)
    empty = path.follow(course, {}, free=True)

    assert (empty.total, empty.share, empty.complete) == (0, 0, False)


# What is checked of a pack


def problems(*changes):
    text = COURSE + HELD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    try:
        published(text=text)
    except packs.PackError as error:
        return [each.message for each in error.findings]
    return []


def test_a_dialogue_is_an_activity_like_others(session):
    assert problems() == []
    assert problems(("optional: true", "guided: true")) != []
    assert problems(("slug: two-windows", "slug: Two windows")) != []


@pytest.mark.parametrize("optional", ["true", "false"])
def test_a_module_has_something_that_is_needed(session, optional):
    found = problems(("title: The drain", f"title: The drain\n            optional: {optional}"))

    assert found == (["a module has at least one activity that is not optional"] if optional == "true" else [])


@pytest.mark.parametrize(("enough", "sound"), [(1, True), (2, False), (3, False)])
def test_enough_is_less_than_what_is_needed(session, enough, sound):
    try:
        published_reading(text=READING.replace("enough: 1", f"enough: {enough}") + HELD)
        found = []
    except packs.PackError as error:
        found = [each.message for each in error.findings]

    assert found == ([] if sound else ["enough is less than the number of activities that are not optional"])


def test_a_pack_from_before_keeps_its_digest(session):
    plain, spelt = published(), published(text=COURSE + "            optional: false\n")

    assert plain.digest == spelt.digest


# In the house


@pytest.fixture
def enrolment(request_context):
    published(text=COURSE + HELD)
    made = factories.enrolment(course="small")
    lessons.finish(made, READ)
    quizzes.submit(quizzes.start(made, CHECK), RIGHT)
    return made


def record(enrolment, activity, score, passed, attempt=1):
    return records.record(enrolment, activity, attempt=attempt, edition=enrolment.edition, score=score, passed=passed)


def test_the_course_page_says_that_it_is_optional_and_leads_on_to_what_is_not(client, enrolment):
    page = client.sign_in(enrolment.person).get("/courses/small")

    assert "2 of 3" in page.text
    assert "Dialogue · 60 minutes · optional" in page.text
    assert 'href="/courses/small/dialogue/two-windows"' in page.text
    assert "Continue: The drain" in page.text


def test_a_dialogue_is_held_in_its_own_part_of_the_house(client, enrolment):
    factories.dialogue()
    client.sign_in(enrolment.person)

    answer = client.get("/courses/small/dialogue/two-windows")

    assert answer.location == "/sittings/start/small/two-windows"
    assert "Two windows" in client.get(answer.location).text
    assert client.get("/courses/small/dialogue/drain").status_code == 404


def test_a_dialogue_that_is_locked_says_what_comes_first(client, course):
    published(text=COURSE + HELD)
    learner = client.sign_in(factories.enrolment(course="small").person)

    answer = learner.get("/courses/small/dialogue/two-windows")

    assert answer.status_code == 403
    assert "Finish first: First things" in answer.text


@pytest.mark.parametrize("role", ["instructor", "administrator"])
def test_staff_are_led_to_where_sittings_are_planned(client, session, role):
    published(text=COURSE + HELD)
    client.sign_in(factories.person(role))

    answer = client.get("/courses/small/dialogue/two-windows")

    assert answer.location == "/sittings/"
    assert client.get(answer.location).status_code == 200


def test_a_course_is_completed_without_it_in_all_that_is_told_of_it(enrolment):
    record(enrolment, DIALOGUE, 30, False)
    before = enrolment.completed_at, targets.shelf().standing(enrolment, "module/second").passed
    record(enrolment, DRAIN, 70, True)

    shelf = targets.shelf()
    _begun, *turns = telling.Courses().milestones(enrolment, records.results_of(enrolment))
    assert before == (None, None)
    assert enrolment.completed_at and enrolment.score == 85
    assert (shelf.standing(enrolment, "").passed, shelf.standing(enrolment, "").score) == (True, 85)
    assert (shelf.standing(enrolment, DIALOGUE).passed, shelf.standing(enrolment, DIALOGUE).score) == (False, 30)
    assert [(turn.verb, turn.score and turn.score.raw) for turn in turns] == [("completed", None), ("passed", 85)]


def test_a_class_that_sits_after_the_end_reopens_nothing(enrolment):
    record(enrolment, DRAIN, 70, True)
    completed_at = enrolment.completed_at
    record(enrolment, DIALOGUE, 20, False)
    record(enrolment, DIALOGUE, 95, True, attempt=2)

    assert (enrolment.completed_at, enrolment.score) == (completed_at, 85)
    assert progress.of(enrolment).of(DIALOGUE).lived.score == 95


def test_its_terms_are_those_of_the_course(enrolment):
    terms = records.terms_of(enrolment, DIALOGUE)

    assert (terms.title, terms.pass_mark, terms.attempts, terms.allowed) == ("Two windows, live", 50, 0, True)


def test_its_pass_mark_is_not_that_of_the_course(enrolment):
    assert progress.facts(enrolment.edition).pass_mark == 60
    assert telling.Courses().unit("small").mastery == 0.6


def test_learning_platforms_can_link_to_it_and_are_told_the_time_without_it(client, enrolment):
    shelf = targets.shelf()
    target = shelf.find("small", DIALOGUE)

    assert (target.kind, target.title, target.minutes, target.attempts) == ("dialogue", "Two windows, live", 60, 0)
    assert shelf.find("small", "module/second").minutes == 20
    assert shelf.address("small", DIALOGUE) == "/courses/small/dialogue/two-windows"
    assert shelf.covers(enrolment, "module/second", DIALOGUE)
    found = picking.tree("dialogue live", [])
    assert [branch.kind for course in found for module in course.inside for branch in module.inside] == ["Dialogue"]


def test_a_record_store_hears_of_a_simulation(enrolment):
    assert telling.Courses().place(enrolment, DIALOGUE).activity.kind == "simulation"


def test_a_dialogue_shows_a_competency(request_context):
    text = READING + HELD.rstrip() + "\n            objectives: [referral/does]\n"
    edition = published_reading(text=text)
    enrolment = factories.enrolment(course="reading")
    records.start(enrolment, edition)
    record(enrolment, DIALOGUE, 80, True)

    found = shown.of(enrolment, edition, progress.of(enrolment))
    (seen,) = [one for _mapped, inside in found for one in inside if one.objective.slug == "referral/does"]
    assert seen.state == "shown"
    assert [(piece.kind, piece.earned, piece.asked) for piece in seen.pieces] == [("dialogues", 0.8, 1)]
    assert [each.type for each in seen.objective.examined] == ["dialogue"]


def test_the_competency_map_names_it(client, request_context):
    text = READING + HELD.rstrip() + "\n            objectives: [referral/does]\n"
    edition = published_reading(text=text)
    enrolment = factories.enrolment(course="reading")
    records.start(enrolment, edition)
    record(enrolment, DIALOGUE, 80, True)

    page = pages.opened(client.sign_in(enrolment.person), "/courses/reading/competencies")
    assert "Dialogue: Two windows, live" in page.words
    assert "/courses/reading/dialogue/two-windows" in page.links
    assert "Dialogues: 80 %" in page.words


def test_the_studio_adds_up_what_is_needed():
    activities = [{"type": "lesson", "minutes": 10}, {"type": "dialogue", "minutes": 60, "optional": True}]
    found = plan.of({"modules": [{"slug": "first", "activities": activities}]})

    assert found.minutes == 10
    assert found.steps[0].types == ("lesson", "dialogue")
