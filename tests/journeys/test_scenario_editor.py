"""A scenario written in the browser: by keyboard, on any screen, without scripts."""

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AUTHOR = "instructor@academy.example"
PARTS = ("office", "contacts", "personas", "posts", "reactions", "posts/father", "reactions/overclaimed")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("editor"), LANGUAGES="en,ar") as server:
        yield server


def begin(page, title):
    page.goto("/studio/new/scenario")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Begin").click()
    return page.url.rstrip("/")


def add(page, draft, kind, called, choice=None):
    page.goto(f"{draft}/edit/{kind}")
    if choice:
        page.locator("[name=kind]").select_option(label=choice)
    page.get_by_label("Short name").fill(called)
    page.get_by_role("button", name="Add", exact=True).click()


def test_a_post_and_what_follows_it_are_written_by_keyboard(page_of):
    page = page_of(AUTHOR)
    draft = begin(page, "The lamp")
    add(page, draft, "personas", "Rafiq")
    add(page, draft, "posts", "Dark corner", "Complaint about our own service")
    look(page)

    # a menu by its first letters, a box by typing; it saves itself
    page.get_by_label("Who writes").focus()
    page.keyboard.type("Rafiq")
    page.keyboard.press("Tab")
    page.keyboard.type("Lamp 14 is broken since two weeks!")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("h1")).to_have_text("Rafiq: Lamp 14 is broken since two weeks!")

    # a frequent reaction is filled in, and takes one condition more
    add(page, draft, "reactions", "Thanked", "Somebody thanks after a good answer")
    expect(page.locator(".sentence")).to_contain_text("Rafiq writes under “Lamp 14 is broken since two weeks!”")
    page.locator("#when > details > summary").focus()
    page.keyboard.press("Enter")
    look(page)
    page.get_by_role("button", name="Trust is", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_contain_text("trust is below 40")
    expect(page.locator("[name=when-trust-how]")).to_be_focused()
    page.locator("[name=when-trust-number]").fill("25")
    expect(page.locator(".sentence")).to_contain_text("trust is below 25")
    page.goto(f"{draft}/edit/reactions")
    expect(page.locator("#entry-thanked")).to_contain_text("trust is below 25")
    assert page.complaints == []


@pytest.mark.parametrize(("dir", "width", "parts"), [("rtl", 360, PARTS), ("ltr", 1280, ("statement", "posts"))])
def test_a_large_scenario_is_edited_on_any_screen(page_of, dir, width, parts):
    page = page_of(AUTHOR, dir=dir, width=width)
    page.goto("/studio/")
    edit = page.locator("form[action='/studio/edit/scenario/water-rumour'] button")
    edit.click()
    draft = page.url.rstrip("/")

    for part in parts:
        page.goto(f"{draft}/edit/{part}")
        look(page)
    page.goto(f"{draft}/people?sought=nurse")
    look(page)
    assert page.complaints == []


def test_without_scripts_a_reaction_is_put_together_all_the_same(page_of):
    page = page_of(AUTHOR, java_script_enabled=False)
    draft = begin(page, "The bridge")
    add(page, draft, "reactions", "Anger")

    page.get_by_text("Add a condition", exact=True).click()
    page.get_by_role("button", name="Heat is", exact=True).click()
    page.locator("[name=when-heat-number]").fill("75")
    page.get_by_text("Add what happens", exact=True).click()
    page.get_by_role("button", name="Trust moves by", exact=True).click()

    expect(page.locator(".sentence")).to_contain_text("Once heat is at least 75, then trust falls by 5.")
    page.get_by_role("button", name="Take away: Trust moves by").click()
    expect(page.locator("[name=then-trust]")).to_have_count(0)
