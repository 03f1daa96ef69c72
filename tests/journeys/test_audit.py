"""The audit log as an administrator finds it: what was done, who looked, and whether it stands as it was written."""

import os
import sqlite3

import pytest
from playwright.sync_api import expect

from academy.accounts import people
from academy.app import create_app
from academy.db import db
from tests import servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADMIN = "admin@academy.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("audit"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def person_id(server):
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
    with app.app_context():
        person = people.create(None, email="zarnab@moodle.example", name="زرناب نورپوری", role="learner")
        people.change(None, person, personal_number="0042", name="زرناب نورپوری of the very long name that goes on")
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
def test_the_log_is_good_to_look_at(person_id, page_of, width, dir):
    page = page_of(ADMIN, width=width, dir=dir)
    page.goto(f"/people/{person_id}")
    page.goto("/audit/")

    expect(page.get_by_role("table")).to_contain_text("زرناب نورپوری")
    shown(page, "audit")


def test_an_administrator_follows_a_person_and_takes_the_file_along(person_id, page_of):
    page = page_of(ADMIN)
    page.goto("/audit/")
    page.get_by_label("Person: name, address or personal number").fill("0042")
    page.get_by_label("What was done").select_option(label="People")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.locator("ins", has_text="0042").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as JSONL").click()
    assert '"head": "' in download.value.path().read_text().splitlines()[-1]


def test_the_log_is_verified_and_what_an_intruder_did_is_found(server, person_id, page_of):
    page = page_of(ADMIN)
    page.goto("/audit/")
    page.get_by_role("button", name="Verify it now").click()
    expect(page.locator("#verification")).to_contain_text("stood as it was written", timeout=30_000)

    with sqlite3.connect(server.instance / "academy.sqlite") as intruder:
        intruder.execute("DROP TRIGGER audit_entry_no_update")
        intruder.execute("UPDATE audit_entry SET actor_id = 4711 WHERE id = 2")
    page.get_by_role("button", name="Verify it now").click()

    expect(page.locator("#verification")).to_contain_text("Entry 2 is not as it was written.", timeout=30_000)
    shown(page, "broken")


def test_without_scripts_it_is_verified_too(person_id, page_of):
    page = page_of(ADMIN, java_script_enabled=False)
    page.goto("/audit/")

    page.get_by_role("button", name="Verify it now").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#chain")).to_be_visible()
    assert "/audit/" in page.url
