"""Written work from the first word to the mark: kept on every device, by keyboard, without scripts, on any screen."""

import itertools

import pytest
from playwright.sync_api import expect

from academy.accounts import passwords
from academy.db import begin_writing, db
from courses.tasks.models import Submission
from tests import factories, servers
from tests.conftest import application
from tests.courses.tasks.conftest import TASK, TEXT, published, write
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MARKER, SECOND = "gul@academy.example", "hira@academy.example"
SAVED = 3000  # milliseconds after which what was typed is on its way to the server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own: nothing else waits there."""
    with servers.running(tmp_path_factory.mktemp("tasks"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    """The same academy from inside, with its course and two instructors."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        published()
        for email in (MARKER, SECOND):
            passwords.put(factories.instructor(email=email, name=email.split("@")[0].title()), server.password)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def newcomer(house, server):
    """Enrols somebody, with a submission where wanted: `newcomer(text=TEXT)` gives their address and its number."""
    numbers = itertools.count(1)

    def enrolled(text=None):  # in a transaction that says at once that it writes: the server writes, too
        with house.test_request_context():
            begin_writing()
            email = f"l{next(numbers)}-{id(numbers)}@academy.example"
            learner = factories.learner(email=email, name="Ada Karim")
            passwords.put(learner, server.password)
            enrolment = factories.enrolment(learner, "writing")
            submission_id = write(enrolment, text).id if text else None
            db.session.commit()
            return email, submission_id

    return enrolled


@pytest.fixture
def writing(newcomer, page_of):
    """A learner's page at an empty draft; its clock stands until it is let run."""

    def begun(**options):
        page = page_of(newcomer()[0], **options)
        page.goto(TASK)
        page.get_by_role("button", name="Start writing").click()
        if options.get("java_script_enabled", True):
            page.clock.install()
            page.goto(TASK)
        return page

    return begun


def kept(house, attempt):
    """The text of a draft on the server."""
    with house.app_context():
        return db.session.get(Submission, int(attempt)).text


def attempt_of(page):
    return page.locator("#text").get_attribute("data-attempt")


def saved(page):
    with page.expect_response("**/draft"):
        page.clock.run_for(SAVED)


def another_page(page, same_device):
    """Another tab, or another device of the same learner."""
    state = page.context.storage_state()
    context = page.context if same_device else page.context.browser.new_context(base_url=page.url, storage_state=state)
    tab = context.new_page()
    tab.clock.install()
    tab.goto(page.url)
    return tab


def test_what_is_written_is_kept_by_the_server_and_through_a_lost_connection_and_a_reload(writing, house):
    page = writing(width=360)
    page.locator("#text").fill("Our page.")
    expect(page.locator("#text-count")).to_have_text("2 words")
    saved(page)
    expect(page.locator("[data-unsent-state]")).to_have_text("Kept. Not submitted yet.")
    assert kept(house, attempt_of(page)) == "Our page."

    page.route("**/draft", lambda route: route.abort())
    page.locator("#text").fill("Our page. Written on a train.")
    page.clock.run_for(SAVED)
    expect(page.locator("[data-unsent-state]")).to_contain_text("kept on this device")
    page.reload()
    expect(page.locator("#text")).to_have_value("Our page. Written on a train.")
    page.unroute("**/draft")
    saved(page)
    assert kept(house, attempt_of(page)) == "Our page. Written on a train."
    look(page)


@pytest.mark.parametrize("same_device", [True, False])
def test_two_pages_lose_no_word_and_the_writer_chooses(writing, house, same_device):
    page = writing()
    tab = another_page(page, same_device)
    page.locator("#text").fill("Written at the desk.")
    saved(page)
    tab.locator("#text").fill("Written on the telephone.")
    saved(tab)

    expect(tab.locator("[data-unsent-other]")).to_contain_text("Written at the desk.")
    expect(tab.locator("#text")).to_have_value("Written on the telephone.")
    look(tab)
    assert kept(house, attempt_of(page)) == "Written at the desk."
    tab.get_by_role("button", name="Go on with the other words").click()
    expect(tab.locator("#text")).to_have_value("Written at the desk.")
    expect(tab.locator("[data-unsent-other]")).to_contain_text("Written on the telephone.")
    tab.get_by_role("button", name="Go on with the other words").click()
    saved(tab)
    assert kept(house, attempt_of(page)) == "Written on the telephone."
    tab.get_by_role("button", name="Go on with mine").click()
    expect(tab.locator("[data-unsent-other]")).to_be_hidden()
    tab.close()


def test_whose_session_has_ended_signs_in_and_has_every_word(newcomer, page_of, server):
    email = newcomer()[0]
    page = page_of(email)
    page.goto(TASK)
    page.get_by_role("button", name="Start writing").click()
    expect(page.locator("#text")).to_be_visible()  # its answer has brought its cookie
    page.context.clear_cookies()
    page.locator("#text").fill(TEXT)
    page.get_by_role("button", name="Submit it").click()
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(server.password)
    page.locator("main form button[type=submit]").click()

    expect(page.locator("main")).to_contain_text(TEXT)


def test_a_text_is_submitted_and_marked_by_keyboard_and_read_again(newcomer, page_of, house):
    email, submission_id = newcomer(TEXT)
    second = page_of(SECOND, dir="rtl", width=360)
    marker = page_of(MARKER)
    place = f"/review/tasks/{submission_id}"
    marker.goto("/review/")
    look(marker)
    marker.goto(place)
    marker.wait_for_load_state("networkidle")
    look(marker)
    second.goto(place)
    expect(second.locator("#claim")).to_contain_text("Gul")
    look(second)

    marker.keyboard.press("j")
    marker.keyboard.press("1")
    marker.keyboard.press("j")
    marker.keyboard.press("2")
    marker.keyboard.press("w")
    marker.keyboard.type("Clear, and a little stiff.")
    select_words(marker, TEXT.index("Criticism"), TEXT.index(" Insults"))
    expect(marker.locator("#at-1")).to_have_value("45-61")
    marker.locator("#said-1").fill("The best line.")
    marker.get_by_role("button", name="Add another comment").click()
    marker.locator("#at-2").select_option(label="This is the page of the municipal committee.")
    marker.locator("#said-2").fill("Say which committee.")
    expect(marker.locator("[data-unsent-state]")).to_have_text("Kept. Not published yet.")
    marker.reload()
    expect(marker.locator("[name=said]").first).to_have_value("Say which committee.")  # by their place
    look(marker)
    marker.locator("#comment").press("Control+Enter")
    expect(marker.locator("main")).to_contain_text("The mark is published")

    learner = page_of(email, width=360)
    learner.goto(TASK)
    for words in ("81 %", "Clear, and a little stiff.", "The best line.", "Say which committee.", "Office phrases."):
        expect(learner.locator("main")).to_contain_text(words)
    look(learner)
    assert [page.complaints for page in (marker, second, learner)] == [[], [], []]


def test_a_phrase_of_the_bank_goes_where_the_cursor_was(newcomer, page_of, house):
    _, submission_id = newcomer(TEXT)
    page = page_of(MARKER)
    page.goto("/review/phrases")
    page.get_by_label("What it is for").select_option(label="Written work: any task")
    page.get_by_label("The words").fill("Say which.")
    page.get_by_role("button", name="Keep it").click()
    page.goto(f"/review/tasks/{submission_id}")
    whole, words = (page.locator("[data-bank]").nth(place) for place in (0, 1))
    for bank in (whole, words):
        bank.locator("summary").click()

    page.locator("#comment").fill("Good. Bye.")
    page.locator("#comment").evaluate("field => field.setSelectionRange(5, 5)")
    whole.get_by_role("button", name="Say which.").click()
    expect(page.locator("#comment")).to_have_value("Good. Say which. Bye.")

    page.locator("#at-1").select_option(label="Criticism stays.")
    words.get_by_role("button", name="Say which.").click()
    page.get_by_role("button", name="Add another comment").click()
    words.get_by_role("button", name="Say which.").click()
    expect(page.locator("#said-1")).to_have_value("Say which.")
    expect(page.locator("#said-2")).to_have_value("Say which.")

    page.get_by_label("Clear").focus()
    page.keyboard.press("Enter")  # sends the form, and puts no phrase anywhere
    expect(page.locator("main")).to_contain_text("Choose a level for “How it speaks”.")
    expect(page.locator("#comment")).to_have_value("Good. Say which. Bye.")
    assert page.complaints == [each for each in page.complaints if "400" in each]


def select_words(page, start, stop):
    page.evaluate(
        """([start, stop]) => {
             const words = document.querySelector("[data-annotated]").firstChild
             const range = document.createRange()
             range.setStart(words, start)
             range.setEnd(words, stop)
             getSelection().removeAllRanges()
             getSelection().addRange(range)
           }""",
        [start, stop],
    )


def test_keys_can_be_turned_off_and_do_nothing_where_somebody_types(newcomer, page_of, house):
    _, submission_id = newcomer(TEXT)
    page = page_of(MARKER)
    page.goto(f"/review/tasks/{submission_id}")
    page.locator("#comment").fill("")
    page.locator("#comment").type("j1")
    expect(page.locator("#comment")).to_have_value("j1")
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    page.get_by_text("Keyboard shortcuts", exact=True).click()
    page.get_by_label("Single keys do this").uncheck()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("1")

    expect(page.locator("input[type=radio]:checked")).to_have_count(0)


def test_everything_works_without_scripts(writing, page_of, house):
    page = writing(java_script_enabled=False, width=360)
    page.locator("#text").fill("**Our** page.")
    page.get_by_role("button", name="See how it reads").click()
    expect(page.locator("#preview strong")).to_have_text("Our")
    page.locator("#text").fill(TEXT)
    page.get_by_role("button", name="Submit it").click()
    expect(page.locator("main")).to_contain_text("Waits for an instructor")

    marker = page_of(MARKER, java_script_enabled=False)
    marker.goto("/review/?all=1")
    marker.get_by_role("link", name="Ada Karim").first.click()
    marker.get_by_label("Clear").check()
    marker.locator("#at-1").select_option(label="Criticism stays.")
    marker.locator("#said-1").fill("The best line.")
    marker.get_by_role("button", name="Keep unfinished").click()
    expect(marker.get_by_label("Clear")).to_be_checked()
    marker.get_by_label("Plain").check()
    marker.get_by_role("button", name="Publish the mark").click()
    expect(marker.locator("main")).to_contain_text("The mark is published")

    page.reload()
    expect(page.locator("main")).to_contain_text("100 %")
    expect(page.locator("main")).to_contain_text("The best line.")
