"""The pictures of docs/lms.md, taken anew: `.venv/bin/python -m tests.screenshots_lms`.

A demo academy is connected with a platform, chosen for, launched into and graded, and looked at on the way.
"""

import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from tests import platform as platforms, servers
from tests.browsers import launch_options
from tests.journeys import officer
from tests.platform import MEMBERSHIP, Platform, User
from tests.screenshots import FOLDER, HEIGHT, WIDTH, keep, sign_in

WINDOW = 1100  # pixels: width of the window that a picture is taken of
OFFICE = "admin@academy.example"
COURSE, SCENARIO = "official-online", "first-shift"
NAMES = ("Ayesha Rehman", "Bilal Ahmed", "Chand Bibi", "Danish Memon")


def main() -> None:
    port = servers.free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.running(Path(folder), LANGUAGES="en", INTRANET=f"127.0.0.1:{port}") as server,
        platforms.running(server.url, port) as platform,
        sync_playwright() as playwright,
        playwright.chromium.launch(**launch_options()) as browser,
    ):
        platform.users |= {f"u{number}": User(name=name) for number, name in enumerate(NAMES)}
        platform.users["teacher"] = User((f"{MEMBERSHIP}Instructor",), "Nadia Khan")

        def window() -> Page:
            size = {"width": WINDOW, "height": WINDOW * HEIGHT // WIDTH}
            return browser.new_context(
                viewport=size, device_scale_factor=WIDTH / WINDOW, base_url=server.url
            ).new_page()

        register(window(), server, platform)
        teacher, learner = window(), window()
        choose(teacher, platform)
        launch(learner, platform.start("u0", "link-1"))
        officer.play(learner, COURSE, SCENARIO, {}, lambda page: None)
        launch(window(), platform.start("u1", "link-1"))
        look_at_the_cohort(teacher, platform)


def register(page: Page, server: servers.Server, platform: Platform) -> None:
    """The address to paste, the registration in the platform, and the approval."""
    sign_in(page, server.password, OFFICE)
    page.goto("/platforms/new/moodle")
    page.get_by_role("button", name="Make the address").click()
    take(page, "lms-invite")
    asked = {
        "openid_configuration": f"{platform.url}/.well-known/openid-configuration",
        "registration_token": "a-registration-token",
    }
    there = page.context.new_page()
    there.goto(f"{page.get_by_label('Address to paste').input_value()}?{urlencode(asked)}")
    there.get_by_role("button", name="Register").click()
    page.goto("/platforms/")
    page.get_by_role("link", name="Moodle").click()
    take(page, "lms-approve")
    page.get_by_role("button", name="Approve").click()
    page.goto("/platforms/new/brightspace/by-hand")
    take(page, "lms-by-hand", "#ours")


def choose(page: Page, platform: Platform) -> None:
    launch(page, platform.start("teacher", message="choose"))
    page.get_by_label("Look for a word").fill("first shift")
    page.get_by_label("Look for a word").press("Enter")
    page.locator(f"input[value='{COURSE}/scenario/{SCENARIO}']").check(force=True)
    take(page, "lms-choose")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Put into Moodle").click()
    page.get_by_role("heading", name="1 links").wait_for()


def look_at_the_cohort(page: Page, platform: Platform) -> None:
    launch(page, platform.start("teacher", "link-1"))
    page.wait_for_timeout(4000)  # the roster and the grade travel
    page.goto(f"{page.url}/grades")
    take(page, "lms-grades")


def launch(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Go on").click()


def take(page: Page, name: str, top: str = "header.page-title") -> None:
    """The window, from the element `top` on."""
    page.wait_for_load_state("networkidle")
    page.evaluate("top => scrollTo(0, document.querySelector(top).getBoundingClientRect().top + scrollY - 24)", top)
    keep(page, FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
