"""A clerk narrows the register, chooses columns, keeps the view, and takes it home as a file."""

import csv
import io

import pytest
from playwright.sync_api import expect

from academy import cohorts
from academy.accounts import people
from academy.app import create_app
from academy.db import db
from tests import factories, servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLERK = "admin@academy.example"
NAMES = ("Ada Karim", "=Bilal Shah", "زرناب نورپوری")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("register"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def batch(server):
    """The id of a cohort of three, of whom one has begun and one has a certificate."""
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
    with app.app_context():
        factories.course("tiny")
        cohort = cohorts.create(None, "Batch of spring")
        cohorts.assign(None, cohort, "tiny")
        for number, name in enumerate(NAMES):
            person = people.create(None, email=f"{number}@spring.example", name=name, role="learner")
            cohorts.add(None, cohort, person)
            if number == 1:
                factories.started(person)
            if number == 2:
                factories.certificate(person)
        db.session.commit()
        found = cohort.id
        db.engine.dispose()
    return found


@pytest.mark.parametrize(
    "way", [{"width": 1280}, {"width": 360, "dir": "rtl"}, {"width": 360, "java_script_enabled": False}]
)
def test_a_clerk_keeps_a_view_of_the_register_and_exports_it(batch, page_of, way, request):
    page = page_of(CLERK, **way)
    page.goto(f"/records/?cohort={batch}")
    expect(page.locator("main table tbody tr")).to_have_count(3)

    page.goto(f"/records/?cohort={batch}&columns=email&columns=certificate&columns=result")
    expect(page.locator("main table")).to_contain_text("1@spring.example")
    if way.get("java_script_enabled", True):
        look(page)
    name = f"Spring {request.node.callspec.id}"
    if page.locator("#views").get_attribute("open") is None:
        page.locator("#views summary").click()
    page.locator("#views input[name=name]").fill(name)
    page.locator("#views input[name=name]").press("Enter")
    expect(page.get_by_role("link", name=name)).to_be_visible()

    page.goto("/records/")
    page.get_by_role("link", name=name).click()
    expect(page.locator("main table tbody tr")).to_have_count(3)
    expect(page.locator("main table")).to_contain_text("0@spring.example")
    with page.expect_download() as download:
        page.locator("a[href*='/records/export.csv']").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert {row["name"] for row in rows} == {"Ada Karim", "'=Bilal Shah", "زرناب نورپوری"}
    assert page.complaints == []
