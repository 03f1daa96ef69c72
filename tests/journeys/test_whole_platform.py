"""The whole way of a grade: a platform registers, an instructor links a scenario, a learner plays it, the grade arrives
although the platform was down, a review changes it, and the roster says who has not begun."""

import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import platform as platforms_to_test
from tests import servers
from tests.journeys import officer
from tests.platform import MEMBERSHIP, User

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURSE, SCENARIO = "official-online", "first-shift"
PATIENCE = 90  # seconds until a grade that was refused at first is sent again


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = servers.free_port()
    with servers.running(tmp_path_factory.mktemp("academy"), INTRANET=f"127.0.0.1:{port}") as server:
        server.platform_port = port
        yield server


@pytest.fixture
def platform(server):
    with platforms_to_test.running(server.url, server.platform_port) as platform:
        platform.users |= {
            "u-instructor": User((f"{MEMBERSHIP}Instructor",), "Nadia Khan", "nadia@moodle.example"),
            "u-officer": User(name="Ayesha Rehman", email="ayesha@moodle.example"),
            "u-late": User(name="Bilal Ahmed", email="bilal@moodle.example"),
        }
        yield platform


def test_a_grade_goes_all_the_way(server, platform, page_of):
    register(page_of("admin@academy.example"), platform)
    instructors_page, learners_page = page_of(), page_of(width=390)
    column = link(instructors_page, platform)

    platform.down = True
    run = play(learners_page, platform)
    wait_until(lambda: ("POST", "/token") in platform.asked)
    assert platform.grade(column, "u-officer") is None
    platform.down = False
    wait_until(lambda: platform.grade(column, "u-officer"))

    first = platform.grade(column, "u-officer")
    assert (first["scoreMaximum"], first["gradingProgress"]) == (100, "FullyGraded")
    learners_page.goto(f"/courses/{COURSE}")
    shown = f"{first['scoreGiven']:g}"
    expect(learners_page.locator("#grades-elsewhere")).to_contain_text(shown)

    find_who_has_not_begun(instructors_page, platform)
    overrule(instructors_page, run)
    wait_until(lambda: platform.grade(column, "u-officer")["scoreGiven"] != first["scoreGiven"])
    second = platform.grade(column, "u-officer")
    assert second["scoreGiven"] < first["scoreGiven"]
    assert second["timestamp"] > first["timestamp"]
    assert len(platform.line_items) == 1
    for page in (instructors_page, learners_page):
        assert page.complaints == []


def register(page, platform):
    """The administrator makes an address, the platform registers itself by it, the administrator approves."""
    page.goto("/platforms/new/moodle")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Address to paste").input_value()
    asked = {
        "openid_configuration": f"{platform.url}/.well-known/openid-configuration",
        "registration_token": "a-registration-token",
    }
    there = page.context.new_page()
    there.goto(f"{address}?{urlencode(asked)}")
    there.get_by_role("button", name="Register").click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Registered")
    page.goto("/platforms/")
    page.get_by_role("link", name="Moodle").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("button", name="Try the keys and a token")).to_be_visible()


def link(page, platform) -> str:
    """An instructor chooses the scenario for a link with a column; the address of the column."""
    launch(page, platform.start("u-instructor", message="choose"))
    page.get_by_label("Look for a word").fill("first shift")
    page.get_by_label("Look for a word").press("Enter")
    page.locator(f"input[value='{COURSE}/scenario/{SCENARIO}']").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Put into Moodle").click()
    expect(page.get_by_role("heading", name="1 links")).to_be_visible()
    return platform.links["link-1"].line_item


def play(page, platform) -> str:
    """The learner opens the link and does their best; the number of the run."""
    launch(page, platform.start("u-officer", "link-1"))
    expect(page).to_have_url(re.compile(f"/scenarios/start/{COURSE}/{SCENARIO}"))
    officer.play(page, COURSE, SCENARIO, {}, lambda page: None)
    return re.search(r"/runs/(\d+)/debrief", page.url)[1]


def find_who_has_not_begun(page, platform):
    """An instructor opens the same link: they see the cohort, and who of the platform's course is missing."""
    launch(page, platform.start("u-instructor", "link-1"))
    expect(page).to_have_url(re.compile(r"/cohorts/\d+"))
    page.get_by_role("link", name=re.compile("not begun|not started|roster|Who", re.IGNORECASE)).first.click()
    for _ in range(20):  # the roster is asked for by a job
        if page.get_by_text("Bilal Ahmed").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("main")).to_contain_text("Bilal Ahmed")


def overrule(page, run):
    page.goto(f"/review/runs/{run}/1")
    page.locator("[name=level_acknowledgement][value='0']").check()
    page.locator("[name=reason_acknowledgement]").fill("It says nothing of what she wrote.")
    page.locator("[name=overall]").select_option("1")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.locator("main")).to_contain_text("is kept")


def launch(page, address):
    page.goto(address)
    page.get_by_role("button", name="Go on").click()


def wait_until(true):
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.3)
