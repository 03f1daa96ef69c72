"""An author tries a draft: what a sentence would earn while it is typed, and the page from a post on."""

import re

import pytest
from playwright.sync_api import expect

from tests.looks import look

pytestmark = pytest.mark.browser

POST = "posts/fallen-wire"


@pytest.fixture
def open_post(page_of):
    """Opens the page of a post in the draft of a shipped scenario; gives the page and the address of the draft."""

    def open_page(**options):
        page = page_of("instructor@academy.example", **options)
        page.goto("/studio/")
        page.locator(".pack", has_text="The dark street").get_by_role("button", name=re.compile("Edit|Go on")).click()
        draft = page.url
        page.goto(f"{draft}edit/{POST}")
        return page, draft

    return open_page


def criterion(page):
    """The first one that has example sentences, within the fold in which all of them stand."""
    fold = page.locator("details.fold", has=page.locator("summary", has_text="What good and poor sentences look like"))
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    return page.locator("details.criterion[open]").first


def test_a_sentence_is_graded_while_it_is_typed(open_post):
    page, _ = open_post()
    panel = criterion(page)

    panel.locator("textarea").first.focus()
    expect(panel.locator(".earned")).to_contain_text(re.compile("example sentence"))
    panel.get_by_role("button", name="Take the line at the cursor").click()
    expect(panel.locator(".earned__level")).to_contain_text(re.compile("[Mm]et|Missed"))
    expect(panel.locator("[data-tried]")).not_to_have_value("")

    panel.locator("[data-tried]").fill("Shut up, you idiot.")
    expect(panel.locator(".earned")).to_contain_text("Red line:")
    look(page)
    assert not page.complaints


def test_on_a_phone_and_without_scripts_a_button_grades_in_a_new_tab(open_post):
    page, _ = open_post(width=360, height=800, java_script_enabled=False)
    panel = criterion(page)
    panel.locator("[data-tried]").fill("Call 1122 now and stay away from the wire.")

    with page.context.expect_page() as opened:
        panel.get_by_role("button", name="Grade it in a new tab").click()

    expect(opened.value.get_by_role("heading", level=1)).to_have_text("What this would earn")
    expect(opened.value.locator("main")).to_contain_text(re.compile("[Mm]et|Missed"))
    expect(panel.locator("[data-tried]")).to_have_value("Call 1122 now and stay away from the wire.")


def test_a_draft_is_played_from_a_post_on_and_back(open_post):
    page, draft = open_post(dir="rtl")

    page.get_by_role("link", name="Try it from this post on").click()
    expect(page.locator("[name=opens]")).to_have_value("fallen-wire")
    look(page)
    page.get_by_role("button", name="Play").click()

    expect(page.locator("main")).to_contain_text("You are trying a draft")
    expect(page.locator("#post-fallen-wire")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Back to the editor").click()
    expect(page).to_have_url(f"{draft}edit/{POST}")


def test_a_model_answer_is_tried_by_pressing_a_button(open_post):
    page, _ = open_post()
    panel = page.locator(".earns--answer").first

    panel.get_by_role("button", name="Try it").click()

    expect(panel.locator(".earned__level")).to_contain_text("pass")
    look(page)
    assert not page.complaints
