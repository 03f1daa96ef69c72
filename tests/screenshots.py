"""The README's pictures of the studio and of the review, taken anew: `.venv/bin/python -m tests.screenshots [NAME …]`.

A demo academy of its own is set up for it, in which the officer has played a shipped page.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from academy import editions, records
from academy.accounts import people
from academy.db import db
from tests import factories, servers
from tests.browsers import launch_options
from tests.conftest import application

FOLDER = servers.ROOT / "docs" / "screenshots"
WIDTH, HEIGHT = 960, 720  # pixels of a picture
COLOURS = 128
OFFICER, INSTRUCTOR = "officer@academy.example", "instructor@academy.example"
DRAFTED, PLAYED = "dark-street", "blocked-drain"
REPLY = (
    "Shazia sahiba, we are sorry that your daughter fell into dirty water. The complaint was closed by mistake. Our crew "
    "clears the nala on Wednesday at 7, under the leadership of our beloved Chief Minister."
)


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, servers.running(Path(folder), LANGUAGES="en") as server:
        run_id = played(server)
        with sync_playwright() as playwright, playwright.chromium.launch(**launch_options()) as browser:
            for name in names or PICTURES:
                window, take = PICTURES[name]
                size = {"width": window, "height": window * HEIGHT // WIDTH}
                page = browser.new_page(viewport=size, device_scale_factor=WIDTH / window, base_url=server.url)
                sign_in(page, server.password)
                take(page, run_id)
                page.wait_for_load_state("networkidle")
                keep(page, FOLDER / f"{name}.png")
                page.close()


def posts(page: Page, run_id: int) -> None:
    """The posts of a scenario in the order of time, beside the picture of what leads to what."""
    page.goto(f"{drafted(page)}/edit/posts")
    show(page, ".posts-and-picture")


def reaction(page: Page, run_id: int) -> None:
    """A reaction as a sentence, and the menus that it is made of."""
    page.goto(f"{drafted(page)}/edit/reactions/right-door")
    show(page, "header.page-title")


def review(page: Page, run_id: int) -> None:
    """A text on the bench with what the grader found in it."""
    page.goto(f"/review/runs/{run_id}/1")
    show(page, "#written")


PICTURES = {"posts": (1600, posts), "reaction": (1200, reaction), "review": (1200, review)}  # width of the window


def played(server: servers.Server) -> int:
    """A run of the officer in which one reply was written, and graded by the grader."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        edition = editions.published("scenario", PLAYED)
        enrolment = records.enrolment_of(people.by_email(OFFICER), "official-online")
        records.start(enrolment, editions.published("course", "official-online"))
        run = factories.run(edition=edition, enrolment=enrolment)
        factories.graded(run, REPLY)
        run_id = factories.finish(run).id
        db.session.commit()
        db.engine.dispose()
    return run_id


def drafted(page: Page) -> str:
    """The address of a draft that is begun from the shipped scenario."""
    page.goto("/studio/")
    page.locator(f"form[action='/studio/edit/scenario/{DRAFTED}'] button").click()
    return page.url.rstrip("/")


def sign_in(page: Page, password: str, email: str = INSTRUCTOR) -> None:
    page.goto("/accounts/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.locator(".who").wait_for()


def show(page: Page, selector: str) -> None:
    """Scroll so that the first such thing stands at the top."""
    page.locator(selector).first.evaluate("found => scrollTo(0, found.getBoundingClientRect().top + scrollY - 24)")


def keep(page: Page, file: Path) -> None:
    with Image.open(BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
