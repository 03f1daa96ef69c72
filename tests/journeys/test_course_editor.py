"""A course from nothing to what learners see: with a preview that follows the typing, on a phone, without scripts."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.looks import fits, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INSTRUCTOR = "instructor@academy.example"


def begun(page, title):
    """A new course with a module that has an empty lesson; the page shows the lesson."""
    page.goto("/studio/new/course")
    page.locator("[name=title]").fill(title)
    page.locator("main form button[type=submit]").click()
    draft = page.url.rstrip("/")
    for place, called in (("modules", "Basics"), ("modules/basics/activities", "Read me")):
        page.goto(f"{draft}/edit/{place}")
        page.locator("[name=called]").fill(called)
        look(page)
        page.locator(".adding button[type=submit]").click()
    return draft


def picture():
    written = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(written, "PNG")
    return {"name": "counter.png", "mimeType": "image/png", "buffer": written.getvalue()}


def test_a_lesson_is_written_with_an_image_and_tried_as_learners_see_it(page_of):
    page = page_of(INSTRUCTOR)
    draft = begun(page, "Written in the browser")
    look(page)

    # an image first, and the line that shows it
    page.goto(f"{draft}/images?to=modules/basics/activities/lesson.read-me")
    look(page)
    page.locator("[name=upload]").set_input_files(picture())
    page.get_by_label("What it shows").fill("A counter")
    page.get_by_role("button", name="Upload").click()
    line = page.locator(".image__line").text_content()
    look(page)
    page.get_by_role("link", name=re.compile("Back to")).click()

    # the preview follows the typing, and the page saves itself
    page.locator("#body").fill(f"## At the counter\n\n{line}")
    expect(page.locator(".shown h2", has_text="At the counter")).to_be_visible()
    expect(page.locator(".shown img")).to_have_js_property("naturalWidth", 60)
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at", timeout=10_000)
    look(page)
    page.reload()
    expect(page.locator(".shown h2", has_text="At the counter")).to_be_visible()
    page.locator("main").get_by_role("link", name="See it as learners do").click()
    expect(page.locator(".prose img")).to_have_js_property("naturalWidth", 60)
    look(page)
    assert page.complaints == []


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_a_quiz_is_written_and_tried_on_a_phone_without_scripts(page_of, dir):
    page = page_of(INSTRUCTOR, width=360, dir=dir, java_script_enabled=False)
    page.goto("/studio/new/course")
    page.locator("[name=title]").fill("From a phone")
    page.locator("main form button[type=submit]").click()
    draft = page.url.rstrip("/")
    for place, called, kind in (
        ("modules", "Basics", None),
        ("modules/basics/activities", "Check", "quiz"),
        ("modules/basics/activities/quiz.check/questions", "Is it so?", "single"),
    ):
        page.goto(f"{draft}/edit/{place}")
        if kind:
            page.locator("[name=kind]").select_option(kind)
        page.locator("[name=called]").fill(called)
        page.locator(".adding button[type=submit]").click()

    for number, text in enumerate(("Yes", "No")):
        page.locator(f"[name=options-{number}-text]").fill(text)
        page.locator(f"[name=options-{number}-feedback]").fill(f"Because of {text}.")
        if text == "Yes":
            page.locator(f"[name=options-{number}-right]").check()
        page.locator("[value='add/options']").click()
    fits(page)

    page.goto(f"{draft}/edit/modules/basics/activities/quiz.check")
    page.locator("a[href$='/quiz/check/try']").click()
    page.locator("[name=q1][value='0']").check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Because of Yes.")
    fits(page)
