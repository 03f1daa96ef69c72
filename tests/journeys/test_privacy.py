"""Privacy as people find it: a learner takes home what is kept, an administrator sets periods and erases somebody."""

import os
import zipfile

import pytest
from playwright.sync_api import expect

from academy.accounts import people
from academy.app import create_app
from academy.db import db
from tests import servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADMIN, OFFICER = "admin@academy.example", "officer@academy.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("privacy"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def person_id(server):
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
    with app.app_context():
        person = people.create(
            None, email="zarnab@moodle.example", name="زرناب نورپوری of the very long name", role="learner"
        )
        db.session.commit()
        found = person.id
        db.session.remove()
        db.engine.dispose()
    return found


def shown(page, name):
    """A page that everybody can use; a screenshot where somebody wants one."""
    look(page)
    assert page.complaints == []
    if folder := os.environ.get("ACADEMY_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.parametrize(("width", "dir"), [(1280, "ltr"), (360, "rtl")])
def test_the_pages_are_good_to_look_at(person_id, page_of, width, dir):
    page = page_of(ADMIN, width=width, dir=dir)
    for name, address in {
        "privacy": "/privacy/",
        "privacy-person": f"/privacy/people/{person_id}",
        "privacy-erase": f"/privacy/people/{person_id}/erase",
        "privacy-mine": "/privacy/mine",
    }.items():
        page.goto(address)
        shown(page, name)


def test_a_learner_takes_home_what_is_kept(page_of, tmp_path):
    page = page_of(OFFICER)
    page.goto("/accounts/")
    page.get_by_role("link", name="What is kept about you").click()
    page.get_by_role("button", name="Gather what is kept about me").click()

    download = page.get_by_role("link", name="Download about-")
    expect(download).to_be_visible(timeout=30_000)
    with page.expect_download() as archive:
        download.click()
    with zipfile.ZipFile(archive.value.path()) as found:
        found.extractall(tmp_path)
    assert OFFICER in (tmp_path / "index.html").read_text()


def test_an_administrator_erases_somebody_without_scripts(person_id, page_of):
    page = page_of(ADMIN, java_script_enabled=False)
    page.goto(f"/people/{person_id}")
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("link", name="Erase this person").click()
    page.get_by_label("Reason").fill("They asked for it.")
    page.get_by_label("Their number").fill("0")
    page.get_by_role("button", name="Erase this person").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the number of this person.")
    expect(page.get_by_label("Reason")).to_have_value("They asked for it.")

    page.get_by_label("Their number").fill(str(person_id))
    page.get_by_role("button", name="Erase this person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erase a person")
    expect(page.get_by_role("status").first).to_contain_text("Done", timeout=30_000)

    page.goto(f"/people/{person_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Erased person {person_id}")


def test_an_administrator_sets_for_how_long(server, page_of):
    page = page_of(ADMIN)
    page.goto("/privacy/")
    page.get_by_label("Replies that were never sent").fill("30")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.get_by_label("Replies that were never sent")).to_have_value("30")
