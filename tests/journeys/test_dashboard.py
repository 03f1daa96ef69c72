"""An administrator looks how a batch stands, follows whoever is at risk, and takes the report home; an instructor sees the
own batch."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from academy import clock, cohorts
from academy.accounts.models import Person
from academy.db import db
from tests import factories, servers
from tests.conftest import application
from tests.looks import look
from tests.scenarios.analytics import crowd

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLERK, TEACHER = "admin@academy.example", "instructor@academy.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("dashboard"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def batch(server):
    """The id of a batch of twenty who have played; one of its courses was due yesterday. Another batch has none of it."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        crowd.make(40)
        factories.course("tiny")
        batch = cohorts.by_name(crowd.COHORTS[0])
        cohorts.assign(None, batch, "tiny", due_on=clock.today() - timedelta(days=1))
        cohorts.let_teach(None, batch, db.session.scalar(sa.select(Person).where(Person.email == TEACHER)))
        db.session.commit()
        found = batch.id
        db.engine.dispose()
    return found


@pytest.mark.parametrize(
    "way",
    [
        {"width": 1280},
        {"width": 360, "dir": "rtl", "color_scheme": "dark"},
        {"width": 360},
        {"width": 1280, "dir": "rtl", "color_scheme": "dark"},
    ],
)
def test_everybody_can_read_the_dashboard(batch, page_of, way):
    page = page_of(CLERK, **way)

    for address in ("/records/dashboard", "/records/dashboard/risk"):
        page.goto(address)
        page.wait_for_load_state()
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        look(page)
    assert page.complaints == []


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_clerk_narrows_follows_whoever_is_late_and_prints(batch, page_of, java_script_enabled):
    page = page_of(CLERK, java_script_enabled=java_script_enabled)
    page.get_by_role("link", name="Dashboard", exact=True).click()
    page.locator("#cohort").select_option(str(batch))
    page.locator("#course").select_option("tiny")
    page.locator(".filters button").press("Enter")

    expect(page.locator("section[aria-labelledby=progress]")).to_contain_text("20 are overdue")
    page.get_by_role("link", name="All learners at risk").click()
    expect(page.locator("main table tbody tr")).to_have_count(20)
    page.get_by_role("link", name="Learner 0", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Learner 0")
    page.goto(f"/records/dashboard?cohort={batch}&course=tiny")
    with page.expect_download() as download:
        page.get_by_role("button", name="Report as PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert page.complaints == []


def test_an_instructor_sees_the_own_batch(batch, page_of):
    page = page_of(TEACHER)
    page.goto("/records/dashboard")

    expect(page.locator("#cohort")).to_contain_text(crowd.COHORTS[0])
    expect(page.locator("main")).not_to_contain_text(crowd.COHORTS[1])
    page.get_by_role("link", name="Learner 0", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Learner 0")
