"""The agreement page in a real browser: both widths, both directions, by keyboard, with and without scripts."""

import pytest
from playwright.sync_api import expect

from academy.db import db
from tests import servers
from tests.conftest import application
from tests.looks import look
from tests.scenarios.agreement import marks

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INSTRUCTOR = "instructor@academy.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own: its 300 marks belong to runs that nobody finishes."""
    with servers.running(tmp_path_factory.mktemp("agreement"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    """The application on the server's database, with 300 double marks, a planted drift and a planted bias."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        marks.make(300, drift=0.4, bias=0.6)
        db.session.commit()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("dir", "width", "scheme"),
    [
        ("ltr", 1280, "light"),
        ("rtl", 360, "dark"),
        *(
            pytest.param(*all_of_it, marks=pytest.mark.slow)
            for all_of_it in (("ltr", 360, "light"), ("rtl", 1280, "dark"))
        ),
    ],
)
def test_everybody_can_read_the_agreement_page(house, page_of, dir, width, scheme):
    page = page_of(INSTRUCTOR, dir=dir, width=width, color_scheme=scheme)

    page.goto("/agreement/")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

    look(page)
    assert page.complaints == []


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_names_and_figures_stay_within_their_drawing(house, page_of, dir):
    page = page_of(INSTRUCTOR, dir=dir)

    page.goto("/agreement/")

    outside = page.locator(".whisker-chart text, .curve-chart text").evaluate_all("""(texts) => texts.filter((text) => {
          const [inner, outer] = [text, text.closest("svg")].map((each) => each.getBoundingClientRect());
          return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1;
        }).map((text) => text.textContent)""")
    assert outside == []


def test_without_scripts_and_with_the_keyboard_alone_the_replies_are_narrowed_and_the_tables_opened(house, page_of):
    page = page_of(INSTRUCTOR, java_script_enabled=False)
    page.goto("/agreement/")
    expect(page.locator(".banner")).to_contain_text("Roman Urdu")

    page.locator("[name=since]").focus()
    page.keyboard.type("03172026")
    page.locator(".filters button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**since=2026-03-17**")
    page.locator("section[aria-labelledby=drift] summary").focus()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("Calculated from 240 replies.")
    expect(page.locator("section[aria-labelledby=drift] table")).to_be_visible()
