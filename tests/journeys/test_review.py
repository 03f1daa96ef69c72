"""An appeal from the learner's debrief to the answer, and a blind mark: by keyboard, without scripts, on any screen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from academy.accounts import passwords, people
from academy.db import db
from scenarios.review.models import BlindMark
from tests import factories, servers
from tests.conftest import application

pytestmark = pytest.mark.browser
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEARNER, REVIEWER, SECOND = "ada@academy.example", "gul@academy.example", "hira@academy.example"
REPLY = "We are sorry. A crew clears the drain on Thursday."
REASON = "The crew and the day are both named."
ANSWER = "You are right, the day is there."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own: nothing else waits there."""
    with servers.running(tmp_path_factory.mktemp("review"), LANGUAGES="en,ur") as server:
        yield server


@pytest.fixture(scope="module")
def run(server):
    """A finished run with a reply that one instructor has reviewed; both its texts are drawn for blind marking."""
    app = application(server.database_url, server.instance, BLIND_SHARE=100)
    with app.app_context():
        factories.scenario()
        factories.practice()
        learner = factories.learner(email=LEARNER, name="Ada Karim")
        reviewers = [factories.instructor(email=email, name=email.split("@")[0]) for email in (REVIEWER, SECOND)]
        for person in (learner, *reviewers):
            passwords.put(person, server.password)
        played = factories.run(enrolment=factories.started(learner, "practice"))
        factories.move(played, level=1, reply=REPLY)
        factories.move(played, post="wires", reply="بجلی کمپنی کو 118 پر فون کریں۔", level=2)
        factories.review(factories.finish(played), reviewer=reviewers[0], clarity=2)
        number = played.id
        db.session.commit()
    yield number
    with app.app_context():
        db.engine.dispose()


def look(page):
    """What is true of every page on the way: nothing that the accessibility engine finds, nothing beyond the edge."""
    found = Axe().run(page, options={"runOnly": GUIDELINES}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def test_an_appeal_goes_to_another_instructor_and_is_answered(server, run, page_of):
    learner, reviewer, second = page_of(LEARNER, width=360), page_of(REVIEWER), page_of(SECOND, dir="rtl", width=360)
    appeal_by_keyboard(learner, run)

    reviewer.goto("/review/")
    look(reviewer)
    expect(reviewer.locator("tbody tr").first).to_contain_text("Another instructor decides")
    reviewer.get_by_role("link", name="Ada Karim").click()
    expect(reviewer.locator("#move-1")).to_contain_text("You have reviewed this grade")
    expect(reviewer.locator("#move-1 form")).to_have_count(0)
    look(reviewer)

    second.goto("/review/")
    look(second)
    second.get_by_role("link", name="Ada Karim").click()
    look(second)
    form = second.locator("#review-1")
    form.get_by_role("button", name="Decide the appeal").click()
    expect(second.locator("#review-1-answer")).to_have_attribute("aria-invalid", "true")
    look(second)
    second.locator("#review-1-answer").fill(ANSWER)
    form.get_by_role("button", name="Decide the appeal").click()
    expect(second.locator("#move-1")).to_contain_text(ANSWER)

    learner.reload()
    expect(learner.locator("#appeal-1")).to_contain_text(ANSWER)
    look(learner)
    second.goto("/review/")
    expect(second.locator("main")).to_contain_text("Nothing waits for you")
    assert unexpected(learner, reviewer, second) == []


def unexpected(*pages):
    """What the consoles complained of, but for the forms that were refused on purpose."""
    return [complaint for page in pages for complaint in page.complaints if "400 (BAD REQUEST)" not in complaint]


def appeal_by_keyboard(page, run):
    """Without a reason first: the page says so and takes the learner to the field."""
    page.goto(f"/scenarios/runs/{run}/debrief")
    look(page)
    page.locator("#appeal-1 summary").focus()
    page.keyboard.press("Enter")
    look(page)
    for words in ("", REASON):
        page.locator("#appeal-1-reason").focus()
        page.keyboard.type(words)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        if not words:
            page.get_by_role("link", name="Say what should be looked at again.").press("Enter")
            expect(page.locator("#appeal-1-reason")).to_be_focused()
            look(page)
    expect(page.locator("#appeal-1")).to_contain_text("Waits for another instructor")
    look(page)


@pytest.mark.parametrize(
    ("email", "dir", "width", "scripts"), [("instructor@academy.example", "rtl", 360, True), (SECOND, "ltr", 1280, False)]
)
def test_a_text_is_marked_blind_on_any_screen_and_without_scripts(server, run, page_of, email, dir, width, scripts):
    page = page_of(email, dir=dir, width=width, java_script_enabled=scripts)
    page.goto("/review/blind")
    text = re.search(r"/review/blind/\d+", page.content())[0]
    expect(page.locator("main")).not_to_contain_text("Ada Karim")

    for name in ("acknowledgement", "mandate", "next_step", "clarity", "neutrality", "office_not_person", "composure"):
        page.locator(f"[name=level_{name}][value='2']").check()
    page.locator("[name=level_privacy][value='0']").check()
    page.locator("[name=overall][value='3']").check()
    page.get_by_role("button", name="Keep this mark").click()
    expect(page.locator("main")).to_contain_text("You marked a red line")
    expect(page.locator("[name=level_privacy][value='0']")).to_be_checked()
    if scripts:  # the accessibility engine is one
        look(page)
    page.locator("[name=overall][value='1']").check()
    page.get_by_role("button", name="Keep this mark").click()

    expect(page.locator("main")).to_contain_text("Your mark is kept")
    assert f'action="{text}"' not in page.content()
    assert unexpected(page) == []
    assert marks_of(server, email) == [(1, 0)]


def marks_of(server, email):
    """(overall, privacy) of the blind marks that somebody has made."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        marker = people.by_email(email)
        marks = [(mark.overall, mark.levels["privacy"]) for mark in db.session.query(BlindMark).filter_by(marker=marker)]
        db.engine.dispose()
    return marks
