"""The page of operations, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.looks import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("dir", "width"), [("ltr", 1280), ("rtl", 360)])
def test_an_administrator_sees_how_the_server_is_and_goes_on_from_there(page_of, dir, width):
    page = page_of("admin@academy.example", dir=dir, width=width)
    page.goto("/system/")
    look(page)
    page.locator("section[aria-labelledby=settings] summary").first.press("Enter")
    expect(page.get_by_text("ACADEMY_SESSION_HOURS", exact=True)).to_be_visible()
    look(page)

    page.goto("/system/?others=1")
    expect(page.locator("section[aria-labelledby=concerns] .banner").first).to_be_visible()
    page.locator("main .cards a[href='/audit/']").press("Enter")
    expect(page).to_have_url(re.compile("/audit/$"))
    assert page.complaints == []
