"""Signing in with a second factor and by single sign-on: on a phone, in Urdu, by keyboard, without scripts."""

import re
import time
from contextlib import suppress

import pyotp
import pytest
from playwright.sync_api import expect

from tests import provider as providers, servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICER, INSTRUCTOR, ADMIN = (f"{name}@academy.example" for name in ("officer", "instructor", "admin"))
PEOPLE = {
    "sub-officer": {"email": OFFICER, "email_verified": True},
    "sub-admin": {"email": ADMIN, "email_verified": True},
    "sub-nobody": {"email": "nobody@academy.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy with single sign-on: its people get second factors, which other journeys do not know of."""
    with providers.running(PEOPLE) as provider:
        settings = {
            "SSO_ISSUER": provider.issuer,
            "SSO_CLIENT": providers.CLIENT,
            "SSO_SECRET": "x",
            "SSO_NAME": "Example ID",
            "LANGUAGES": "en,ar",
        }
        with servers.running(tmp_path_factory.mktemp("sign-in"), **settings) as server:
            yield server


@pytest.fixture
def without_factor(server):
    """However the journey ends, the next one signs in with a password alone."""
    yield
    with suppress(AssertionError):  # it is off, where all went well
        server.command("people", "second-factor-off", INSTRUCTOR)


def a_code(secret, after=None):
    """The code of now; one that differs from the code before, for which half a minute is waited at most."""
    while (code := pyotp.TOTP(secret).now()) == after:
        time.sleep(1)
    return code


def set_up(page):
    """Through the pages: the secret, the code that confirmed it, and the recovery codes."""
    page.goto("/accounts/second-factor/")
    page.locator("main form button").click()
    secret = page.locator(".secret__key").inner_text().replace(" ", "")
    code = a_code(secret)
    page.locator("#code").fill(f"{code[:3]} {code[3:]}")
    page.locator("#code").press("Enter")
    expect(page.locator(".recovery-codes code").first).to_be_visible()
    return secret, code, page.locator(".recovery-codes code").all_inner_texts()


def switch_off(page, paper):
    page.goto("/accounts/second-factor/")
    page.locator("main summary").click()
    page.locator("#recovery").fill(paper)
    page.locator("button[value=off]").click()


def leave(page):
    page.locator(".who__leave").click()


@pytest.mark.parametrize(("dir", "width"), [("ltr", 360), ("ltr", 1280), ("rtl", 360)])
def test_a_second_factor_from_setting_it_up_to_switching_it_off(page_of, server, without_factor, dir, width):
    page = page_of(INSTRUCTOR, dir=dir, width=width)
    page.goto("/accounts/")
    look(page)
    page.goto("/accounts/second-factor/")
    look(page)
    page.locator("main form button").click()
    look(page)
    assert page.locator("svg.qr").bounding_box()["width"] > 150
    secret, code, paper = set_up(page)
    look(page)
    page.locator("main .button--main").click()
    leave(page)

    page.locator("[name=email]").fill(INSTRUCTOR)
    page.locator("[name=password]").fill(server.password)
    page.locator("[name=password]").press("Enter")
    look(page)
    page.locator("#code").fill("000000")
    page.locator("#code").press("Enter")
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    look(page)
    page.locator("main summary").click()
    page.locator("#code").fill("")
    page.locator("#recovery").fill(paper[0].lower())
    page.locator("#recovery").press("Enter")

    expect(page.locator(".who")).to_be_visible()
    page.goto("/accounts/second-factor/")
    look(page)
    switch_off(page, paper[1])
    expect(page.locator(".banner--good")).to_be_visible()
    assert all("401" in each for each in page.complaints)  # the wrong code


def test_without_scripts_a_code_is_all_it_takes(page_of, server, without_factor):
    page = page_of(INSTRUCTOR, java_script_enabled=False)
    secret, code, paper = set_up(page)
    page.get_by_role("link", name="I have kept them: go on").click()
    leave(page)

    page.locator("[name=email]").fill(INSTRUCTOR)
    page.locator("[name=password]").fill(server.password)
    page.locator("main form button[type=submit]").click()
    page.get_by_label("Code from your app").fill(a_code(secret, after=code))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.locator(".who")).to_be_visible()
    switch_off(page, paper[0])


@pytest.mark.parametrize(("dir", "width"), [("ltr", 1280), ("rtl", 360)])
def test_somebody_sees_two_devices_and_ends_one(page_of, dir, width):
    other, page = page_of(OFFICER), page_of(OFFICER, dir=dir, width=width)
    page.goto("/accounts/sessions/")
    look(page)

    while page.locator("main form:has(.button--quiet)").count():
        page.locator("main form:has(.button--quiet) button").first.click()

    other.reload()
    expect(other.locator("[name=password]")).to_be_visible()
    expect(page.locator(".who")).to_be_visible()
    assert page.complaints == []


def test_the_provider_signs_somebody_in_and_a_stranger_not(page_of):
    page = page_of()
    look(page)
    page.goto("/certificates/")
    page.get_by_role("link", name="Sign in with Example ID").click()
    page.get_by_role("button", name="sub-officer").click()
    expect(page).to_have_url(re.compile("/certificates/$"))
    leave(page)
    expect(page.get_by_text("You may still be signed in at Example ID")).to_be_visible()

    page.get_by_role("link", name="Sign in with Example ID").click()
    page.get_by_role("button", name="sub-nobody").first.click()

    expect(page.get_by_text("has no account with your address there")).to_be_visible()
    look(page)


def linked(page):
    """An administrator's page, whose account is linked to the provider if it was not yet."""
    page.goto("/accounts/")
    if page.get_by_role("button", name="Link my account").count():
        page.get_by_role("button", name="Link my account").click()
        look(page)
        page.get_by_role("link", name="Go on to Example ID").click()
        page.get_by_role("button", name="sub-admin").first.click()
    expect(page.get_by_text("Your account is linked: you can sign in").first).to_be_visible()
    return page


def test_an_administrator_links_the_account_first(page_of):
    page = linked(page_of(ADMIN))
    leave(page)

    page.get_by_role("link", name="Sign in with Example ID").click()
    page.get_by_role("button", name="sub-admin").first.click()

    expect(page.locator(".who")).to_be_visible()


def test_a_form_that_was_sent_after_the_session_ended_survives_the_provider(page_of):
    page = linked(page_of(ADMIN))
    page.goto("/cohorts/new")
    page.locator("[name=name]").fill("Batch of the first day")
    page.context.clear_cookies()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("What you wrote is kept")).to_be_visible()
    page.get_by_role("button", name="Sign in with Example ID").click()
    look(page)
    page.get_by_role("link", name="Go on to Example ID").click()
    page.get_by_role("button", name="sub-admin").first.click()
    page.get_by_role("button", name="Send it now").click()

    expect(page.get_by_role("heading", name="Batch of the first day")).to_be_visible()
