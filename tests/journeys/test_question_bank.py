"""A question is written into a bank, a quiz draws from it, and a learner's two attempts are not asked the same."""

import re
from textwrap import dedent

import pytest
from playwright.sync_api import expect

from academy.packs import files
from tests.factories import BANK, DRAWING
from tests.looks import fits, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INSTRUCTOR, OFFICER = "instructor@academy.example", "officer@academy.example"
COURSE = DRAWING.partition("            draws:")[0].replace("rules: land", "rules: pakistan")
PROMPT = re.compile(r"Question \d on [a-z]+/[a-z]+|Whose lamp is it\?")
DRAWN = 3


def brought(page, name, text):
    """A pack from a file, published at once."""
    data = files.zipped({f"{name}/pack.yaml": dedent(text).encode()})
    page.goto("/studio/import")
    page.locator("[name=files]").set_input_files({"name": f"{name}.zip", "mimeType": "application/zip", "buffer": data})
    page.get_by_role("button", name="Look at it").click()
    look(page)
    page.get_by_role("button", name="Publish it at once").click()


def draft_of(page, title):
    """The address of the draft of a published pack."""
    page.goto("/studio/")
    page.locator("li.pack", has_text=title).get_by_role("button", name="Edit").click()
    expect(page.locator("main h1")).to_have_text(title)
    return page.url.rstrip("/")


def published(page, draft):
    page.goto(f"{draft}/publish")
    page.get_by_label("What changed, and why").fill("For the journey")
    page.locator("main form").get_by_role("button", name="Publish").click()


def asked(page):
    return PROMPT.findall(page.locator("main").inner_text())


def attempt(page, look_too=False):
    """What an attempt asks; every first answer is given."""
    page.goto("/courses/drawing/quiz/check")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("button", name="Submit answers")).to_be_visible()
    if look_too:
        look(page)
    prompts = asked(page)
    for box in page.locator("input[type=radio][value='1']").all():
        box.check()
    page.get_by_role("button", name="Submit answers").click()
    expect(page.locator("main")).to_contain_text("Not passed")
    return prompts


def test_a_quiz_draws_what_an_instructor_wrote_and_two_attempts_differ(page_of):
    page = page_of(INSTRUCTOR)
    brought(page, "testing", BANK)
    brought(page, "drawing", COURSE)

    bank = draft_of(page, "Testing")
    page.goto(f"{bank}/edit/questions?competency=mandate")
    look(page)
    expect(page.locator("li.entry")).to_have_count(4)
    page.locator("[name=called]").fill("Whose lamp is it?")
    page.locator(".adding button[type=submit]").click()
    page.get_by_label("Objective").select_option("mandate/judges")
    for number, text in enumerate(("Ours", "Theirs")):
        page.locator(f"[name=options-{number}-text]").fill(text)
        page.locator(f"[name=options-{number}-feedback]").fill(f"Because of {text}.")
        if not number:
            page.locator("[name=options-0-right]").check()
        page.locator("[value='add/options']").click()
        expect(page.locator(f"[name=options-{number + 1}-text]")).to_be_visible()
    look(page)
    published(page, bank)
    expect(page.locator("main h1")).to_have_text("What rests on a former edition")
    look(page)
    page.get_by_role("button", name="Publish them again").click()
    expect(page.locator("main")).to_contain_text("rests on it as it is now")

    course = draft_of(page, "Drawing")
    page.goto(f"{course}/edit/modules/first/activities/quiz.check")
    page.locator("[name=draws-0-count]").fill(str(DRAWN))
    expect(page.locator("#matching")).to_contain_text("13 questions of the bank match.", timeout=10_000)
    look(page)
    published(page, course)
    page.get_by_role("button", name="Give course").click()
    expect(page.locator("main")).to_contain_text("Drawing")

    learner = page_of(OFFICER)
    first, second = attempt(learner, look_too=True), attempt(learner)
    look(learner)
    assert len(first) == len(second) == DRAWN and set(first).isdisjoint(second)
    assert page.complaints == learner.complaints == []


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_a_bank_and_its_draws_are_written_on_a_phone_without_scripts(page_of, dir):
    page = page_of(INSTRUCTOR, width=360, dir=dir, java_script_enabled=False)
    page.goto("/studio/new/bank")
    page.locator("[name=title]").fill(f"From a phone, {dir}")
    page.locator("main form button[type=submit]").click()
    draft = page.url.rstrip("/")
    for place, called, kind in (("competencies", "Mandate", None), ("questions", "Is it so?", "single")):
        page.goto(f"{draft}/edit/{place}")
        if kind:
            page.locator("[name=kind]").select_option(kind)
        page.locator("[name=called]").fill(called)
        page.locator(".adding button[type=submit]").click()
        fits(page)
    page.locator("[name=objective]").select_option("mandate/does")
    page.locator("#place .form__buttons--sticky button").click()

    page.goto(f"{draft}/edit/questions")
    page.locator("[name=competency]").select_option("mandate")
    page.locator("form.filters button").click()
    expect(page.locator("li.entry")).to_have_count(1)
    fits(page)
