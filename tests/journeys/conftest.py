"""What the journeys share: a real server with the demo's people, and browser pages that are signed in to it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import servers

LOG_SHOWN = 6000  # characters from the end of the server's log, under a failed journey
# What htmx says of a request that was still under way when its page was left: whoever types and sends at once does that.
GIVEN_UP = {"htmx:afterRequest", "htmx:sendAbort"}


def pytest_collection_modifyitems(items):
    """On a busy machine a browser can miss its moment: a journey that failed is gone once more, and the end says which."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("server"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture
def page_of(server, browser):
    """Opens a page for a demo account, signed in through the sign-in page: `page_of("officer@academy.example")`.
    `page.complaints` are the errors that its console showed, but for requests that their page left behind."""
    contexts = []

    def open_page(email=None, *, width=1280, height=900, dir="ltr", **options):
        contexts.append(
            browser.new_context(viewport={"width": width, "height": height}, base_url=server.url, **options)
        )
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: is_complaint(message) and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto("/accounts/sign-in")
        if dir == "rtl":  # in Arabic, which the interface does not speak: mirrored, and in English words
            page.get_by_role("button", name="العربية").click()
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
        if email:
            sign_in(page, email, server.password)
        return page

    yield open_page
    for context in contexts:
        context.close()


def is_complaint(message):
    return message.type == "error" and message.text not in GIVEN_UP


def sign_in(page, email, password):
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".who")).to_be_visible()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server:
        report.sections.append(("server log", server.log.read_text()[-LOG_SHOWN:]))
    return report
