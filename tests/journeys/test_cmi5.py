"""A learner opens a course from a platform that has it as a cmi5 package, in a real browser, and goes back."""

import time

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.academy.xapi import lms as platform_side
from tests.looks import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lms():
    with platform_side.running() as lms:
        yield lms


@pytest.fixture(scope="module")
def server(tmp_path_factory, lms):
    host = lms.url.removeprefix("http://")
    with servers.running(tmp_path_factory.mktemp("server"), INTRANET=host) as server:
        server.command("cmi5", "platform", "The platform", lms.url)
        yield server


@pytest.fixture
def page(server, lms, browser):
    fields = lms.launch(f"{server.url}/xapi/activities/official-online")
    lms.link = server.url + platform_side.address("official-online", fields)
    context = browser.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.complaints = []
    ours = lambda message: message.type == "error" and message.location["url"].startswith(server.url)  # noqa: E731
    page.on("console", lambda message: ours(message) and page.complaints.append(message.text))
    page.said = lambda: lms.session(fields).said
    yield page
    context.close()


def comes_true(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()


def test_there_and_back_again(page, lms, server):
    page.goto(f"{lms.url}/course/view")
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Official, online")
    assert comes_true(lambda: page.said() == ["initialized"])
    assert violations(page) == []
    back = page.get_by_role("button", name="Back to your learning platform")

    page.reload()
    page.locator("main a[href*='/lesson/']").first.click()
    page.go_back()
    back.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("The platform")
    assert page.url == f"{lms.url}/course/view?id=3"
    assert comes_true(lambda: page.said() == ["initialized", "terminated"])
    assert page.complaints == []

    page.goto(f"{server.url}/courses/official-online")
    expect(page.locator("[name=password]")).to_be_visible()


def test_a_launch_that_was_used_says_what_to_do(page, lms):
    page.goto(f"{lms.url}/course/view")
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Official, online")
    page.wait_for_load_state("networkidle")  # an answer under way would bring the session back
    page.context.clear_cookies()
    page.goto(lms.link)

    expect(page.locator("main")).to_contain_text("This launch was used already.")
    assert violations(page) == []
