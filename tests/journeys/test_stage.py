"""The stage of a dialogue in real browsers: viewers without an account, and what arrives while they look."""

import pytest
from playwright.sync_api import expect

from academy.db import begin_writing, db
from scenarios.sittings import planning, seats, thread, viewers, wheel
from scenarios.sittings.models import Sitting
from scenarios.sittings.turns import Wish, take
from tests import factories
from tests.conftest import application
from tests.looks import look
from tests.scenarios.sittings.test_sitting import LAMP

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class House:
    """The application on the server's database, with a sitting that is running."""

    def __init__(self, app):
        self.app = app
        with self:
            self.sitting_id = self._plan()

    def __enter__(self):
        self.context = self.app.app_context()
        self.context.push()
        begin_writing()

    def __exit__(self, *error):
        db.session.commit()
        self.context.pop()

    def _plan(self):
        leader = factories.instructor()
        sitting = planning.plan(leader, factories.dialogue(), 60, public=True)
        self.key = sitting.key
        seats.join(sitting, factories.learner(), "lamps", "responder")
        wheel.start(sitting, leader)
        wheel.do(sitting, leader, "fire", slug="dark-corner")
        return sitting.id

    @property
    def sitting(self):
        return db.session.get(Sitting, self.sitting_id)

    def turn(self, action, about, **particulars):
        with self:
            sitting = self.sitting
            take(sitting.seats[0], thread.named(sitting, about), Wish(action, f"{action}-{about}", **particulars))

    def write(self, *texts, since=0):
        """As many viewers, each with a comment."""
        with self:
            for number, text in enumerate(texts, since):
                viewer = viewers.arrive(self.sitting, f"Viewer {number}", f"the key of browser {number}")
                viewers.comment(self.sitting, viewer, text, "twelve-letters")


@pytest.fixture
def house(server):
    app = application(server.database_url, server.instance)
    yield House(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(server, browser, house):
    """Opens the stage in a browser of its own, where nobody is signed in."""
    contexts = []

    def open_stage(path="", width=1280, height=900, **options):
        contexts.append(
            browser.new_context(viewport={"width": width, "height": height}, base_url=server.url, **options)
        )
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"/stage/{house.key}{path}")
        return page

    yield open_stage
    for context in contexts:
        context.close()


def arrive(page, nickname):
    page.get_by_role("link", name="Choose a name").click()
    page.get_by_label("Your name here").fill(nickname)
    page.get_by_role("button", name="Take part").click()


def test_a_viewer_writes_and_is_answered_while_they_look(visit, house):
    page = visit(width=360, height=740)
    look(page)
    arrive(page, "Lamp Office")
    expect(page.get_by_role("alert")).to_contain_text("not one of the office")
    look(page)
    page.complaints.clear()  # the refusal is one
    page.get_by_label("Your name here").fill("Asma")
    page.get_by_role("button", name="Take part").click()

    page.get_by_label("Your comment").fill("Lamp 15 is dark, too.")
    page.get_by_role("button", name="Send").press("Enter")
    mine = page.locator("#thread > .talk", has_text="Lamp 15 is dark, too.")
    expect(mine).to_contain_text("you")
    expect(page.get_by_label("Your comment")).to_have_value("")

    house.turn("reply", mine.get_attribute("data-name"), reply=LAMP)
    expect(mine.locator(".said")).to_contain_text("Our crew replaces lamp 14")
    expect(page.locator("#announcements")).to_have_text("Lamp Office, Testpur has answered your comment.")
    mine.get_by_role("button", name="This helps").click()
    expect(mine).to_contain_text("1 viewer says that this helps")
    look(page)
    house.turn("correct", mine.get_attribute("data-name"), reply="We were wrong: lamp 15 waits for a cable.")
    expect(mine.locator(".said").last).to_contain_text("lamp 15 waits for a cable")
    expect(mine.locator(".said").first).to_contain_text("Our crew replaces lamp 14")
    page.reload()
    expect(mine.locator(".said").first).to_contain_text("1 viewer says that this helps")
    assert not page.complaints


def test_what_is_held_is_shown_to_its_writer_alone_and_nothing_typed_is_lost(visit, house):
    page, other = visit(), visit()
    arrive(page, "Asma")
    page.get_by_label("Your comment").fill("You idiots, shut up.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-waiting]")).to_contain_text("You idiots, shut up.")

    page.get_by_label("Your comment").fill("I am sorry.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-wrong]")).to_contain_text("Wait a few seconds")
    expect(page.get_by_label("Your comment")).to_have_value("I am sorry.")
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("I am sorry.")
    expect(page.locator("[data-waiting]")).to_contain_text("You idiots, shut up.")
    house.write("When does the water come?")
    expect(other.locator("#thread")).to_contain_text("When does the water come?")
    expect(other.locator("#thread")).not_to_contain_text("idiots")


def test_a_flood_moves_nothing_under_whoever_reads(visit, house):
    house.write(*[f"Water in street {number}?" for number in range(30)])
    page = visit()
    row = page.locator(".talk", has_text="Lamp 14 is dark")
    row.scroll_into_view_if_needed()
    before = row.bounding_box()["y"]

    house.write(*[f"And in lane {number}?" for number in range(12)], since=30)
    newer = page.locator("[data-newer]")
    expect(newer).to_have_text("12 new comments")
    house.turn("reply", "comment-dark-corner", reply=LAMP)
    expect(row.locator(".said")).to_be_visible()
    assert abs(row.bounding_box()["y"] - before) < 2
    look(page)
    newer.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#thread > .talk").first).to_contain_text("And in lane 11?")
    expect(newer).to_be_hidden()

    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Hold new comments").click()
    house.write("One more?", since=42)
    expect(newer).to_have_text("1 new comment")
    page.get_by_role("button", name="Hold new comments").click()
    expect(page.locator("#thread > .talk").first).to_contain_text("One more?")
    assert not page.complaints


def test_duplicates_fold_and_what_is_hidden_goes_before_everybodys_eyes(visit, house):
    house.write("Lamp 14, same here.", "Sell your house, call me.")
    page = visit()
    expect(page.locator("#thread > .talk")).to_have_count(3)
    names = [row.get_attribute("data-name") for row in page.locator("#thread > .talk").all()]
    house.turn("merge", names[1], target="comment-dark-corner")
    house.turn("hide", names[0], target="no-insults")

    expect(page.locator("#thread > .talk")).to_have_count(1)
    expect(page.locator("#thread")).to_contain_text("and 1 other")


def test_the_thread_in_the_page_has_an_end(visit, house):
    page = visit()
    expect(page.locator("#thread > .talk")).to_have_count(1)
    house.write(*[f"Water in street {number}?" for number in range(230)])
    expect(page.locator("#thread > .talk").first).to_contain_text("street 229", timeout=15_000)
    expect(page.locator("#thread > .talk")).to_have_count(200)


@pytest.mark.parametrize("options", [{"locale": "ar", "width": 360}, {"color_scheme": "dark"}])
def test_the_screen_of_a_hall_follows(visit, house, options):
    page = visit("/projector", **options)
    look(page)
    house.turn("reply", "comment-dark-corner", reply=LAMP)

    expect(page.locator(".screen__answer")).to_contain_text("Our crew replaces lamp 14", timeout=10_000)
    expect(page.locator(".screen__figures")).to_contain_text("1 answered")
    look(page)
    assert not page.complaints


def test_without_scripts_and_from_the_other_side(visit, house):
    page = visit(locale="ar", width=360, java_script_enabled=False)
    arrive(page, "Asma")
    page.get_by_label("Your comment").fill("Lamp 15 is dark, too.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thread")).to_contain_text("Lamp 15 is dark, too.")
    scripted = visit(locale="ar", width=360)
    expect(scripted.locator("html")).to_have_attribute("dir", "rtl")
    look(scripted)
    assert not scripted.complaints
