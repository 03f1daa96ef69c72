"""Analytics in a real browser: both widths, both directions, by keyboard, with and without scripts."""

import pytest
from playwright.sync_api import expect

from academy.db import db
from tests import servers
from tests.conftest import application
from tests.looks import look
from tests.scenarios.analytics import crowd

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INSTRUCTOR = "instructor@academy.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own, in which many have played."""
    with servers.running(tmp_path_factory.mktemp("analytics"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    """The application on the server's database, with forty finished runs."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        crowd.make(40)
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
def test_everybody_can_read_the_analytics(house, page_of, dir, width, scheme):
    page = page_of(INSTRUCTOR, dir=dir, width=width, color_scheme=scheme)

    for address in ("/analytics/", "/analytics/street"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

        look(page)
    assert page.complaints == []


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_names_and_figures_stay_within_their_drawing(house, page_of, dir):
    page = page_of(INSTRUCTOR, dir=dir)

    page.goto("/analytics/street")

    drawn = page.locator(".column-chart text, .bar-chart text, .heat-chart text, .whisker-chart text")
    outside = drawn.evaluate_all("""(texts) => texts.filter((text) => {
          const [inner, outer] = [text, text.closest("svg")].map((each) => each.getBoundingClientRect());
          return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1;
        }).map((text) => text.textContent)""")
    assert outside == []


def test_without_scripts_and_with_the_keyboard_alone_runs_are_narrowed_and_numbers_fetched(house, page_of):
    page = page_of(INSTRUCTOR, java_script_enabled=False)
    page.goto("/analytics/")
    page.get_by_role("link", name="A wet street").press("Enter")
    expect(page.locator("main")).to_contain_text("40 runs, 40 learners.")

    page.get_by_label("Cohort").focus()
    page.keyboard.type("Spring batch")
    page.locator(".filters button").press("Enter")
    expect(page.locator("main")).to_contain_text("20 runs, 20 learners.")
    page.locator("section[aria-labelledby=posts] summary").press("Enter")

    expect(page.locator("section[aria-labelledby=posts] table")).to_be_visible()
    with page.expect_download() as fetched:
        page.locator("section[aria-labelledby=posts]").get_by_role("link", name="Download these numbers").press("Enter")
    assert fetched.value.suggested_filename.startswith("street-posts-")
