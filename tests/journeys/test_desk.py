"""A dialogue in real browsers: planned, joined by its code, answered at a desk that changes by itself."""

import pytest
from playwright.sync_api import expect

from academy.db import begin_writing, db
from scenarios.sittings import wheel
from scenarios.sittings.models import Sitting
from tests import servers
from tests.conftest import application
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOON = 30_000  # ms: at this speed comments come within seconds


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("desk"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture
def plan(page_of):
    """An instructor plans a dialogue whose clock goes twenty times as fast; its code."""
    page = page_of("instructor@academy.example")
    page.goto("/sittings/plan")
    page.locator("[name=dialogue]").select_option(index=1)
    page.locator("summary", has_text="For trying it out").click()
    page.locator("[name=speed]").select_option("20")
    look(page)
    page.get_by_role("button", name="Plan it").click()
    look(page)
    return page.locator(".facts code").inner_text()


@pytest.fixture
def begin(server):
    """Whoever leads begins, elsewhere."""

    def start(code):
        app = application(server.database_url, server.instance)
        with app.app_context():
            begin_writing()
            sitting = db.session.scalar(db.select(Sitting).filter_by(code=code))
            wheel.start(sitting, sitting.facilitator)
            db.session.commit()
            db.engine.dispose()

    return start


def sit_down(page, code):
    page.goto("/sittings/join")
    page.locator("[name=code]").fill(code.lower())
    page.locator("main form button").click()
    page.locator("[name=department]").first.check()
    page.locator("[name=role][value=responder]").check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/desk")


@pytest.mark.parametrize(("dir", "width"), [("ltr", 1280), ("rtl", 360)])
def test_a_desk_from_the_code_to_an_answer(plan, begin, page_of, dir, width):
    page = page_of("officer@academy.example", dir=dir, width=width)
    sit_down(page, plan)
    look(page)

    begin(plan)
    rows = page.locator("#queue > li")
    expect(rows.nth(3)).to_be_visible(timeout=SOON)  # they come by themselves
    look(page)
    rows.first.locator("a").click()
    box = page.locator("#comment form[id^=words-entry-] textarea")
    box.fill("Thank you. We are sorry that you waited.")
    expect(page.locator("#comment form[id^=words-entry-] [data-unsent-state]")).to_have_text(
        "Kept. Not sent yet.", timeout=SOON
    )
    page.reload()
    expect(box).to_have_value("Thank you. We are sorry that you waited.")
    look(page)

    page.locator("#comment button[value=reply]").click()
    expect(page.locator("#said")).to_contain_text("We are sorry that you waited.")
    expect(box).to_have_value("")
    assert page.complaints == []


def test_what_somebody_types_stays_while_comments_come(plan, begin, page_of):
    page = page_of("officer@academy.example")
    sit_down(page, plan)
    begin(plan)
    rows = page.locator("#queue > li")
    expect(rows.nth(1)).to_be_visible(timeout=SOON)
    rows.first.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**comment=**")
    box = page.locator("#comment form[id^=words-entry-] textarea")
    box.focus()
    page.keyboard.type("Half a sentence ")
    before = rows.count()

    expect(rows.nth(before + 1)).to_be_visible(timeout=SOON)
    page.keyboard.type("and the rest")

    expect(box).to_be_focused()
    expect(box).to_have_value("Half a sentence and the rest")


def test_a_desk_without_scripts(plan, begin, page_of):
    page = page_of("officer@academy.example", java_script_enabled=False, width=360)
    sit_down(page, plan)
    begin(plan)
    for _try in range(30):
        page.wait_for_timeout(1000)
        page.reload()
        if page.locator("#queue > li").count() > 1:
            break
    page.locator("#queue a").first.click()

    page.get_by_role("button", name="Claim it").click()
    page.locator("#comment form[id^=words-entry-] textarea").fill("Thank you. We look.")
    page.locator("#comment").get_by_role("button", name="Keep without sending").first.click()
    expect(page.locator("#comment form[id^=words-entry-] textarea")).to_have_value("Thank you. We look.")
    page.locator("#comment button[value=reply]").click()

    expect(page.locator("#said")).to_contain_text("Thank you. We look.")
