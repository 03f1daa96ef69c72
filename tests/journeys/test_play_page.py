"""The play page in a real browser: the clock, what was typed, with and without scripts, by keyboard, for everybody."""

import re

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from academy import records
from academy.accounts import passwords
from academy.db import db
from scenarios.models import Run
from tests import factories
from tests.conftest import application

pytestmark = pytest.mark.browser
PLAYER = "player@academy.example"
SORRY = "We are sorry. A crew clears the drain on Thursday."
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKS = 5000  # milliseconds between two reports of an open page


@pytest.fixture(scope="module")
def house(server):
    """The application on the server's database, with a learner whose course plays the scenario `street`."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        factories.scenario()
        course = factories.practice(factories.PRACTICE.replace("attempts: 2", "attempts: 0"))
        person = factories.learner(email=PLAYER, name="Sana Gul")
        passwords.put(person, server.password)
        enrolment = records.enrol(person, "practice")
        records.record(enrolment, "lesson/read-me", attempt=1, edition=course, score=None, passed=True)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def play(house, page_of):
    """Open a new run's page: `play(width=360)`."""

    def play(**options):
        page = page_of(PLAYER, **options)
        page.clock.install()
        page.on("dialog", lambda dialog: dialog.accept())  # leaving typed words asks first
        page.goto("/scenarios/start/practice/street")
        page.locator("main form button").click()
        page.wait_for_url("**/scenarios/runs/*")
        return page

    yield play
    with house.app_context():
        for run in db.session.query(Run).filter_by(finished_at=None):
            factories.finish(run)
        db.session.commit()


@pytest.fixture
def let_pass(house):
    """Let simulated minutes pass on a page, as if it had been open for so long."""

    def let_pass(page, minutes):
        with house.app_context():
            db.session.execute(sa.update(Run).where(Run.id == run_id(page)).values(open_seconds=15 * minutes))
            db.session.commit()

    return let_pass


@pytest.fixture
def asked(house):
    """When a page last reported, as the server knows it."""

    def asked(page):
        with house.app_context():
            return db.session.get(Run, run_id(page)).seen_at

    return asked


def report(page):
    """Let the page's own time go on until it has reported."""
    with page.expect_response("**/clock"):
        page.clock.run_for(ASKS)


def run_id(page):
    return int(re.search(r"/runs/(\d+)", page.url)[1])


def moves_of(house, page):
    with house.app_context():
        return [(move.action, move.post, move.target, move.reply) for move in db.session.get(Run, run_id(page)).moves]


def panel_of(page, post):
    panel = page.locator(f"#panel-{post}")
    panel.locator("summary").click()
    return panel


def test_typing_goes_on_while_a_post_arrives_and_the_post_is_announced(play, let_pass):
    page = play()
    panel = panel_of(page, "drain")
    panel.get_by_label("Reply in public").check()
    words = panel.get_by_label("What the office writes")
    words.press_sequentially("We are sorry")

    let_pass(page, 20)
    report(page)
    expect(page.locator("#post-joke")).to_be_visible()
    page.keyboard.type(" for it.")

    expect(words).to_have_value("We are sorry for it.")
    expect(words).to_be_focused()
    expect(page.locator("#announcements")).to_contain_text("New post by Bulb Watch")
    expect(page.locator("#statements")).to_contain_text("They sleep in Testpur.")
    expect(page.locator(".run-desk__clock")).to_contain_text("09:2")
    assert page.complaints == []


def test_a_post_that_arrived_can_be_acted_on_at_once(play, let_pass, house):
    page = play()
    let_pass(page, 20)
    report(page)

    panel = panel_of(page, "joke")
    panel.get_by_label("Refer").check()
    panel.get_by_label("To whom").select_option("water-board")
    assert panel.locator("optgroup:not([hidden])").count() == 1
    panel.get_by_role("button", name="Do it").click()

    expect(page.locator("#thread-joke")).to_contain_text("Referred to Water Board")
    assert moves_of(house, page) == [("refer", "joke", "water-board", "")]


def test_what_was_typed_survives_a_reload(play):
    page = play()
    panel = panel_of(page, "wires")
    panel.get_by_label("Escalate").check()
    panel.get_by_label("To whom").select_option("chief-officer")
    panel.get_by_label("What the office writes").fill("Please look at this wire.")

    page.reload()

    expect(panel.get_by_label("What the office writes")).to_be_visible()
    expect(panel.get_by_label("What the office writes")).to_have_value("Please look at this wire.")
    expect(panel.get_by_label("Escalate")).to_be_checked()
    expect(panel.get_by_label("To whom")).to_have_value("chief-officer")


def test_what_was_sent_does_not_come_back(play):
    page = play()
    panel = panel_of(page, "drain")
    panel.get_by_label("Reply in public").check()
    panel.get_by_label("What the office writes").fill(SORRY)
    panel.get_by_role("button", name="Do it").click()

    expect(page.locator("#thread-drain")).to_contain_text(SORRY)
    page.reload()
    expect(panel.locator("textarea")).to_have_value("")


def test_a_refused_form_comes_back_open_with_its_words_and_the_error_first(play, house):
    page = play()
    panel = panel_of(page, "drain")
    panel.get_by_label("Refer").check()
    panel.get_by_label("What the office writes").fill("Please see to it.")
    panel.get_by_role("button", name="Do it").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(panel.get_by_label("What the office writes")).to_have_value("Please see to it.")
    expect(panel.get_by_label("Refer")).to_be_checked()
    page.get_by_role("link", name="Choose to whom").click()
    assert moves_of(house, page) == []


def test_the_clock_stands_while_it_is_stopped(play, asked):
    page = play()
    button = page.get_by_role("button", name="Stop the clock")
    button.focus()
    report(page)
    expect(page.locator("#clock")).to_be_focused()  # the desk that came is a new one
    before = asked(page)

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Let the clock go on")).to_be_focused()
    page.clock.run_for(4 * ASKS)
    stood = asked(page)
    page.keyboard.press("Enter")
    report(page)

    assert stood == before
    expect(button).to_be_visible()


def test_the_clock_stands_while_the_page_is_hidden(play, asked):
    page = play()
    report(page)
    before = asked(page)

    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.clock.run_for(4 * ASKS)

    assert asked(page) == before


def test_a_run_that_ends_on_the_clock_leads_to_its_debrief(play, let_pass):
    page = play()
    let_pass(page, 120)
    report(page)

    page.wait_for_url("**/debrief")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Debrief: A wet street")
    assert page.complaints == []


def test_everything_works_without_scripts(play, house):
    page = play(java_script_enabled=False)
    panel = panel_of(page, "drain")
    panel.get_by_label("Reply in public").check()
    panel.get_by_label("What the office writes").fill("x" * 2001)
    panel.get_by_role("button", name="Do it").click()
    expect(page.locator(".error-summary")).to_contain_text("A reply has at most 2000 characters.")
    panel.get_by_label("What the office writes").fill(SORRY)
    panel.get_by_role("button", name="Do it").click()
    expect(page.locator("#thread-drain")).to_contain_text(SORRY)

    panel = panel_of(page, "slur")
    panel.get_by_label("Hide").check()
    panel.get_by_label("To whom").select_option("no-insults")
    panel.get_by_role("button", name="Do it").click()
    expect(page.locator("#post-slur")).to_contain_text("You have hidden this post.")

    while not page.url.endswith("/debrief"):
        panel = panel_of(page, "page")
        panel.get_by_role("radio", name="Wait").check()
        panel.get_by_role("button", name="Do it").click()

    made = moves_of(house, page)
    assert made[:2] == [("reply", "drain", None, SORRY), ("hide", "slur", "no-insults", "")]
    expect(page.locator("#handled-drain")).to_be_visible()
    expect(page.locator("#move-1")).to_contain_text("of 100")


def test_a_move_is_made_by_keyboard_alone(play, house):
    page = play()
    page.locator("#panel-drain summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#drain-action-reply")).to_be_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.locator("#drain-reply")).to_be_focused()
    page.keyboard.type(SORRY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#thread-drain")).to_contain_text(SORRY)
    assert moves_of(house, page) == [("reply", "drain", None, SORRY)]


@pytest.mark.parametrize(
    ("dir", "width"),
    [
        ("rtl", 360),
        ("ltr", 1280),
        *(pytest.param(*both, marks=pytest.mark.slow) for both in (("ltr", 360), ("rtl", 1280))),
    ],
)
def test_everybody_can_start_play_and_read_the_debrief(house, play, let_pass, dir, width):
    page = play(dir=dir, width=width)
    panel = panel_of(page, "wires")
    panel.locator("[value=refer]").check()
    everybody_can_use(page)
    panel.locator("select").select_option("power-company")
    panel.locator("button[type=submit]").click()
    panel = panel_of(page, "drain")
    panel.locator("[value=reply]").check()
    panel.locator("textarea").fill("نالی جمعرات کو صاف ہو گی۔ " + SORRY)
    panel.locator("button[type=submit]").click()
    everybody_can_use(page)
    page.goto("/scenarios/start/practice/street")
    everybody_can_use(page)

    page.go_back()
    let_pass(page, 120)
    report(page)
    page.wait_for_url("**/debrief")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    everybody_can_use(page)
    page.goto("/scenarios/start/practice/street")
    everybody_can_use(page)
    assert page.complaints == []


def everybody_can_use(page):
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": GUIDELINES}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
