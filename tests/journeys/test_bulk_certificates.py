"""A clerk issues the certificates of a cohort and takes all of them home in one file."""

import csv
import io
import re
import zipfile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from academy import cohorts, records
from academy.accounts import people
from academy.app import create_app
from academy.db import db
from tests import factories, servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLERK = "admin@academy.example"
MEMBERS = ("Ada Karim", "Bilal Shah", "زرناب نورپوری")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own, whose clerk finds a cohort that has completed its course."""
    with servers.running(tmp_path_factory.mktemp("bulk"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def given(server):
    """The address of a cohort: three have completed the course, two have not, and one cannot be printed."""
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
    with app.app_context():
        factories.course("tiny")
        cohort = cohorts.create(None, "Batch of spring")
        cohorts.assign(None, cohort, "tiny")
        for name in (*MEMBERS, "Unprintable \u4e00", "Half-way", "Absent"):
            person = people.create(None, email=f"{len(cohort.memberships)}@batch.example", name=name, role="learner")
            cohorts.add(None, cohort, person)
            db.session.refresh(cohort)
            if name != "Absent":
                enrolment = factories.started(person)
            if name not in ("Half-way", "Absent"):
                records.complete(enrolment, 81.5)
        db.session.commit()
        address = f"/cohorts/{cohort.id}"
        db.engine.dispose()
    return address


@pytest.mark.slow
def test_a_clerk_issues_the_certificates_of_a_cohort_and_downloads_them(given, page_of):
    page = page_of(CLERK)
    page.goto(given)
    page.locator("main a[href$='/certificates/tiny']").click()
    expect(page.locator("main")).to_contain_text("name holds characters that no font here can print")
    look(page)

    page.get_by_role("button", name="Issue 3 certificates").click()
    expect(page.locator("main")).to_contain_text("The certificates are being issued.")
    expect(page.get_by_role("button", name="Prepare a zip of all 3 documents")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Prepare a zip of all 3 documents").click()
    expect(page.get_by_role("link", name="Download the zip")).to_be_visible(timeout=30_000)
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the zip").click()

    with zipfile.ZipFile(download.value.path()) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        assert {row["name"] for row in rows} == set(MEMBERS)
        for row in rows:
            document = PdfReader(io.BytesIO(archive.read(row["file"])))
            assert row["serial"] in document.pages[0].extract_text()
            assert "credential.json" in document.attachments
    assert page.complaints == []


@pytest.mark.parametrize(("dir", "width", "scheme"), [("ltr", 1280, "light"), ("rtl", 360, "dark")])
def test_everybody_can_read_who_gets_one(given, page_of, dir, width, scheme):
    page = page_of(CLERK, dir=dir, width=width, color_scheme=scheme)

    page.goto(f"{given}/certificates/tiny")

    look(page)
    assert page.complaints == []


def test_without_scripts_the_page_is_loaded_again_by_hand(given, page_of):
    page = page_of(CLERK, java_script_enabled=False)
    page.goto(f"{given}/certificates/tiny")

    page.get_by_role("link", name=re.compile("1 member.*Not started")).focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**state=**")
    expect(page.locator("#members + p a")).to_have_text("Show everybody")
