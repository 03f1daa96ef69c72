"""The play page in a real browser: the clock, what was typed, with and without scripts, by keyboard, for everybody."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from academy import records
from academy.accounts import passwords
from academy.db import begin_writing, db
from scenarios.models import Run
from tests import factories
from tests.conftest import application
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAYER = "player@academy.example"
SORRY = "We are sorry. A crew clears the drain on Thursday."
TYPED = 3000  # milliseconds after which what is typed has gone to the server
COACHED = {
    "        why: A complaint inside the mandate.": "        why: A complaint inside the mandate.\n"
    "        coach: What does he need?\n        hints: [When do they come?, Say Thursday.]"
}
ASKS = 40_000  # milliseconds within which an open page reports


@pytest.fixture(scope="session")
def house(server):
    """The application on the server's database, with a learner whose course plays the scenario `street`."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        factories.scenario(**COACHED)
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
        begin_writing()
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
def unsent(house):
    """What a page has unsent: that's run as the server has them, by post."""

    def unsent(page):
        with house.app_context():
            return {own.post: own.reply for own in db.session.get(Run, run_id(page)).unsent}

    return unsent


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


def written(page, post, words):
    """The panel of a post with a public reply in it."""
    panel = panel_of(page, post)
    panel.get_by_label("Reply in public").check()
    panel.get_by_label("What the office writes").fill(words)
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


def test_what_is_unsent_is_on_the_next_device_too(play, house, unsent):
    page = play()
    panel = panel_of(page, "drain")
    panel.get_by_label("Reply in public").check()
    panel.get_by_label("What the office writes").press_sequentially("We are sorry about")
    page.clock.run_for(TYPED)
    expect(panel.get_by_text("Kept. Not sent yet.")).to_be_visible()

    other = page.context.browser.new_context(base_url=page.url, storage_state=page.context.storage_state()).new_page()
    other.goto(page.url)
    expect(other.locator("#panel-drain")).to_contain_text("Not sent")
    expect(other.locator("#drain-reply")).to_have_value("We are sorry about")
    assert unsent(page) == {"drain": "We are sorry about"}
    assert page.evaluate("localStorage.length") == 0
    other.context.close()


def test_what_is_unsent_written_while_the_network_is_gone_is_kept_and_brought_later_and_once(play, unsent, house):
    page = play()
    panel = panel_of(page, "drain")
    panel.get_by_label("Reply in public").check()
    page.context.set_offline(True)
    panel.get_by_label("What the office writes").fill(SORRY)
    page.clock.run_for(TYPED)
    expect(panel.locator("[data-unsent-state]")).to_contain_text("kept on this device")
    assert unsent(page) == {}

    panel.get_by_role("button", name="Do it").click()
    expect(panel.locator("[data-unsent-state]")).to_contain_text("You are offline.")
    assert moves_of(house, page) == []
    page.context.set_offline(False)

    expect(page.locator("#thread-drain")).to_contain_text(SORRY)
    assert moves_of(house, page) == [("reply", "drain", None, SORRY)]
    expect(page.locator("#drain-reply")).to_have_value("")
    assert unsent(page) == {}


def test_a_post_that_the_network_lost_on_its_way_is_sent_again_and_made_once(play, house):
    page = play()
    panel = written(page, "drain", SORRY)
    run = page.url

    page.route(
        "**/scenarios/runs/*", lambda route: (route.fetch(), route.abort()), times=1
    )  # made, and no answer comes
    panel.get_by_role("button", name="Do it").click()
    page.wait_for_url("chrome-error://**")
    page.goto(run)
    expect(page.locator("#thread-drain")).to_contain_text(SORRY)
    assert moves_of(house, page) == [("reply", "drain", None, SORRY)]
    expect(page.locator("#drain-reply")).to_have_value("")

    panel = panel_of(page, "drain")
    panel.get_by_label("Correct a reply").check()
    panel.get_by_label("What the office writes").fill("A crew clears it on Friday.")
    page.route("**/scenarios/runs/*", lambda route: route.abort(), times=1)  # nothing arrives
    panel.get_by_role("button", name="Do it").click()
    page.wait_for_url("chrome-error://**")
    page.goto(run)
    expect(page.locator("#drain-reply")).to_have_value("A crew clears it on Friday.")
    page.locator("#panel-drain").get_by_role("button", name="Do it").click()
    expect(page.locator("#thread-drain")).to_contain_text("A crew clears it on Friday.")
    assert len(moves_of(house, page)) == 2


def test_a_double_click_makes_one_move(play, house):
    page = play()
    panel = written(page, "drain", SORRY)
    panel.get_by_role("button", name="Do it").dblclick()

    expect(page.locator("#thread-drain")).to_contain_text(SORRY)
    assert moves_of(house, page) == [("reply", "drain", None, SORRY)]


def test_the_back_button_leads_to_a_page_that_knows_what_was_done(play, house):
    page = play()
    written(page, "drain", SORRY).get_by_role("button", name="Do it").click()
    expect(page.locator("#thread-drain")).to_contain_text(SORRY)

    page.go_back()
    page.locator("#panel-drain").evaluate("panel => (panel.open = true)")
    page.locator("#drain-reply").fill(SORRY + " Thank you.")
    page.locator("#drain-action-reply").check()
    page.locator("#panel-drain").get_by_role("button", name="Do it").click()
    page.wait_for_load_state()

    made = moves_of(house, page)
    assert made[0] == ("reply", "drain", None, SORRY)
    assert made[1:] in ([], [("reply", "drain", None, SORRY + " Thank you.")])
    expect(page.locator("body")).to_contain_text(SORRY + " Thank you." if len(made) > 1 else "Another move was made")


def test_two_tabs_end_in_one_truth_and_neither_loses_its_words(play, house, unsent):
    page = play()
    tab = page.context.new_page()
    tab.clock.install()
    tab.goto(page.url)
    for each, words in ((page, SORRY), (tab, "A crew comes on Friday.")):
        each.locator("#panel-drain summary").first.click()
        each.locator("#drain-action-reply").check()
        each.locator("#drain-reply").fill(words)
    page.locator("#panel-drain").get_by_role("button", name="Do it").click()
    expect(page.locator("#thread-drain")).to_contain_text(SORRY)

    with tab.expect_response("**/clock"):
        tab.clock.run_for(ASKS)
    expect(tab.get_by_text("You made a move on another page.")).to_be_visible()
    tab.locator("#panel-drain").get_by_role("button", name="Do it").click()
    expect(tab.locator(".error-summary")).to_contain_text("Another move was made from a different page.")
    expect(tab.locator("#drain-reply")).to_have_value("A crew comes on Friday.")
    assert moves_of(house, page) == [("reply", "drain", None, SORRY)]
    tab.close()


def test_words_written_on_two_devices_are_both_there(play, unsent):
    page = play()
    tab = page.context.browser.new_context(base_url=page.url, storage_state=page.context.storage_state()).new_page()
    tab.clock.install()
    tab.goto(page.url)
    for each, words in ((page, "Written at the desk"), (tab, "Written on the telephone")):
        each.locator("#panel-drain summary").first.click()
        each.locator("#drain-action-reply").check()
        each.locator("#drain-reply").fill(words)
        with each.expect_response("**/unsent"):
            each.clock.run_for(TYPED)

    expect(tab.locator("#panel-drain [data-unsent-other]")).to_contain_text("Written at the desk")
    expect(tab.locator("#drain-reply")).to_have_value("Written on the telephone")
    assert unsent(page) == {"drain": "Written on the telephone"}
    tab.context.close()


def test_an_old_text_of_this_device_does_not_take_the_place_of_a_newer_one(play, unsent):
    page = play()
    run = page.url
    page.locator("#panel-drain summary").first.click()
    page.locator("#drain-action-reply").check()
    page.locator("#drain-reply").fill("Old, and never brought to the server")
    page.route("**/unsent", lambda route: route.abort())
    page.goto("about:blank")
    page.unroute("**/unsent")
    other = page.context.browser.new_context(
        base_url=run, storage_state={"cookies": page.context.cookies(), "origins": []}
    ).new_page()
    other.clock.install()
    other.goto(run)
    other.locator("#panel-drain summary").first.click()
    other.locator("#drain-action-reply").check()
    other.locator("#drain-reply").fill("Newer, from the telephone")
    with other.expect_response("**/unsent"):
        other.clock.run_for(TYPED)
    other.context.close()

    for _ in range(2):  # also after another reload
        page.goto(run)
        expect(page.locator("#drain-reply")).to_have_value("Newer, from the telephone")
        expect(page.locator("#panel-drain [data-unsent-other]")).to_contain_text("Old, and never brought to the server")
    assert unsent(page) == {"drain": "Newer, from the telephone"}


def test_two_tabs_of_one_browser_that_write_on_one_post_lose_nothing(play, unsent):
    page = play()
    tab = page.context.new_page()
    tab.clock.install()
    tab.goto(page.url)
    for each, words in ((tab, "Written in the second"), (page, "Written in the first")):
        each.locator("#panel-drain summary").first.click()
        each.locator("#drain-action-reply").check()
        each.locator("#drain-reply").fill(words)
    with page.expect_response("**/unsent"), tab.expect_response("**/unsent"):
        page.clock.run_for(TYPED)  # it is the clock of both

    written = {page: "Written in the first", tab: "Written in the second"}
    (kept,) = unsent(page).values()
    later, earlier = (page, tab) if kept == written[page] else (tab, page)
    expect(later.locator("#drain-reply")).to_have_value(kept)
    expect(later.locator("#panel-drain [data-unsent-other]")).to_contain_text(written[earlier])
    tab.close()


def test_whoever_signs_out_leaves_no_words_on_the_device(play):
    page = play()
    page.locator("#panel-drain summary").first.click()
    page.locator("#drain-action-reply").check()
    page.locator("#drain-reply").fill("Not for the next one")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/sign-in*")

    assert page.evaluate("JSON.stringify(localStorage)").count("Not for the next one") == 0


def test_where_the_device_keeps_nothing_the_server_does(play, unsent):
    page = play()
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    page.locator("#panel-drain summary").first.click()
    page.locator("#drain-action-reply").check()
    page.locator("#drain-reply").fill("Kept all the same")
    with page.expect_response("**/unsent"):
        page.clock.run_for(TYPED)

    expect(page.locator("#panel-drain [data-unsent-state]")).to_contain_text("Kept.")
    assert unsent(page) == {"drain": "Kept all the same"}
    assert page.complaints == []


def test_what_was_pasted_is_counted_and_what_was_typed_or_moved_is_not(play, house):
    page = play()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = panel_of(page, "drain")
    panel.get_by_label("Reply in public").check()
    words = panel.get_by_label("What the office writes")
    words.press_sequentially("We are sorry. ")
    page.evaluate("navigator.clipboard.writeText('A crew clears the drain on Thursday.')")
    words.press("ControlOrMeta+v")
    words.press("ControlOrMeta+a")
    words.press("ControlOrMeta+x")
    words.press("ControlOrMeta+v")
    expect(words).to_have_value(SORRY)
    panel.get_by_role("button", name="Do it").click()
    expect(page.locator("#thread-drain")).to_contain_text(SORRY)

    with house.app_context():
        (move,) = db.session.get(Run, run_id(page)).moves
    assert move.pasted == len("A crew clears the drain on Thursday.")


def test_keys_lead_from_post_to_post_and_can_be_turned_off(play, house):
    page = play()
    page.locator("body").press("j")
    expect(page.locator("#post-drain")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("r")
    expect(page.locator("#drain-action-reply")).to_be_focused()
    page.keyboard.press("Space")
    page.locator("#drain-reply").focus()
    page.keyboard.type("jkrsc " + SORRY)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread-drain")).to_contain_text("jkrsc " + SORRY)

    page.get_by_text("Keyboard shortcuts").click()
    page.get_by_label("Single keys do this").uncheck()
    page.locator("body").press("j")
    expect(page.locator("#post-drain")).not_to_be_focused()
    page.reload()
    page.locator("body").press("j")
    expect(page.locator("#post-drain")).not_to_be_focused()


def test_without_time_pressure_the_page_stands_until_something_is_done(play, asked, house):
    page = play()
    page.get_by_text("Time and help").click()
    page.get_by_label("No time pressure").check()
    page.get_by_role("button", name="Play on like this").click()
    expect(page.locator(".desk__note")).to_be_visible()
    before = asked(page)

    page.clock.run_for(10 * ASKS)

    assert asked(page) == before
    with house.app_context():
        assert db.session.get(Run, run_id(page)).accommodation == "untimed"


def test_a_coach_gives_hints_and_what_was_typed_stays(play, house):
    page = play()
    page.get_by_text("Time and help").click()
    page.get_by_label("A coach at my side").check()
    page.get_by_role("button", name="Play on like this").click()
    written(page, "drain", "We are sorry")
    page.get_by_role("button", name="A hint: the first is free").click()

    expect(page.locator("#post-drain .coach")).to_contain_text("Hint 1 of 2: When do they come?")
    expect(page.locator("#drain-reply")).to_have_value("We are sorry")
    page.locator("#post-drain .coach").get_by_text("Show me the rule").click()
    expect(page.locator("#post-drain .rules")).to_be_visible()
    look(page)


def test_what_was_sent_does_not_come_back(play):
    page = play()
    written(page, "drain", SORRY).get_by_role("button", name="Do it").click()

    expect(page.locator("#thread-drain")).to_contain_text(SORRY)
    page.reload()
    expect(page.locator("#drain-reply")).to_have_value("")


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
    panel = written(page, "drain", "x" * 2001)
    panel.get_by_role("button", name="Do it").click()
    expect(page.locator(".error-summary")).to_contain_text("A reply has at most 2000 characters.")
    panel.get_by_label("What the office writes").fill(SORRY)
    panel.get_by_role("button", name="Do it").click()
    expect(page.locator("#thread-drain")).to_contain_text(SORRY)

    page.get_by_role("button", name="What is new?").click()
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
    look(page)
    panel.locator("select").select_option("power-company")
    panel.locator("button[type=submit]").click()
    panel = panel_of(page, "drain")
    panel.locator("[value=reply]").check()
    panel.locator("textarea").fill("نالی جمعرات کو صاف ہو گی۔ " + SORRY)
    panel.locator("button[type=submit]").click()
    look(page)
    page.goto("/scenarios/start/practice/street")
    look(page)

    page.go_back()
    let_pass(page, 120)
    report(page)
    page.wait_for_url("**/debrief")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    look(page)
    page.goto("/scenarios/start/practice/street")
    look(page)
    assert page.complaints == []
