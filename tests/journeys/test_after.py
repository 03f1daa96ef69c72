"""After a dialogue in a real browser: the record with its appeal, the report, the register, a practice; both widths, both directions,
by keyboard, without scripts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from playwright.sync_api import expect

from academy import clock
from academy.accounts.models import Person
from academy.db import db
from scenarios.sittings import beat, commitments, planning, seats, thread, viewers, wheel
from scenarios.sittings.turns import Wish, take
from tests import factories, servers
from tests.conftest import application
from tests.looks import look
from tests.scenarios.sittings.test_record import COURSE
from tests.scenarios.sittings.test_sitting import LAMP

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICER, INSTRUCTOR, ADMIN = (f"{name}@academy.example" for name in ("officer", "instructor", "admin"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own, in which a dialogue was held."""
    with servers.running(tmp_path_factory.mktemp("after"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def held(server):
    """The ids of the sitting, of the officer's run and of what the officer promised."""
    app = application(server.database_url, server.instance)
    with app.app_context(), app.test_request_context():
        with time_machine.travel(clock.now() - timedelta(hours=2), tick=False) as travelled:
            found = hold(travelled)
        db.session.commit()
        yield found
        db.engine.dispose()


def hold(travelled):
    officer, instructor = (
        db.session.scalar(sa.select(Person).filter_by(email=email)) for email in (OFFICER, INSTRUCTOR)
    )
    factories.rules()
    factories.edition("practice", COURSE)
    factories.started(officer, "practice")
    sitting = planning.plan(instructor, factories.dialogue(), 60)
    lamps, water = seats.join(sitting, officer, "lamps", "responder"), seats.join(
        sitting, factories.learner(), "water", "responder"
    )
    wheel.start(sitting, instructor)
    after(travelled, 2)
    said = take(lamps, thread.named(sitting, "comment-dark-corner"), Wish("reply", "one", reply=LAMP))
    viewers.mark_helpful(sitting, viewers.arrive(sitting, "Nadia", "key-of-nadia"), said)
    made = commitments.write_down(
        lamps, "Replace lamp 14", "Head of the crew", commitments.days_of(sitting, 7), "one", said
    )
    after(travelled, 6)
    take(
        water,
        thread.named(sitting, "comment-dry-pump"),
        Wish("reply", "two", reply="The pump of Well Lane is installed and running."),
    )
    after(travelled, 60)
    return {"sitting": sitting.id, "run": lamps.run_id, "commitment": made.id}


def after(travelled, minutes):
    travelled.shift(timedelta(minutes=minutes))
    db.session.commit()
    beat.tick()


def addresses(held):
    return {
        OFFICER: (
            f"/sittings/records/{held['run']}",
            f"/sittings/{held['sitting']}/report",
            f"/sittings/commitments/{held['commitment']}",
        ),
        INSTRUCTOR: (f"/sittings/{held['sitting']}/report", "/sittings/commitments"),
    }


@pytest.mark.parametrize(("dir", "width", "scheme"), [("ltr", 1280, "light"), ("rtl", 360, "dark")])
@pytest.mark.parametrize("email", [OFFICER, INSTRUCTOR])
def test_everybody_can_read_what_came_of_it(held, page_of, email, dir, width, scheme):
    page = page_of(email, dir=dir, width=width, color_scheme=scheme)

    for address in addresses(held)[email]:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

        look(page)
    assert page.complaints == []


def test_without_scripts_and_with_the_keyboard_alone(held, page_of):
    page = page_of(OFFICER, java_script_enabled=False)
    page.goto(addresses(held)[OFFICER][0])

    page.get_by_text("Ask for another look").press("Enter")
    page.get_by_label("Why should another instructor look at it?").fill("The day was named.")
    page.get_by_role("button", name="Send the appeal").press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#appeal-1")
    expect(page.locator("#appeal-1")).to_contain_text("Waits for another instructor")

    page.get_by_role("link", name="The report of all tables").press("Enter")
    page.get_by_role("link", name="Replace lamp 14").press("Enter")
    page.get_by_label("How it stands now").select_option("kept")
    page.get_by_label("The proof, or the reason").fill("Lit since Tuesday.")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("main")).to_contain_text("The register is changed.")
    expect(page.locator("main .facts")).to_contain_text("Kept")

    page.goto(f"/sittings/{held['sitting']}/report")
    page.get_by_text("The answers, the most helpful first").press("Enter")
    page.get_by_role("button", name="Offer as a good practice").first.press("Enter")
    expect(page.get_by_label("What was done")).to_have_value(f"The department answered before everybody:\n\n{LAMP}")


def test_who_teaches_takes_the_files(held, page_of):
    page = page_of(INSTRUCTOR)
    page.goto(f"/sittings/{held['sitting']}/report")

    for name, suffix in (("(CSV)", ".csv"), ("(JSON)", ".json")):
        with page.expect_download() as fetched:
            page.get_by_role("link", name=name).click()
        assert fetched.value.suggested_filename.startswith("dialogue-two-windows-")
        assert fetched.value.suggested_filename.endswith(suffix)
