"""The pages of a course: who sees them, and what they show."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock, cohorts, records
from tests import factories
from tests.courses.conftest import COURSE, PICTURE, published

ADDRESSES = ("", "/lesson/read-me", "/quiz/check", "/scenario/drain", "/files/images/picture.png")


@contextmanager
def counted_queries():
    """The statements that are sent to the database meanwhile."""
    statements = []

    def note(connection, cursor, statement, *rest):
        statements.append(statement)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_is_not_signed_in_is_asked_to(client, course, address):
    assert client.get(f"/courses/small{address}").status_code == 302


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_course_of_others_is_not_found(client, course, address):
    stranger = factories.learner()

    assert client.sign_in(stranger).get(f"/courses/small{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/lesson/check", "/lesson/read-me2", "/quiz/read-me", "/scenario/none", "/files/pack.yaml"]
)
def test_what_is_not_in_the_course_is_not_found(learner, address):
    assert learner.get(f"/courses/small{address}").status_code == 404


@pytest.mark.parametrize("role", ["instructor", "administrator"])
def test_staff_read_everything_and_leave_no_trace(client, session, course, role):
    client.sign_in(factories.person(role))

    answers = [client.get(f"/courses/small{address}") for address in ADDRESSES]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 302, 200]
    assert "Right one" in answers[2].text
    assert client.post("/courses/small/lesson/read-me").status_code == 403
    assert client.post("/courses/small/quiz/check/start").status_code == 403
    assert session.scalar(sa.select(sa.func.count()).select_from(records.Enrolment)) == 0


def test_staff_find_all_published_courses(client, course):
    page = client.sign_in(factories.instructor()).get("/courses/")

    assert "Small course" in page.text
    assert "1.5 hours" in page.text
    assert 'href="/courses/small"' in page.text


def test_a_learner_finds_their_own_courses_with_the_next_step(learner):
    page = learner.get("/courses/")

    assert "Next: Read me" in page.text
    assert 'href="/courses/small/lesson/read-me"' in page.text


def test_a_learner_without_a_course_is_told_where_courses_come_from(client, course):
    assert "No course yet" in client.sign_in(factories.learner()).get("/courses/").text


def test_the_course_page_shows_the_path_and_where_to_start(learner):
    page = learner.get("/courses/small")

    assert "Start: Read me" in page.text
    assert "0 of 3" in page.text
    assert "Finish first: First things" in page.text
    assert 'href="/courses/small/scenario/drain"' not in page.text


def test_a_locked_activity_says_what_comes_first(learner):
    answer = learner.get("/courses/small/scenario/drain")

    assert answer.status_code == 403
    assert "Finish first: First things" in answer.text
    assert 'href="/courses/small"' in answer.text


def test_an_open_scenario_is_played_in_its_own_part_of_the_house(learner, enrolment, course):
    records.start(enrolment, course)
    records.record(enrolment, "lesson/read-me", attempt=1, edition=course, score=None, passed=True)
    records.record(enrolment, "quiz/check", attempt=1, edition=course, score=80, passed=True)

    assert learner.get("/courses/small/scenario/drain").location == "/scenarios/start/small/drain"


def test_before_the_course_opens_the_path_is_shown_and_nothing_can_be_opened(learner, enrolment):
    cohort = factories.cohort()
    enrolment.cohort_id = cohort.id
    cohorts.assign(None, cohort, "small", opens_on=clock.today() + timedelta(days=1))

    assert "This course opens on" in learner.get("/courses/small").text
    assert "This course opens on" in learner.get("/courses/small/lesson/read-me").text
    assert learner.post("/courses/small/lesson/read-me").status_code == 403
    assert learner.post("/courses/small/quiz/check/start").status_code == 403


def test_after_the_course_closed_lessons_can_be_read_and_nothing_can_be_begun(learner, enrolment):
    cohort = factories.cohort()
    enrolment.cohort_id = cohort.id
    cohorts.assign(None, cohort, "small", closes_on=clock.today() - timedelta(days=1))

    assert learner.get("/courses/small/lesson/read-me").status_code == 200
    assert learner.post("/courses/small/lesson/read-me").status_code == 403
    assert learner.post("/courses/small/quiz/check/start").status_code == 403


def test_on_its_opening_and_closing_day_the_course_is_open(learner, enrolment):
    cohort = factories.cohort()
    enrolment.cohort_id = cohort.id
    cohorts.assign(None, cohort, "small", opens_on=clock.today(), closes_on=clock.today())

    assert learner.post("/courses/small/lesson/read-me").status_code == 302


def test_a_course_that_is_overdue_says_so(learner, enrolment):
    cohort = factories.cohort()
    enrolment.cohort_id = cohort.id
    cohorts.assign(None, cohort, "small", due_on=clock.today() - timedelta(days=1))

    assert "This course was due on" in learner.get("/courses/small").text


def test_a_lesson_shows_its_words_safely_and_its_sources_in_words(learner):
    page = learner.get("/courses/small/lesson/read-me")

    assert "<h2>A heading</h2>" in page.text
    assert 'src="/courses/small/files/images/picture.png"' in page.text
    assert "<script>alert" not in page.text
    assert 'href="https://gazette.example"' in page.text
    assert "official text" in page.text
    assert "1 November 2026" in page.text
    assert 'href="javascript:' not in page.text


def test_an_image_comes_as_what_it_is_and_nothing_else(learner):
    answer = learner.get("/courses/small/files/images/picture.png")

    assert answer.data == PICTURE
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["../pack.yaml", "images/../../etc/passwd", "images/none.png", "/etc/passwd"])
def test_only_files_of_the_edition_are_given_out(learner, path):
    assert learner.get(f"/courses/small/files/{path}").status_code in (308, 404)


def test_words_of_an_author_never_become_markup(client, session):
    published(COURSE.replace("Small course", "<img src=x onerror=alert(1)>").replace("Made for", "<script>x</script>"))
    enrolment = factories.enrolment(course="small")
    client.sign_in(enrolment.person)

    for address in ("/courses/", "/courses/small", "/courses/small/quiz/check"):
        page = client.get(address)
        assert "<img src=x" not in page.text
        assert "<script>x" not in page.text


def test_the_course_page_needs_few_queries(learner, enrolment, course):
    records.start(enrolment, course)
    enrolment.cohort_id = factories.cohort(courses=["small"]).id
    learner.get("/courses/small")

    with counted_queries() as statements:
        page = learner.get("/courses/small")

    asked = [statement for statement in statements if "SAVEPOINT" not in statement]
    assert page.status_code == 200
    assert len(asked) <= 9, asked  # one is whether a certificate stands


def test_reading_writes_nothing(learner, enrolment):
    with counted_queries() as statements:
        for address in ("", "/lesson/read-me", "/quiz/check"):
            assert learner.get(f"/courses/small{address}").status_code == 200

    assert not [statement for statement in statements if statement.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert enrolment.started_at is None


def test_the_start_page_shows_a_learners_courses(learner):
    page = learner.get("/")

    assert "My courses" in page.text
    assert 'href="/courses/small/lesson/read-me"' in page.text


def test_an_unfinished_lesson_is_left_by_finishing_it(learner):
    before = learner.get("/courses/small/lesson/read-me")
    learner.post("/courses/small/lesson/read-me")
    after = learner.get("/courses/small/lesson/read-me")

    assert "Finish and continue" in before.text and 'rel="next"' not in before.text
    assert "Finish and continue" not in after.text and 'rel="next"' in after.text
