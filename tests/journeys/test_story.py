"""The picture of a scenario in a real browser: both widths, both directions, by keyboard alone, without scripts."""

import pytest
from playwright.sync_api import expect

from tests.looks import look

pytestmark = pytest.mark.browser
INSTRUCTOR = "instructor@academy.example"


@pytest.mark.parametrize(
    ("dir", "width", "scheme"),
    [
        ("rtl", 360, "dark"),
        ("ltr", 1280, "light"),
        pytest.param("ltr", 360, "light", marks=pytest.mark.slow),
        pytest.param("rtl", 1280, "dark", marks=pytest.mark.slow),
    ],
)
def test_everybody_can_read_the_picture(page_of, dir, width, scheme):
    page = page_of(INSTRUCTOR, dir=dir, width=width, color_scheme=scheme)

    page.goto("/scenarios/try/first-shift")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

    outside = page.locator(".lanes text").evaluate_all("""(texts) => texts.filter((text) => {
          const [inner, outer] = [text, text.closest("svg")].map((each) => each.getBoundingClientRect());
          return inner.left < outer.left - 1 || inner.right > outer.right + 1;
        }).map((text) => text.textContent)""")
    look(page)
    assert outside == []
    assert page.complaints == []


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_names_and_figures_stay_clear_of_the_clock(page_of, dir):
    page = page_of(INSTRUCTOR, dir=dir)

    page.goto("/scenarios/try/the-recording")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

    meet = page.locator(".lanes").evaluate("""(svg) => {
          const box = (each) => each.getBoundingClientRect();
          const shapes = [...svg.querySelectorAll(".lanes__shape, .lanes__stem")].map(box);
          const between = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
          return [...svg.querySelectorAll(".lanes__name, .lanes__figure")]
            .filter((text) => shapes.some((shape) => shape.width && between(box(text), shape))).map((text) => text.textContent);
        }""")
    assert meet == []


def test_by_keyboard_alone_a_lane_shows_its_connections_and_leads_to_its_words(page_of):
    page = page_of(INSTRUCTOR, java_script_enabled=False)
    page.goto("/scenarios/try/first-shift")
    summary = page.locator("summary", has_text="at a glance")
    lane = page.locator("a.lanes__lane", has=page.locator(".lanes__own")).first

    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lanes")).to_be_visible()
    expect(lane.locator(".lanes__own")).to_have_css("visibility", "hidden")
    lane.focus()
    expect(lane.locator(".lanes__own")).to_have_css("visibility", "visible")
    page.keyboard.press("Enter")

    expect(page.locator(":target")).to_be_in_viewport()
