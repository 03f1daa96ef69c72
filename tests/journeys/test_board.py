"""The facilitator's board in a real browser: by keys, without losing what is typed, and for everybody."""

import re

import pytest
from playwright.sync_api import expect

from academy import editions
from academy.accounts import passwords
from academy.accounts.models import Person
from academy.db import begin_writing, db
from scenarios.sittings import beat, planning, wheel
from scenarios.sittings.models import Deed, Sitting
from tests import factories
from tests.conftest import application
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEADER = "leader@academy.example"


@pytest.fixture(scope="module")
def house(server):
    """The application on the server's database, with somebody who leads and somebody who could."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        factories.dialogue()
        for email, name in ((LEADER, "Anna Wheel"), ("other@academy.example", "Omar Other")):
            passwords.put(factories.instructor(email=email, name=name), server.password)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def sitting(house):
    """A sitting that Anna leads; its number."""
    with house.app_context():
        begin_writing()
        leader = db.session.scalar(db.select(Person).filter_by(email=LEADER))
        made = planning.plan(leader, editions.published("dialogue", "two-windows"), 60, public=True)
        db.session.commit()
        return made.id


@pytest.fixture
def board(page_of, sitting):
    """The board of that sitting: `board(LEADER, width=360)`."""

    def board(email=LEADER, **options):
        page = page_of(email, **options)
        page.on("dialog", lambda dialog: dialog.accept())  # leaving typed words asks first
        page.goto(f"/sittings/{sitting}/board")
        return page

    return board


def deeds(house, sitting):
    with house.app_context():
        return [
            (deed.kind, deed.slug or deed.value)
            for deed in db.session.scalars(db.select(Deed).filter_by(sitting_id=sitting).order_by(Deed.number))
        ]


def test_the_whole_dialogue_is_led_by_keys(board, house, sitting):
    page = board()
    page.keyboard.press("Space")
    expect(page.locator("#board-state")).to_have_text("Running")
    expect(page.locator("[data-clock]").first).not_to_have_text("0:00")
    page.keyboard.press("f")
    expect(page.locator("#board-thread")).to_contain_text("Lamp 14 is dark")
    page.keyboard.press("h")
    expect(page.locator("#board-coming")).to_contain_text("Held back")
    page.keyboard.press("+")
    expect(page.locator("#board-pressure")).to_contain_text("Now 200 %")
    page.keyboard.press("t")
    page.keyboard.type("no space starts or stops + anything")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#board-thread")).to_contain_text("no space starts or stops + anything")
    expect(page.get_by_label("What is said")).to_have_value("")
    page.locator("h1").click()
    page.keyboard.press("w")
    page.keyboard.type("Look at lamp 14")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("What only they read")).to_have_value("")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("[aria-current=step]")).to_contain_text("The wells")
    page.keyboard.press("/")
    expect(page.locator("#board-thread")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#board-state")).to_have_text("Paused")
    page.locator("summary", has_text="End the dialogue").click()
    page.get_by_role("button", name="End it for everybody").click()
    expect(page.locator("#board-state")).to_have_text("Over")

    kinds = [
        ("fire", "dark-corner"),
        ("hold", "dark-again"),
        ("pressure", 200),
        ("say", 0),
        ("segment", "water"),
        ("end", 0),
    ]
    assert deeds(house, sitting) == kinds
    assert page.complaints == []


def test_what_comes_in_leaves_what_is_typed_and_where_one_is(board, house, sitting):
    page = board()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#board-state")).to_have_text("Running")
    page.get_by_label("What is said").fill("Half a sen")
    page.get_by_label("It repeats").select_option("dark-corner")
    page.get_by_label("What is said").focus()
    with house.app_context():
        begin_writing()
        row = db.session.get(Sitting, sitting)
        wheel.do(row, row.facilitator, "fire", slug="when-water")
        beat.tick()
        db.session.commit()
    expect(page.locator("#board-coming")).to_contain_text("Coming in now")
    page.keyboard.type("tence")
    expect(page.get_by_label("What is said")).to_have_value("Half a sentence")
    expect(page.get_by_label("It repeats")).to_have_value("dark-corner")

    more = page.get_by_role("button", name="More pressure")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#board-pressure")).to_contain_text("Now 200 %")
    expect(page.get_by_label("What is said")).to_have_value("Half a sentence")

    page.context.set_offline(True)
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#board-line")).to_contain_text("not sent")
    expect(page.get_by_label("What is said")).to_have_value("Half a sentence")
    page.context.set_offline(False)
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_label("What is said")).to_have_value("")
    assert [kind for kind, _ in deeds(house, sitting)].count("say") == 1


def test_somebody_else_takes_the_wheel(board, house, sitting):
    page, other = board(), board("other@academy.example")
    expect(other.get_by_role("button", name="Start")).to_be_disabled()
    expect(other.get_by_label("What is said")).to_be_disabled()
    expect(other.locator("#board-desk")).to_contain_text("Anna Wheel has the wheel.")
    page.get_by_label("What is said").fill("My last words")
    other.get_by_role("button", name="Take over").click()
    expect(other.get_by_role("button", name="Start")).to_be_enabled()
    expect(page.locator("#board-desk")).to_contain_text("Omar Other has the wheel.")
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    expect(page.get_by_label("What is said")).to_have_value("My last words")
    assert page.complaints == other.complaints == []


def test_without_scripts(board, house, sitting):
    page = board(java_script_enabled=False)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("The dialogue runs.")).to_be_visible()
    page.get_by_label("What is said").fill("Typed before")
    page.get_by_role("button", name=re.compile("^Now: Rafiq Stores")).first.click()
    expect(page.get_by_label("What is said")).to_have_value("Typed before")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#board-thread")).to_contain_text("Typed before")
    page.locator("summary", has_text="End the dialogue").click()
    page.get_by_role("button", name="End it for everybody").click()
    expect(page.locator("#board-state")).to_have_text("Over")
    assert [kind for kind, _ in deeds(house, sitting)] == ["fire", "say", "end"]


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [360, 1280])
def test_for_everybody(board, width, dir, tmp_path):
    page = board(width=width, dir=dir)
    look(page)
    page.locator("button[value=start]").click()
    expect(page.locator("button[value=pause]")).to_be_visible()
    page.locator("button[value='fire/dark-corner']").click()
    expect(page.locator("#board-thread")).to_contain_text("Lamp 14 is dark")
    page.locator("summary", has=page.locator("xpath=..//dl[@class='keys']")).first.click()
    look(page)
