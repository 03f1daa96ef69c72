"""An administrator brings a batch of officers in from a spreadsheet, mends a row, imports and invites them."""

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.looks import fits, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLERK = "admin@academy.example"
HEAD = "idnumber,firstname,lastname,email,department,cohort1,hobby\n"
RIGHT = "007,Ada,Karim,{0}@batch.example,PAS,Batch of {0},chess\n"
WRONG = "008,Bilal,Shah,bilal@,XYZ,Batch of {0},none\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("import"), LANGUAGES="en,ar") as server:
        yield server


@pytest.mark.parametrize(("dir", "width", "scripts"), [("ltr", 1280, True), ("rtl", 360, True), ("ltr", 360, False)])
def test_a_clerk_imports_a_batch(page_of, dir, width, scripts):
    own = f"{dir}{width}"
    page = page_of(CLERK, dir=dir, width=width, java_script_enabled=scripts)
    usable = look if scripts else fits
    page.goto("/people/")
    usable(page)
    page.goto("/people/import/")
    usable(page)
    send(page, HEAD + RIGHT.format(own) + WRONG.format(own))
    expect(page.locator("main")).to_contain_text("XYZ")
    expect(page.locator("main")).to_contain_text("hobby")
    usable(page)
    if scripts:
        with page.expect_download() as given:
            page.locator("main a[href$='problems.csv']").click()
        assert "bilal@" in given.value.path().read_text("utf-8-sig")

    page.goto("/people/import/")
    send(page, HEAD + RIGHT.format(own).replace("007", own))
    page.locator("[name=makes_cohorts]").check()
    page.locator("form[action$='/reading'] button").click()
    usable(page)
    page.locator("[name=invites]").check()
    page.locator("form[aria-label=Import] button, form:has([name=how]) button").first.click()
    expect(page.locator("main dl")).to_be_visible(timeout=20_000)
    usable(page)
    assert page.complaints == []


def send(page, text):
    page.locator("[name=file]").set_input_files({"name": "batch.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("main form button").first.click()
