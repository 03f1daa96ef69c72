"""A learning platform is connected: it registers itself in a frame of its own page, or an administrator types it in."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import platform as platforms_to_test
from tests import servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE = "admin@academy.example"
PAGE = """<!doctype html><html lang="en"><title>Manage tools</title><main><h1>Manage tools</h1>
<iframe title="Tool registration" width="100%%" height="900" src="%s"></iframe></main>
<script>addEventListener("message", (event) => {
  if (event.data.subject === "org.imsglobal.lti.close") document.querySelector("iframe").remove()
})</script></html>"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own, which may ask the platform beside it."""
    port = servers.free_port()
    with servers.running(tmp_path_factory.mktemp("lti"), LANGUAGES="en,ar", INTRANET=f"127.0.0.1:{port}") as server:
        server.platform_port = port
        yield server


@pytest.fixture(scope="module")
def platform(server):
    with platforms_to_test.running(server.url, server.platform_port) as platform:

        def manage_tools():
            asked = {
                "openid_configuration": f"{platform.url}/.well-known/openid-configuration",
                "registration_token": "a-registration-token",
            }
            return PAGE % f"{platform.invitation}?{urlencode(asked).replace('&', '&amp;')}"

        platform.app.add_url_rule("/manage-tools", view_func=manage_tools)
        yield platform


def test_a_platform_registers_itself_in_a_frame_and_is_approved(page_of, platform):
    page = page_of(OFFICE)
    page.get_by_role("link", name="Operations").click()
    page.get_by_role("link", name="Learning platforms").click()
    look(page)
    page.get_by_role("link", name="Connect a learning platform").first.click()
    look(page)
    page.get_by_role("link", name="Moodle").click()
    look(page)
    page.get_by_role("button", name="Make the address").click()
    look(page)
    platform.invitation = page.get_by_label("Address to paste").input_value()

    # the administrator of the platform, in another browser, who has no account here
    there = page_of(width=700)
    there.goto(f"{platform.url}/manage-tools")
    frame = there.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("Register the academy")
    look(there)
    frame.get_by_role("button", name="Register").click()
    expect(frame.locator("h1")).to_have_text("Registered")
    look(there)
    expect(frame.get_by_role("button", name="Close")).to_be_focused()
    there.keyboard.press("Enter")
    expect(there.locator("iframe")).to_have_count(0)
    assert [each for each in there.complaints if "favicon" not in each and "404" not in each] == []

    page.get_by_role("link", name="Done: show the platforms").click()
    expect(page.locator("main")).to_contain_text("Waits for your approval")
    look(page)
    page.get_by_role("link", name="Moodle").click()
    look(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("main")).to_contain_text("can be launched from now on")
    page.get_by_role("button", name="Try the keys and a token").click()
    expect(page.locator("main")).to_contain_text("The connection works")
    look(page)
    assert page.complaints == []


def test_another_sites_frame_of_an_invitation_stays_empty(page_of, platform):
    page = page_of(OFFICE)
    page.goto("/platforms/new/moodle")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Address to paste").input_value()

    there = page_of()
    platform.invitation = address
    there.goto(f"{platform.url.replace('127.0.0.1', 'localhost')}/manage-tools")  # the same server under another name

    expect(there.locator("iframe")).to_be_visible()
    expect(there.frame_locator("iframe").locator("body")).not_to_contain_text("Register the academy")
    assert any("frame-ancestors" in each for each in there.complaints)


@pytest.mark.parametrize(("width", "dir"), [(360, "ltr"), (360, "rtl"), (1280, "rtl")])
def test_a_platform_is_typed_in_without_scripts(page_of, platform, width, dir):
    page = (
        page_of(OFFICE, width=width, dir=dir, java_script_enabled=False)
        if dir == "ltr"
        else page_of(OFFICE, width=width, dir=dir)
    )
    scripted = dir == "rtl"
    page.goto("/platforms/new/brightspace/by-hand")
    if scripted:
        look(page)
    page.locator("[name=host]").fill("lms.school.example")
    page.locator("form[method=get] button").click()
    expect(page.locator("[name=issuer]")).to_have_value("https://lms.school.example")

    page.locator("[name=client_id]").fill(f"client-{width}-{dir}")
    page.locator("[name=jwks_url]").fill("lms.school.example/jwks")
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=client_id]")).to_have_value(f"client-{width}-{dir}")
    if scripted:
        look(page)
    page.locator("[name=jwks_url]").fill("https://lms.school.example/d2l/.well-known/jwks")
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("lms.school.example")
    if scripted:
        look(page)
    page.goto("/platforms/")
    if scripted:
        look(page)
    page.goto("/lti/register/guessed?openid_configuration=https://lms.school.example/configuration")
    expect(page.locator("h1")).to_have_text("Nothing was registered")
    if scripted:
        look(page)
