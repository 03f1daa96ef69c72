"""The records API in the browser: the page that tells of it, and a token from making it to revoking it."""

import pytest
from playwright.sync_api import expect

from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADMIN = "admin@academy.example"


@pytest.mark.parametrize(("dir", "width"), [("ltr", 360), ("ltr", 1280), ("rtl", 360), ("rtl", 1280)])
def test_the_page_for_programmers(page_of, dir, width):
    page = page_of(dir=dir, width=width)
    page.goto("/api/")
    look(page)
    for summary in page.locator("main summary").all():
        summary.click()

    look(page)
    assert page.complaints == []


@pytest.mark.parametrize(
    ("dir", "width", "script"), [("ltr", 360, True), ("rtl", 1280, True), ("ltr", 1280, False), ("rtl", 360, True)]
)
def test_a_token_from_making_it_to_revoking_it(page_of, server, dir, width, script):
    page = page_of(ADMIN, dir=dir, width=width, **({} if script else {"java_script_enabled": False}))
    page.goto("/api/tokens")
    see = look if script else lambda page: None  # the accessibility engine is a script
    see(page)
    page.locator("[name=scopes][value='read:people']").check()
    page.locator("form[action='/api/tokens'] button").click()
    expect(page.locator("#name")).to_have_attribute("aria-invalid", "true")
    see(page)
    page.locator("#name").fill("Personnel system")
    page.locator("form[action='/api/tokens'] button").click()
    expect(page.locator(".new-token")).to_be_visible()
    token = page.locator(".new-token").inner_text()
    see(page)
    assert read(page, server, token).status == 200

    page.locator("main a.button--main").click()
    card = page.locator(".card").first
    expect(card).to_contain_text(token[:9])
    card.locator("summary").click()
    see(page)
    card.locator("form button").click()

    expect(page.locator(".banner--good")).to_be_visible()
    assert read(page, server, token).status == 401
    assert all("422" in each for each in page.complaints)  # the form without a name


def read(page, server, token):
    return page.context.request.get(f"{server.url}/api/v1/people", headers={"Authorization": f"Bearer {token}"})
