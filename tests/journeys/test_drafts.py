"""Drafts in a real browser: what is typed outlives a killed server, an ended session, and a colleague on the same page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import servers

pytestmark = pytest.mark.browser

INSTRUCTOR, ADMINISTRATOR = "instructor@academy.example", "admin@academy.example"


@pytest.fixture
def own_server(tmp_path):
    """One that may be killed."""
    with servers.running(tmp_path, LANGUAGES="en,ur") as server:
        yield server


def open_draft(page, title):
    page.goto("/studio/new/rules")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Begin").click()
    page.locator(".parts").get_by_role("link", name="About").click()
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
    assert page_is_sound(page)
    page.locator("section[aria-labelledby=kind-rules] form[action$='/pakistan'] button").first.click()
    draft = page.url
    for name in ("", "edit/about", "edit/conduct", "edit/offices/wasa", "history", "publish"):
        page.goto(f"{draft}{name}")
        assert page_is_sound(page), name


def page_is_sound(page):
    found = Axe().run(page).response["violations"]
    assert found == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def sign_in(page, password, here=False):
    if not here:
        page.goto("/accounts/sign-in")
    page.locator("[name=email]").fill(INSTRUCTOR)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
