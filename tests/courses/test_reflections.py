"""What learners write for themselves at the end of a lesson: kept, theirs alone, never lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock, cohorts, records
from academy.db import db
from courses.models import LessonReflection
from tests import factories
from tests.courses.reading import LOOK_BACK, published

LESSON = "/courses/reading/lesson/look-back"
KEEP = f"{LESSON}/reflection"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def enrolment(session):
    published()
    return factories.enrolment(course="reading")


@pytest.fixture
def page(client, enrolment):
    """The learner's browser."""
    return client.sign_in(enrolment.person)


def kept():
    rows = db.session.scalars(sa.select(LessonReflection).order_by(LessonReflection.prompt))
    return {row.prompt: (row.text, row.version) for row in rows}


def form(version=0, **texts):
    typed = {f"reflection-{slug}": text for slug, text in texts.items()}
    return typed | {f"version-{slug}": version for slug in texts}


def test_the_questions_stand_below_the_lesson_and_say_who_reads_the_answers(page):
    shown = page.get(LESSON).text

    assert "What did you answer yesterday?" in shown and "What will you answer tomorrow?" in shown
    assert "Only you can read what you write here" in shown


def test_words_are_kept_by_a_button_and_stand_there_again(page, enrolment):
    answer = page.post(KEEP, data=form(yesterday="I asked\r\nfor a date.", tomorrow=""))

    assert answer.location.endswith(f"{LESSON}#reflection")
    assert kept() == {"yesterday": ("I asked\nfor a date.", 1)}
    assert "for a date." in page.get(LESSON).text
    assert records.pinned(enrolment, LOOK_BACK)


def test_the_same_words_twice_are_kept_once(page):
    page.post(KEEP, data=form(yesterday="A date."))
    page.post(KEEP, data=form(1, yesterday="A date."))
    page.post(KEEP, data=form(1, yesterday="Another."))
    page.post(KEEP, data=form(2, yesterday=""))

    assert kept() == {"yesterday": ("", 3)}


def test_finishing_the_lesson_keeps_what_is_typed(page):
    page.post(LESSON, data=form(yesterday="A date."))

    assert kept() == {"yesterday": ("A date.", 1)}
    assert "You have finished this lesson." in page.get(LESSON).text


def test_finishing_without_a_word_keeps_nothing(page):
    page.post(LESSON, data=form(yesterday="", tomorrow=""))

    assert kept() == {}
    assert "You have finished this lesson." in page.get(LESSON).text


def test_one_can_write_on_after_the_lesson_is_finished(page):
    page.post(LESSON)
    page.post(KEEP, data=form(yesterday="Later."))

    assert kept() == {"yesterday": ("Later.", 1)}
    assert "Keep what I wrote" in page.get(LESSON).text


def test_a_script_keeps_one_question_at_a_time_and_hears_the_version(page):
    first = page.post(KEEP, data=form(yesterday="One."), headers=SCRIPT).json
    second = page.post(KEEP, data=form(1, yesterday="One. Two."), headers=SCRIPT).json

    assert (first, second) == ({"version": 1, "other": None}, {"version": 2, "other": None})
    assert kept() == {"yesterday": ("One. Two.", 2)}


def test_words_of_another_page_are_given_back_and_not_replaced(page):
    page.post(KEEP, data=form(yesterday="Written on the telephone."), headers=SCRIPT)
    told = page.post(KEEP, data=form(yesterday="Written at the desk."), headers=SCRIPT).json

    assert told == {"version": 1, "other": "Written on the telephone."}
    assert kept() == {"yesterday": ("Written on the telephone.", 1)}


@pytest.mark.parametrize("address", [KEEP, LESSON])
def test_without_a_script_both_texts_are_shown_and_the_next_one_is_chosen(page, address):
    page.post(KEEP, data=form(yesterday="Written on the telephone."))
    refused = page.post(address, data=form(yesterday="Written at the desk.", tomorrow="More."))

    assert refused.status_code == 409
    for words in ("Written on the telephone.", "Written at the desk.", "More."):
        assert words in refused.text
    assert 'name="version-yesterday" value="1"' in refused.text
    page.post(KEEP, data=form(1, yesterday="Written at the desk."))
    assert kept() == {"yesterday": ("Written at the desk.", 2)}


def test_what_is_too_long_is_shown_again_and_nothing_is_lost(page):
    long = "a" * 4001
    refused = page.post(LESSON, data=form(yesterday=long, tomorrow="Short."))

    assert refused.status_code == 400
    assert long in refused.text and "Short." in refused.text
    assert "At most 4000 characters can be kept" in refused.text
    assert page.post(KEEP, data=form(yesterday=long), headers=SCRIPT).status_code == 400
    assert kept() == {}


def test_the_longest_text_is_kept_whatever_its_letters(page):
    page.post(KEEP, data=form(yesterday="آ😀" * 2000))

    assert len(kept()["yesterday"][0]) == 4000


def test_after_the_course_closed_who_has_begun_writes_on_and_finishes(page, enrolment):
    page.post(KEEP, data=form(yesterday="In time."))
    enrolment.cohort_id = factories.cohort().id
    cohorts.assign(None, db.session.get(cohorts.models.Cohort, enrolment.cohort_id), "reading", closes_on=yesterday())

    page.post(KEEP, data=form(1, yesterday="In time. And after."))
    page.post(LESSON)

    assert kept() == {"yesterday": ("In time. And after.", 2)}
    assert "You have finished this lesson." in page.get(LESSON).text


def test_after_the_course_closed_nothing_is_begun_and_what_was_typed_comes_back(page, enrolment):
    enrolment.cohort_id = factories.cohort().id
    cohorts.assign(None, db.session.get(cohorts.models.Cohort, enrolment.cohort_id), "reading", closes_on=yesterday())

    shown, refused = page.get(LESSON), page.post(KEEP, data=form(yesterday="Too late."))

    assert "<textarea" not in shown.text and "What did you answer yesterday?" in shown.text
    assert refused.status_code == 403 and "Too late." in refused.text
    assert kept() == {}


def yesterday():
    return clock.today() - timedelta(days=1)


def test_nobody_else_reads_them(client, page, enrolment):
    page.post(KEEP, data=form(yesterday="For me alone."))

    for person in (
        factories.learner(),
        factories.enrolment(course="reading").person,
        factories.instructor(),
        factories.administrator(),
    ):
        client.sign_in(person)
        for address in (LESSON, "/courses/reading/reflections", "/courses/reading"):
            assert "For me alone." not in client.get(address).text
    assert client.get("/courses/reading/reflections").status_code == 403
    assert client.post(KEEP, data=form(yesterday="x")).status_code == 403


def test_all_of_a_course_stand_on_one_page(page):
    page.post(KEEP, data=form(yesterday="A date."))
    shown = page.get("/courses/reading/reflections").text

    assert "A date." in shown and "Look back" in shown and "Nothing written yet." in shown
    assert 'href="/courses/reading/reflections"' in page.get("/courses/reading").text


def test_staff_see_the_questions_alone(client, enrolment):
    shown = client.sign_in(factories.instructor()).get(LESSON).text

    assert "What did you answer yesterday?" in shown and "<textarea" not in shown


def test_a_question_that_there_is_not_is_kept_nowhere(page):
    page.post(KEEP, data=form(nobody="Words."))

    assert kept() == {}


def test_the_database_keeps_one_row_a_question_and_none_that_is_too_long(session, enrolment):
    row = {"enrolment_id": enrolment.id, "activity": LOOK_BACK, "prompt": "yesterday"}
    session.add(LessonReflection(**row, text="One."))
    session.flush()

    for wrong in ({**row, "text": "Two."}, {**row, "prompt": "tomorrow", "text": "a" * 4001}):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.add(LessonReflection(**wrong))
            session.flush()


def test_reading_keeps_nothing(page, enrolment):
    page.get(LESSON)

    assert kept() == {} and enrolment.started_at is None
