"""An administrator looks after a cohort: sees who is late, gives one of them more time, and that one can begin again."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from academy import clock, cohorts
from academy.accounts import passwords, people
from academy.app import create_app
from academy.db import begin_writing, db
from tests import factories, servers
from tests.journeys.conftest import sign_in
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLERK = "admin@academy.example"
LATE = "late@batch.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("cohorts"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def batch(server):
    """The address of a cohort whose course closed yesterday; nobody has begun it."""
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
    with app.app_context():
        begin_writing()
        factories.course("tiny")
        cohort = cohorts.create(None, "Batch of spring")
        for number in range(60):
            person = people.create(None, email=f"{number}@batch.example", name=f"Learner {number:02}", role="learner")
            cohorts.add(None, cohort, person)
        late = people.create(None, email=LATE, name="زرناب نورپوری", role="learner", service_code="PAS")
        passwords.put(late, server.password)
        cohorts.add(None, cohort, late)
        yesterday = clock.today() - timedelta(days=1)
        cohorts.assign(None, cohort, "tiny", due_on=yesterday, closes_on=yesterday)
        db.session.commit()
        address = f"/cohorts/{cohort.id}"
        db.session.remove()
        db.engine.dispose()
    return address


def test_one_of_a_late_cohort_is_given_more_time_and_begins(page_of, server, batch):
    page = page_of(CLERK)
    page.goto(batch)
    look(page)
    page.get_by_role("link", name="Overdue: Tiny course").click()
    expect(page).to_have_url(re.compile("state=overdue&in=tiny"))
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_text("61 learners", exact=True)).to_be_visible()
    page.get_by_label("Name or personal number").fill("زرناب")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="زرناب نورپوری").click()
    look(page)
    page.get_by_role("link", name=re.compile("Give more time|Change the extension")).click()
    later = date.today() + timedelta(days=5)
    page.get_by_label("Due on").fill(str(later))
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    look(page)
    page.get_by_label("Reason").fill("She was ill.")
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_role("cell", name="She was ill.")).to_be_visible()

    learner = page_of()
    sign_in(learner, LATE, server.password)
    learner.goto("/courses/tiny/lesson/read-me")
    learner.locator("main form button[type=submit]").last.click()
    expect(learner).to_have_url(f"{server.url}/courses/tiny")
    assert [each for each in page.complaints if "400" not in each] == learner.complaints == []  # the refused form


@pytest.mark.parametrize(
    "settings",
    [
        {"width": 360},
        {"width": 1280, "dir": "rtl"},
        {"width": 360, "dir": "rtl"},
    ],
    ids=["narrow", "rtl", "narrow rtl"],
)
def test_every_page_fits_and_can_be_read_by_all(page_of, batch, settings):
    page = page_of(CLERK, **settings)
    page.goto(f"{batch}?state=overdue")
    member = page.get_by_role("link", name="Learner 03").get_attribute("href")
    person = member.rpartition("/")[2]

    for place in (
        batch,
        member,
        f"{member}/extensions/tiny",
        f"/people/{person}/accommodations",
        "/services/",
        "/services/new",
        "/services/PAS",
    ):
        page.goto(place)
        look(page)
    assert page.complaints == []


def test_reminders_are_switched_off_without_any_script(page_of, server, batch):
    page = page_of(java_script_enabled=False)
    sign_in(page, LATE, server.password)
    page.goto("/accounts/")
    page.get_by_role("link", name="Reminders").click()
    page.get_by_label("Remind me by mail").uncheck()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("You get no reminders any more.")).to_be_visible()
    expect(page.get_by_label("Remind me by mail")).not_to_be_checked()


def test_an_accommodation_is_granted_and_withdrawn(page_of, batch):
    page = page_of(CLERK)
    page.goto(f"{batch}?words=Learner 07")
    page.get_by_role("link", name="Learner 07").click()
    page.get_by_role("link", name="The person").click()
    page.get_by_role("link", name="Accommodations").click()
    page.get_by_label("Scenarios without time pressure").check()
    page.get_by_label("Extra days").fill("7")
    page.get_by_label("Reason").fill("As the doctor says.")
    page.get_by_role("button", name="Grant").click()

    expect(page.get_by_text("No time pressure in scenarios; 7 extra days").first).to_be_visible()
    look(page)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Nothing is granted yet.")).to_be_visible()
