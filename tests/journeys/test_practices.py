"""A good practice from the first word to the badge: kept on every device, returned and mended, by keyboard, without scripts,
on any screen and from right to left."""

import json
import re

import pytest
from playwright.sync_api import expect

from academy.db import db
from academy.practices.models import Practice
from academy.proof import recognition
from academy.proof.published import read
from tests import servers
from tests.conftest import application
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICER, INSTRUCTOR, ADMIN = (f"{name}@academy.example" for name in ("officer", "instructor", "admin"))
SAVED = 3000  # milliseconds after which what was typed is on its way to the server
FIELDS = {
    "Title": "A desk at the gate",
    "The situation": "People walked through four rooms before they knew where to go.",
    "What was done": "A clerk sat at the gate for an hour each morning.",
    "What is known of its effect, and how": "Nothing is counted yet.",
    "Time": "An hour a day",
    "People": "One clerk",
    "Money": "None",
    "Whom to ask": "The office of the sub-division",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own: nothing else waits there."""
    with servers.running(tmp_path_factory.mktemp("practices"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    app = application(server.database_url, server.instance)
    yield app
    with app.app_context():
        db.engine.dispose()


def begin(page):
    page.goto("/practices/")
    page.get_by_role("button", name="Share a good practice").click()
    expect(page.locator("#practice")).to_be_visible()


def fill(page, **changes):
    for label, text in FIELDS.items():
        page.get_by_label(label, exact=True).fill(changes.get(label, text))
    source = page.locator(".practice-source").first
    source.get_by_label("What it is").fill("Register of the sub-division")
    source.get_by_label("Checked on").fill("2026-01-15")
    source.get_by_label("How certain").select_option("official")
    page.get_by_label("Nobody can be recognised in it").check()
    page.get_by_label("Kind of use", exact=True).select_option("innovation")
    page.get_by_label("Country", exact=True).select_option("PK")
    page.get_by_label("Everybody on the web may read it").check()


def kept(house, number):
    with house.app_context():
        practice = db.session.get(Practice, number)
        return practice.title, practice.situation


def number_of(page):
    return int(re.search(r"/practices/(\d+)", page.url)[1])


def saved(page):
    with page.expect_response("**/draft"):
        page.clock.run_for(SAVED)


def test_from_the_first_word_to_a_badge_that_proves_itself(page_of, server, tmp_path):
    officer = page_of(OFFICER, width=360)
    begin(officer)
    look(officer)
    fill(officer, **{"Whom to ask": "Bilal, 0300-1234567"})
    officer.get_by_role("button", name="Submit it").click()
    expect(officer.locator("#confirmed")).to_contain_text("looks like a telephone number")
    look(officer)
    officer.get_by_label("Whom to ask", exact=True).fill(FIELDS["Whom to ask"])
    officer.get_by_role("button", name="Submit it").click()
    expect(officer.get_by_text("Your practice is submitted.")).to_be_visible()
    number = number_of(officer)

    instructor = page_of(INSTRUCTOR)
    instructor.goto("/review/")
    instructor.get_by_role("link", name=re.compile("A desk at the gate")).first.click()
    expect(instructor.get_by_role("heading", name="Decide")).to_be_visible()
    look(instructor)
    instructor.get_by_label("What is to be mended").fill("Count for a week, please.")
    instructor.get_by_role("button", name="Return it").click()
    expect(instructor.get_by_text("The practice is returned.")).to_be_visible()

    officer.goto("/")
    officer.get_by_role("link", name=re.compile("came back to be mended")).click()
    expect(officer.get_by_text("Count for a week, please.")).to_be_visible()
    officer.get_by_role("link", name="Go on writing").click()
    officer.get_by_label("What is known of its effect, and how").fill("We counted for a week: 41 of 60.")
    officer.get_by_role("button", name="Submit it").click()
    expect(officer.get_by_text("Your practice is submitted.")).to_be_visible()

    instructor.goto(f"/practices/{number}/review")
    expect(instructor.get_by_text("41 of 60")).to_be_visible()
    instructor.get_by_role("button", name="Approve it").click()
    expect(instructor.get_by_text("The practice is in the library.")).to_be_visible()

    officer.goto("/practices/mine")
    expect(officer.get_by_text("Badge: Good practice shared").first).to_be_visible()
    link = officer.get_by_role("link", name=re.compile(r"Credential \(.json\)")).first
    for _attempt in range(40):  # a job signs it
        if link.count():
            break
        officer.wait_for_timeout(500)
        officer.reload()
    look(officer)
    with officer.expect_download() as download:
        link.click()
    file = tmp_path / "badge.json"
    download.value.save_as(file)
    _verified(officer, server, file)
    # the browser tells its console of a form that was refused on purpose
    assert instructor.complaints == [each for each in officer.complaints if "400 (BAD REQUEST)" not in each] == []


def _verified(officer, server, file):
    """By the published keys and lists alone, and on the page where anybody checks."""
    published = read(server.instance / "published")
    said, _key = recognition.check(file.read_bytes(), published.keys)
    assert (said.name, said.practice) == ("Zarnab Noorpuri", "A desk at the gate")
    assert published.standing(said) == "valid"
    anybody = officer.context.browser.new_context(base_url=server.url).new_page()
    anybody.goto("/verify/")
    anybody.locator("input[type=file]").set_input_files(file)
    anybody.locator("form[enctype] button[type=submit]").click()
    expect(anybody.get_by_role("heading", level=1)).to_contain_text("valid")
    expect(anybody.get_by_text("Zarnab Noorpuri").first).to_be_visible()
    look(anybody)
    anybody.goto(json.loads(file.read_text())["evidence"][0]["id"])
    expect(anybody.get_by_role("heading", level=1)).to_have_text("A desk at the gate")
    look(anybody)
    anybody.context.close()


def test_what_is_written_is_kept_by_the_server_and_through_a_lost_connection_and_a_reload(page_of, house):
    page = page_of(OFFICER)
    begin(page)
    page.clock.install()
    page.reload()
    page.get_by_label("Title", exact=True).fill("Kept as one writes")
    saved(page)
    expect(page.locator("[data-unsent-state]")).to_have_text("Kept. Not submitted yet.")
    assert kept(house, number_of(page))[0] == "Kept as one writes"

    page.route("**/draft", lambda route: route.abort())
    page.get_by_label("The situation").fill("On a train.")
    page.get_by_label("Everybody who appears in it agreed").check()
    page.clock.run_for(SAVED)
    expect(page.locator("[data-unsent-state]")).to_contain_text("kept on this device")
    page.reload()
    expect(page.get_by_label("The situation")).to_have_value("On a train.")
    expect(page.get_by_label("Everybody who appears in it agreed")).to_be_checked()
    page.unroute("**/draft")
    saved(page)
    assert kept(house, number_of(page)) == ("Kept as one writes", "On a train.")


def test_two_tabs_lose_no_word(page_of, house):
    page = page_of(OFFICER)
    begin(page)
    page.clock.install()
    page.reload()
    other = page.context.new_page()
    other.clock.install()
    other.goto(page.url)
    page.get_by_label("The situation").fill("Typed in the first.")
    saved(page)
    other.get_by_label("The situation").fill("Typed in the second.")
    saved(other)

    expect(other.locator("[data-unsent-state]")).to_contain_text("Other words are kept")
    other.get_by_role("button", name="Keep for later").click()
    expect(other.locator(".kept-text textarea")).to_have_value(re.compile("Typed in the first."))
    expect(other.get_by_label("The situation")).to_have_value("Typed in the second.")
    look(other)
    other.get_by_role("button", name="Keep for later").click()
    expect(other.get_by_text("Your practice is kept.")).to_be_visible()
    assert kept(house, number_of(other))[1] == "Typed in the second."


def test_without_scripts_and_by_keyboard(page_of):
    page = page_of(OFFICER, java_script_enabled=False)
    begin(page)
    fill(page, Title="Without scripts")
    page.get_by_label("Title", exact=True).focus()
    page.keyboard.press("Enter")  # sends the form by its first button
    expect(page.get_by_text("Your practice is submitted.")).to_be_visible()
    page.goto("/practices/mine")
    expect(page.get_by_role("link", name="Without scripts")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_library_is_searched_on_any_screen_and_from_right_to_left(page_of, width):
    for direction in ("ltr", "rtl"):
        page = page_of(OFFICER, width=width, dir=direction)
        page.goto("/practices/")
        look(page)
        page.goto("/practices/?words=tracking+number")
        expect(page.locator(".practice-list li")).to_have_count(1)
        page.locator(".practice-list a").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("tracking number")
        look(page)


def test_an_administrator_corrects_and_withdraws_what_came_with_the_academy(page_of):
    page = page_of(ADMIN)
    page.goto("/practices/?words=seminars")
    page.locator(".practice-list a").click()
    page.get_by_role("link", name="Correct it").click()
    look(page)
    page.get_by_label("Title", exact=True).fill("An hour every Sunday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An hour every Sunday")
    page.get_by_role("link", name="Withdraw it").click()
    look(page)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why.")
    page.get_by_label(re.compile("^Reason")).fill("Nobody holds it here.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("The practice is withdrawn.")).to_be_visible()
