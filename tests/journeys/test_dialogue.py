"""A dialogue held by five people at once, each in a browser of their own, in fast time: from the plan to the record of a learner.

The worker of the real server brings the comments. In the middle the server is killed and started again.
"""

import re

import pytest
from playwright.sync_api import expect

from academy.accounts import passwords
from academy.db import db
from scenarios.sittings import times
from scenarios.sittings.models import Entry, Sitting, Turn
from tests import factories, servers
from tests.conftest import application
from tests.scenarios.sittings.test_sitting import LAMP

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEADER, MODERATOR, RESPONDER, SUPERVISOR = (f"{name}@academy.example" for name in ("lead", "mod", "resp", "super"))
PATIENCE = 20_000  # ms: comments come when it is their time
MINUTES = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("dialogue")) as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    app = application(server.database_url, server.instance)
    with app.app_context():
        factories.dialogue()
        passwords.put(factories.instructor(email=LEADER, name="Lena Leads"), server.password)
        for email, name in (
            (MODERATOR, "Mona Moderates"),
            (RESPONDER, "Rana Responds"),
            (SUPERVISOR, "Sami Supervises"),
        ):
            passwords.put(factories.learner(email=email, name=name), server.password)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_five_people_hold_a_dialogue(page_of, house, server):
    lead = page_of(LEADER)
    code, stage = plan(lead)
    moderator, responder, supervisor = (
        seated(page_of(email), code, table, role)
        for email, table, role in (
            (MODERATOR, "Lamp Office, Testpur", "Moderator"),
            (RESPONDER, "Lamp Office, Testpur", "Responder"),
            (SUPERVISOR, "Water Office, Testpur", "Supervisor"),
        )
    )
    viewer = page_of(width=360)
    viewer.goto(stage)
    viewer.get_by_role("link", name="Choose a name").click()
    viewer.locator("[name=nickname]").fill("Asma of Mill Road")
    viewer.get_by_role("button", name="Take part").click()

    lead.get_by_role("link", name="To the board").click()
    lead.get_by_role("button", name="Start").click()

    # it comes to everybody by itself; the moderator claims it, the responder answers, and the public hears it
    lamp = "Lamp 14 is dark"
    for page in (moderator, responder):
        expect(page.locator("#queue")).to_contain_text(lamp, timeout=PATIENCE)
    expect(viewer.locator("#thread")).to_contain_text(lamp, timeout=PATIENCE)
    chosen(moderator, lamp)
    moderator.get_by_role("button", name="Claim it").click()
    expect(responder.locator("#queue")).to_contain_text("Mona Moderates")
    chosen(responder, lamp)
    responder.get_by_role("textbox", name="What your department answers").fill(LAMP)

    server.kill()  # what was typed is in the page, what was done in the database
    server.start()
    responder.get_by_role("button", name="Answer", exact=True).click()
    expect(responder.locator("#said")).to_contain_text("Our crew replaces lamp 14", timeout=PATIENCE)
    expect(viewer.locator("#thread")).to_contain_text("Our crew replaces lamp 14", timeout=PATIENCE)
    expect(viewer.locator("#thread")).to_contain_text("Lamp Office, Testpur")
    viewer.get_by_role("button", name=re.compile("helps", re.I)).first.click()
    expect(viewer.locator("#thread")).to_contain_text("1 viewer says that this helps", timeout=PATIENCE)

    # a promise is written down, before everybody
    responder.locator("summary", has_text="Write down a promise").click()
    responder.get_by_role("textbox", name="What was promised").fill("Replace lamp 14")
    responder.get_by_label("Who does it").fill("Head of the lamp crew")
    responder.get_by_role("button", name="Write it down").click()
    expect(viewer.locator("#promises")).to_contain_text("Replace lamp 14", timeout=PATIENCE)

    # a viewer writes; what may break the charter waits for the moderator, and the public does not see it before
    viewer.locator("[name=text]").fill("And the second lamp, by the school?")
    viewer.get_by_role("button", name="Send").click()
    expect(supervisor.locator("#queue")).to_contain_text("And the second lamp", timeout=PATIENCE)

    # the supervisor asks for more on stage
    chosen(supervisor, "And the second lamp")
    supervisor.locator("summary", has_text="Ask for more, on stage").click()
    supervisor.get_by_role("textbox", name="Your question").fill("When was the last round of the crew by the school?")
    supervisor.get_by_label("Which department").select_option(label="Lamp Office, Testpur")
    supervisor.get_by_role("button", name="Ask", exact=True).click()
    expect(viewer.locator("#thread")).to_contain_text("When was the last round", timeout=PATIENCE)
    expect(moderator.locator("#queue")).to_contain_text("When was the last round", timeout=PATIENCE)

    # a flood: the moderator hands it to the other table
    lead.locator("h1").click()
    lead.keyboard.press("n")
    expect(moderator.locator("#queue")).to_contain_text(
        re.compile(r"Mill Road|Well Lane|Brick Street"), timeout=PATIENCE
    )
    chosen(moderator, re.compile(r"does the water come|no water"))
    moderator.locator("summary", has_text="Refer it").click()
    moderator.get_by_role("form", name="Refer it").get_by_label("To whom").select_option(label="Water Office, Testpur")
    moderator.get_by_role("button", name="Refer it").click()
    chosen(supervisor, re.compile(r"does the water come|no water"))
    supervisor.get_by_role("textbox", name="What your department answers").fill(
        "Thank you for asking. The tap line of Mill Road is open from 6 to 9 each morning. Call the water office's desk if it is dry then."
    )
    supervisor.get_by_role("button", name="Answer", exact=True).click()
    expect(viewer.locator("#thread")).to_contain_text("open from 6 to 9", timeout=PATIENCE)

    wait_for_minute(house, lead, MINUTES)
    lead.locator("summary", has_text="End the dialogue").click()
    lead.get_by_role("button", name="End it for everybody").click()
    expect(lead.locator("#board-state")).to_have_text("Over")
    responder.reload()
    responder.get_by_role("link", name="What it came to").click()
    expect(responder.get_by_role("heading", name=re.compile("Your record"))).to_be_visible()
    expect(responder.locator("main")).to_contain_text("Our crew replaces lamp 14")
    lead.goto(re.sub("/board$", "/report", lead.url))
    expect(lead.locator("main")).to_contain_text("Water Office, Testpur")

    with house.app_context():
        names = db.session.scalars(db.select(Entry.name)).all()
        numbers = sorted(db.session.scalars(db.select(Turn.number)))
        assert len(names) == len(set(names)) and len(numbers) == len(set(numbers)) == 3
    for page in (lead, moderator, responder, supervisor, viewer):
        assert [each for each in page.complaints if "ERR_CONNECTION" not in each and "Failed to load" not in each] == []


def plan(page) -> tuple[str, str]:
    """Plan it in fast time, open to viewers; the code, and the address of the stage."""
    page.goto("/sittings/plan")
    page.get_by_label("Dialogue", exact=True).select_option(label="Two windows")
    page.get_by_label("Open to viewers with the link").check()
    page.locator("summary", has_text="For trying it out").click()
    page.get_by_label("How fast its clock goes").select_option(label="10 times as fast")
    page.get_by_role("button", name="Plan it").click()
    code = re.search(r"the code ([A-Z]{6})", page.locator("main").inner_text())[1]
    return code, page.locator("a[href*='/stage/']").first.get_attribute("href")


def seated(page, code, table, role):
    page.goto("/sittings/join")
    page.get_by_label("Code").fill(code.lower())
    page.locator("main form button[type=submit]").click()
    page.get_by_role("radio", name=table).check()
    page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="Sit down").click()
    expect(page.locator("#queue")).to_be_attached()
    return page


def chosen(page, words):
    """Open a comment of the queue, whichever filter is on."""
    page.goto(re.sub(r"\?.*", "", page.url) + "?queue=all")
    page.locator("#queue li", has_text=words).locator("a").first.click(timeout=PATIENCE)
    expect(page.locator("#comment")).to_contain_text(words)


def wait_for_minute(house, page, minute):
    for _ in range(200):
        with house.app_context():
            sitting = db.session.scalar(db.select(Sitting))
            if times.second(sitting) >= 60 * minute or sitting.ended_at:
                return
        page.wait_for_timeout(500)
    raise AssertionError("the clock of the sitting stands")
