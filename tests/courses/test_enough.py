"""Modules of which some activities are enough: what counts, what comes next, what is told elsewhere."""

import pytest

from academy import records
from academy.lti import targets
from courses import pack, path, progress, telling
from courses.path import Lived
from courses.studio import plan
from tests import factories
from tests.courses.reading import COURSE, DRAIN, LOOK_BACK, STREET, open_second, published
from tests.courses.test_path import DONE, LESSON, QUIZ, SCENARIO

SHORT = SCENARIO | {"slug": "short", "title": "Short", "minutes": 10}
MIDDLE = SCENARIO | {"slug": "middle", "title": "Middle", "minutes": 15}


def passed(score):
    return Lived(attempts=1, passed=True, score=score)


FAILED = Lived(attempts=1, passed=False, score=20)


class Course:
    """A lesson, then three scenarios of which `enough` are, then a quiz that waits for them."""

    def __init__(self, enough=1):
        first = {"slug": "first", "title": "First", "summary": "S", "activities": [LESSON]}
        choice = {
            **{"slug": "choice", "title": "Choice", "summary": "S", "enough": enough},
            "activities": [SCENARIO, SHORT, MIDDLE],
        }
        last = {"slug": "last", "title": "Last", "summary": "S", "requires": ["choice"], "activities": [QUIZ]}
        self.modules = tuple(pack.Module.model_validate(each) for each in (first, choice, last))


def follow(enough=1, **lived):
    names = {"read": "lesson/read", "check": "quiz/check"}
    return path.follow(Course(enough), {names.get(key, f"scenario/{key}"): value for key, value in lived.items()})


def test_the_course_counts_as_many_of_them_as_are_enough():
    fresh, over = follow(), follow(read=DONE, short=passed(80), middle=passed(90), check=passed(70))

    assert (fresh.total, fresh.done, fresh.minutes_left) == (3, 0, 5 + 10 + 10)
    assert (over.total, over.done, over.complete, over.share) == (3, 3, True, 100)


def test_one_that_is_passed_opens_what_comes_after_and_one_that_failed_does_not():
    assert follow(short=passed(80)).of("quiz/check").missing == ()
    assert [module.title for module in follow(short=FAILED).of("quiz/check").missing] == ["Choice"]
    assert [module.title for module in follow(2, short=passed(80)).of("quiz/check").missing] == ["Choice"]


def test_the_best_of_them_counts_and_what_failed_beside_it_lowers_nothing():
    assert follow(short=passed(80), middle=FAILED).score == 80
    assert follow(short=passed(60), drain=passed(90)).score == 90
    assert follow(2, short=passed(60), drain=passed(90), middle=passed(70)).score == 80
    assert follow(short=FAILED).score == 20


def test_what_waits_for_review_with_a_pass_is_enough_to_go_on_and_completes_nothing():
    hoped = follow(read=DONE, short=Lived(attempts=1, awaiting=True, hoped=True), middle=FAILED, check=passed(70))

    assert hoped.of("quiz/check").missing == ()
    assert (hoped.done, hoped.complete) == (2, False)


def test_nothing_more_is_asked_for_once_enough_is_done():
    progress = follow(read=DONE, short=passed(80), middle=FAILED)

    assert progress.next.name == "quiz/check"
    assert progress.after("scenario/short").name == "quiz/check"
    assert follow(read=DONE, short=passed(80), middle=Lived(attempts=2, under_way=True)).next.name == "scenario/middle"


def test_before_that_there_is_a_choice_until_one_is_under_way():
    open_, chosen = follow(read=DONE), follow(read=DONE, short=Lived(attempts=1, under_way=True))

    assert open_.next.module.slug == "choice" and open_.choice(open_.next)
    assert chosen.next.name == "scenario/short" and not chosen.choice(chosen.next)
    assert not follow().choice(follow().next)


@pytest.mark.parametrize("enough", [2, 3])
def test_enough_is_less_than_all(session, enough):
    with pytest.raises(Exception, match="enough is less than the number of activities"):
        published(text=COURSE.replace("enough: 1", f"enough: {enough}"))


# In the house


@pytest.fixture
def enrolment(request_context):
    published()
    made = factories.enrolment(course="reading")
    open_second(made)
    return made


def play(enrolment, activity, score, passed):
    return records.record(enrolment, activity, attempt=1, edition=enrolment.edition, score=score, passed=passed)


def test_the_page_says_that_one_may_choose_and_leads_there(client, enrolment):
    page = client.sign_in(enrolment.person).get("/courses/reading")

    assert "Choose at least one of these" in page.text
    assert "Choose: Second things" in page.text
    assert 'href="/courses/reading#module-second"' in page.text
    assert "2 of 3" in page.text
    assert "with a coach" in page.text


def test_one_pass_completes_the_course_in_all_that_is_told_of_it(enrolment):
    play(enrolment, DRAIN, 20, False)
    before = enrolment.completed_at, targets.shelf().standing(enrolment, "module/second").passed
    play(enrolment, STREET, 80, True)

    results = records.results_of(enrolment)
    shelf = targets.shelf()
    begun, *turns = telling.Courses().milestones(enrolment, results)
    assert before == (None, None)
    assert enrolment.completed_at and enrolment.score == 90
    assert shelf.standing(enrolment, "module/second").score == 80
    assert (shelf.standing(enrolment, "").passed, shelf.standing(enrolment, "").score) == (True, 90)
    assert [(turn.verb, turn.score and turn.score.raw) for turn in turns] == [("completed", None), ("passed", 90)]


@pytest.mark.parametrize("enough, minutes", [(1, 10), (2, 30), (None, 60), ("many", 60)])
def test_the_studio_adds_up_the_shortest_way(enough, minutes):
    activities = [{"type": "scenario", "slug": str(each), "minutes": each} for each in (30, 10, 20)]

    found = plan.of({"modules": [{"slug": "choice", "enough": enough, "activities": activities}]})
    assert found.minutes == minutes


def test_a_module_to_link_to_takes_as_long_as_its_shortest_way(session):
    published()
    target = targets.shelf().find("reading", "module/second")

    assert target.minutes == 20


def test_progress_is_told_of_what_counts(enrolment):
    play(enrolment, DRAIN, 70, True)

    found = progress.of(enrolment)
    assert (found.done, found.total, found.complete) == (3, 3, True)
    assert found.of(LOOK_BACK).state == "passed"
