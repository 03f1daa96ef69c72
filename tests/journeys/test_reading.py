"""What stands in and beside lessons, in a real browser: words to oneself that nothing loses, pages to print, the map."""

import itertools
import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from pypdf import PdfReader

from academy.accounts import passwords
from academy.db import begin_writing, db
from courses import lessons
from courses.models import LessonReflection
from tests import factories, servers
from tests.conftest import application
from tests.courses.reading import LOOK_BACK, answer, published
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LESSON = "/courses/reading/lesson/look-back"
SAVED = 3000  # milliseconds after which what was typed is on its way to the server
FIRST, SECOND = "#reflection-yesterday", "#reflection-tomorrow"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own."""
    with servers.running(tmp_path_factory.mktemp("reading"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    """The same academy from inside, with its course."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        published()
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def reader(house, server, page_of):
    """Opens a page for somebody new in the course, who has read and answered where wanted."""
    numbers = itertools.count(1)

    def opened(read=False, **options):
        with house.test_request_context():
            begin_writing()
            email = f"r{next(numbers)}-{id(numbers)}@academy.example"
            learner = factories.learner(email=email, name="Ada Karim")
            passwords.put(learner, server.password)
            enrolment = factories.enrolment(learner, "reading")
            if read:
                lessons.finish(enrolment, LOOK_BACK)
                answer(enrolment, own=True)
            db.session.commit()
        return page_of(email, **options)

    return opened


@pytest.fixture
def writing(reader):
    """A learner's page at the lesson; its clock stands until it is let run."""

    def begun(**options):
        page = reader(**options)
        page.clock.install()
        page.goto(LESSON)
        return page

    return begun


def kept(house):
    """All that is kept, newest enrolment first, by prompt."""
    with house.app_context():
        last = sa.select(sa.func.max(LessonReflection.enrolment_id)).scalar_subquery()
        rows = db.session.scalars(sa.select(LessonReflection).where(LessonReflection.enrolment_id == last))
        return {row.prompt: row.text for row in rows}


def state(page, area):
    return page.locator("[data-reflection]").filter(has=page.locator(area)).locator("[data-unsent-state]")


def saved(page):
    with page.expect_response("**/reflection"):
        page.clock.run_for(SAVED)


def another_tab(page):
    tab = page.context.new_page()
    tab.clock.install()
    tab.goto(page.url)
    return tab


def test_what_is_written_is_kept_by_itself_each_question_for_itself(writing, house):
    page = writing(width=360)
    look(page)
    page.locator(FIRST).fill("I gave a date.")
    expect(state(page, FIRST)).to_have_text("Keeping what you write…")
    expect(state(page, SECOND)).to_have_text("")
    saved(page)
    expect(state(page, FIRST)).to_have_text("Kept.")
    assert kept(house) == {"yesterday": "I gave a date."}

    page.locator(SECOND).fill("And a name.")
    saved(page)
    expect(state(page, SECOND)).to_have_text("Kept.")
    page.reload()
    expect(page.locator(FIRST)).to_have_value("I gave a date.")
    assert kept(house) == {"yesterday": "I gave a date.", "tomorrow": "And a name."}
    assert page.complaints == []


def test_words_outlive_a_lost_connection_and_a_reload(writing, house):
    page = writing()
    page.route("**/reflection", lambda route: route.abort())
    page.locator(FIRST).fill("Written on a train.")
    page.clock.run_for(SAVED)
    expect(state(page, FIRST)).to_contain_text("kept on this device")
    page.reload()
    expect(page.locator(FIRST)).to_have_value("Written on a train.")
    page.unroute("**/reflection")
    saved(page)
    expect(state(page, FIRST)).to_have_text("Kept.")
    assert kept(house) == {"yesterday": "Written on a train."}


def test_two_pages_never_replace_each_others_words_and_the_writer_chooses(writing, house):
    page = writing()
    other = another_tab(page)
    other.locator(FIRST).fill("From the other page.")
    saved(other)
    expect(state(other, FIRST)).to_have_text("Kept.")
    page.locator(FIRST).fill("From this page.")
    saved(page)
    expect(state(page, FIRST)).to_contain_text("Choose which to go on with")
    expect(page.locator("[data-unsent-other] blockquote").first).to_have_text("From the other page.")
    look(page)

    page.get_by_role("button", name="Go on with mine").click()
    saved(page)
    expect(state(page, FIRST)).to_have_text("Kept.")
    assert kept(house) == {"yesterday": "From this page."}


def test_finishing_sends_all_that_is_typed_and_only_once(writing, house):
    page = writing()
    page.locator(FIRST).fill("Just typed.")
    page.locator(SECOND).fill("This, too.")
    page.get_by_role("button", name="Finish and continue").click()
    expect(page).to_have_url(re.compile("/courses/reading/quiz/check$"))
    page.goto(LESSON)
    expect(page.get_by_text("You have finished this lesson.")).to_be_visible()
    expect(page.locator(SECOND)).to_have_value("This, too.")
    expect(page.locator("[data-unsent-other]:visible")).to_have_count(0)
    assert kept(house) == {"yesterday": "Just typed.", "tomorrow": "This, too."}


def test_without_scripts_it_is_all_done_by_buttons(reader, house):
    page = reader(java_script_enabled=False)
    page.goto(LESSON)
    page.locator(FIRST).fill("By a button.")
    page.get_by_role("button", name="Keep for later").click()
    expect(page.get_by_text("What you wrote is kept.")).to_be_visible()
    page.locator(SECOND).fill("At the end.")
    page.get_by_role("button", name="Finish and continue").click()
    page.goto("/courses/reading/reflections")
    expect(page.get_by_text("At the end.")).to_be_visible()
    assert kept(house) == {"yesterday": "By a button.", "tomorrow": "At the end."}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_every_page_beside_the_lessons_is_sound_on_any_screen(reader, width, dir):
    page = reader(read=True, width=width, dir=dir)
    parts = (
        "",
        "/lesson/look-back",
        "/reflections",
        "/handout/first",
        "/glossary",
        "/competencies",
        "/competencies/mandate",
    )
    for part in parts:
        page.goto(f"/courses/reading{part}")
        look(page)
    assert page.complaints == []


def test_in_the_dark_too(reader):
    page = reader(read=True, color_scheme="dark")
    for part in ("/lesson/look-back", "/handout/first", "/competencies"):
        page.goto(f"/courses/reading{part}")
        look(page)


def test_a_handout_prints_on_one_sheet_from_the_page_itself(reader):
    page = reader(read=True)
    page.goto("/courses/reading/handout/first")
    page.emulate_media(media="print")

    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.get_by_role("link", name="Download as PDF")).to_be_hidden()
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1
