"""Drafts in a real browser: what is typed outlives a killed server, an ended session, and a colleague on the same page."""

import re

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INSTRUCTOR, ADMINISTRATOR = "instructor@academy.example", "admin@academy.example"


@pytest.fixture
def own_server(tmp_path):
    """One that may be killed."""
    with servers.running(tmp_path, LANGUAGES="en,ar") as server:
        yield server


def open_draft(page, title):
    page.goto("/studio/new/rules")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Begin").click()
    page.locator(".parts").get_by_role("link", name="About").click()
    expect(page.get_by_label("Summary")).to_be_visible()
    page.wait_for_load_state()
    return page.url


def test_typing_saves_itself_and_says_what_is_wrong_beside_the_field(page_of):
    page = page_of(INSTRUCTOR)
    address = open_draft(page, "Rules that save themselves")

    page.get_by_label("Country").fill("Pakistan")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at")
    expect(page.locator("#country-live-error")).to_be_visible()
    page.get_by_label("Country").fill("PK")
    expect(page.locator("#country-live-error")).to_be_hidden()

    page.goto(address)
    expect(page.get_by_label("Country")).to_have_value("PK")
    assert page.complaints == []


def test_words_outlive_a_killed_server(own_server, browser):
    context = browser.new_context(base_url=own_server.url)
    page = context.new_page()
    sign_in(page, own_server.password)
    address = open_draft(page, "Rules of a power cut")
    own_server.kill()

    page.get_by_label("Summary").fill("Typed while the server was gone.")
    expect(page.locator("[data-autosave-state]")).to_contain_text("kept on this device")
    page.close()
    own_server.start()

    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Summary")).to_have_value("Typed while the server was gone.")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at")
    page.goto("/studio/")
    page.goto(address)
    expect(page.get_by_label("Summary")).to_have_value("Typed while the server was gone.")
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_words_outlive_an_ended_session(server, browser, scripts):
    context = browser.new_context(base_url=server.url, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, server.password)
    address = open_draft(page, f"Rules of a long lunch, scripts {scripts}")
    page.wait_for_load_state("networkidle")  # an answer under way would bring the session back
    context.clear_cookies()

    page.get_by_label("Summary").fill("Typed after the session had ended.")
    if scripts:
        expect(page.locator("[data-autosave-state]")).to_contain_text("signed out")
        page.goto(address)
        sign_in(page, server.password, here=True)
    else:
        page.get_by_role("button", name="Save", exact=True).click()
        sign_in(page, server.password, here=True)
        page.get_by_role("button", name="Send it now").click()

    expect(page.get_by_label("Summary")).to_have_value("Typed after the session had ended.")
    if scripts:
        expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at")
    page.goto(address)
    expect(page.get_by_label("Summary")).to_have_value("Typed after the session had ended.")
    context.close()


def test_the_second_on_a_page_is_told_and_compares(page_of):
    first, second = page_of(INSTRUCTOR), page_of(ADMINISTRATOR)
    address = open_draft(first, "Rules of two")
    second.goto(address)
    expect(second.locator("[data-here]")).to_contain_text("has this draft open")

    first.get_by_label("Summary").fill("What the first wrote.")
    expect(first.locator("[data-autosave-state]")).to_contain_text("Saved at")
    second.get_by_label("Summary").fill("What the second wrote.")
    expect(second.locator("[data-autosave-state]")).to_contain_text("Press Save to compare")

    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator(".differences")).to_contain_text("What the first wrote.")
    expect(second.locator(".differences")).to_contain_text("What the second wrote.")
    expect(second.get_by_label("Summary")).to_have_value("What the second wrote.")
    first.goto(address)
    expect(first.get_by_label("Summary")).to_have_value("What the first wrote.")

    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator(".differences")).to_have_count(0)
    first.goto(address)
    expect(first.get_by_label("Summary")).to_have_value("What the second wrote.")


@pytest.mark.parametrize(("width", "dir"), [(1280, "ltr"), (360, "ltr"), (360, "rtl")])
def test_everybody_can_use_the_pages_of_a_draft(page_of, width, dir):
    page = page_of(INSTRUCTOR, width=width, dir=dir)
    page.goto("/studio/")
    look(page)
    page.locator("section[aria-labelledby=kind-rules] form[action$='/pakistan'] button").first.click()
    draft = page.url
    for name in ("", "edit/about", "edit/conduct", "edit/offices/wasa", "history", "publish"):
        page.goto(f"{draft}{name}")
        look(page)


def sign_in(page, password, here=False):
    if not here:
        page.goto("/accounts/sign-in")
    page.locator("[name=email]").fill(INSTRUCTOR)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()


def open_scenario(page, title, place):
    page.goto("/studio/new/scenario")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile(r"/studio/\d+/$"))
    draft = page.url.rstrip("/")
    page.goto(f"{draft}/edit/{place}")
    return draft


def test_rows_come_and_go_without_the_page_being_loaded_anew(page_of):
    page = page_of(INSTRUCTOR)
    open_scenario(page, "Rows", "contacts")
    page.evaluate("document.body.dataset.same = 'yes'")
    desks = page.locator("#escalate_to")
    names = desks.get_by_label("Name", exact=True)
    before = names.count()

    names.last.fill("Chief of works")
    desks.get_by_role("button", name="Save and add another").click()
    expect(names).to_have_count(before + 1)
    expect(names.last).to_be_focused()
    expect(page.locator("[data-autosave-state]")).to_contain_text("There is a new row")
    page.keyboard.type("Control room")
    page.keyboard.press("Tab")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at")
    desks.get_by_role("button", name="Save and add another").click()
    expect(names).to_have_count(before + 2)

    desks.get_by_role("button", name=f"Move entry {before + 1} up").click()
    expect(names.nth(before - 1)).to_have_value("Control room")
    expect(desks.get_by_role("button", name=f"Move entry {before} up")).to_be_focused()
    desks.get_by_role("button", name=f"Remove entry {before}").click()
    expect(names).to_have_count(before + 1)
    expect(names.nth(before - 1)).to_be_focused()
    expect(names.nth(before - 1)).to_have_value("Chief of works")

    assert page.evaluate("document.body.dataset.same") == "yes"
    page.reload()
    expect(names.nth(before - 1)).to_have_value("Chief of works")
    expect(names).to_have_count(before + 1)
    assert page.complaints == []


def test_lines_that_are_pasted_into_a_new_row_are_a_row_each(page_of):
    page = page_of(INSTRUCTOR)
    open_scenario(page, "Lines", "knowledge")
    facts = page.locator("#facts").get_by_label("Fact", exact=True)

    facts.last.focus()
    page.evaluate("""() => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text", "Lamp 14 is broken.\\n\\nIt is mended on Friday.\\nCall 118.")
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }""")

    expect(facts).to_have_count(4)
    expect(facts.nth(2)).to_have_value("Call 118.")
    expect(facts.last).to_be_focused()
    assert page.complaints == []


def test_a_row_that_cannot_be_sent_is_kept(page_of):
    page = page_of(INSTRUCTOR)
    open_scenario(page, "Rows of a power cut", "contacts")
    desks = page.locator("#escalate_to")
    page.context.set_offline(True)

    desks.get_by_label("Name", exact=True).last.fill("Chief of works")
    desks.get_by_role("button", name="Save and add another").click()
    expect(page.locator("[data-autosave-state]")).to_contain_text("kept on this device")
    expect(desks.get_by_label("Name", exact=True).last).to_have_value("Chief of works")
    page.context.set_offline(False)

    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at", timeout=15_000)


def test_a_new_page_scolds_nobody_and_says_what_is_wrong(page_of):
    page = page_of(INSTRUCTOR)
    draft = open_scenario(page, "Patience", "personas")
    page.get_by_label("Short name").fill("Rafiq")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("h1")).to_have_text("Rafiq")

    assert page.locator(".field__error, .field--wrong, .todo").count() == 0
    expect(page.locator(".missing")).to_contain_text("Who they are")
    expect(page.locator("#about-hint .needed")).to_have_text("Fill this in.")
    page.get_by_label("Who they are").fill("Sells tea.")
    expect(page.locator(".missing")).to_be_hidden()
    expect(page.locator("#about-hint .needed")).to_be_hidden()

    page.goto(f"{draft}/edit/day")
    page.locator("[name=trust]").fill("300")
    expect(page.locator("#trust-live-error")).to_have_text("At most 100.")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_to_a_field_opens_what_it_is_folded_in(page_of, scripts):
    page = page_of(INSTRUCTOR, java_script_enabled=scripts)
    draft = open_scenario(page, "Folded", "personas")
    page.get_by_label("Short name").fill("Rafiq")
    page.get_by_role("button", name="Add", exact=True).click()
    habits = page.locator("#habits")
    expect(habits).to_be_hidden()

    page.goto(f"{draft}/edit/personas/rafiq#habits")
    page.reload()
    expect(habits).to_be_visible()
    habits.locator("[name=habits-0-minutes]").fill("soon")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{draft}/edit/personas/rafiq")
    expect(habits.get_by_text("This has to be a number.")).to_be_visible()
    expect(page.locator(".fold__count")).to_have_text("1 entered")


def test_a_time_that_is_none_is_told_beside_its_field_at_once(page_of):
    page = page_of(INSTRUCTOR)
    open_scenario(page, "Six in the evening", "day")

    page.get_by_label("The day begins at").fill("6 pm")

    expect(page.locator("[data-autosave-state]")).to_contain_text("with something to mend")
    expect(page.locator("#opens-live-error")).to_be_visible()
    expect(page.get_by_label("The day begins at")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("The day begins at").fill("18:00")
    expect(page.locator("[data-autosave-state]")).not_to_contain_text("something to mend")
    expect(page.locator("#opens-live-error")).to_be_hidden()
    assert page.locator("summary", has_text="How long each action takes").count() == 1
    assert page.complaints == []
