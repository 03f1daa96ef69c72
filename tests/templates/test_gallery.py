"""The components in a real browser: what axe finds, and what the scripts add."""

import threading
from pathlib import Path

import pytest
from flask import render_template_string, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from academy import charts
from academy.access import public
from academy.app import create_app
from tests.looks import look

pytestmark = pytest.mark.browser
GALLERY = Path(__file__).with_name("gallery.html").read_text()
CRITERIA = [
    {"slug": "acknowledgement", "level": 2, "reason": "Apologises.", "rule": None, "spans": [(0, 12)]},
    {"slug": "mandate", "level": 0, "reason": "Promises.", "rule": "Rule 5", "spans": [(14, 20)]},
]
CRITERIA[1] |= {"reviewed": 1, "reviewer": "Farah N.", "note": "It is hedged."}
TRUST = charts.Line("trust", "Trust", ((0, 50), (30, 60)))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    app = create_app(DATABASE="", INSTANCE=str(tmp_path_factory.mktemp("instance")), SECRET_KEY="of the suite")
    app.add_url_rule("/gallery", "gallery", public(gallery), methods=["GET", "POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/gallery"
    server.shutdown()


def gallery():
    direction = {"locale": {"tag": "ur", "dir": "rtl"}} if "rtl" in request.args else {}
    drawing = charts.timeline("Trust", (TRUST,), (charts.Mark(30, "1"),), 60, ((0, "09:00"),))
    return render_template_string(
        GALLERY, drawing=drawing, criteria=CRITERIA, wrong="wrong" in request.args, **direction
    )


@pytest.fixture
def visit(browser, address):
    contexts = []

    def visit(query="", **options):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | options))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{address}?{query}")
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "query, scheme, width", [("", "light", 360), ("rtl", "dark", 360), ("rtl", "light", 1280), ("", "dark", 1280)]
)
def test_everybody_can_use_the_components(visit, query, scheme, width):
    page = visit(query, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

    look(page)
    assert page.complaints == []


def test_targets_are_large_enough(visit):
    page = visit(viewport={"width": 360, "height": 800})

    small = page.evaluate("""
      [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), .button, nav a")]
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)
    """)
    assert [html for html in small if 'type="radio"' not in html and 'type="checkbox"' not in html] == []


@pytest.mark.parametrize("javascript", [True, False])
def test_an_action_asks_only_for_what_it_needs(visit, javascript):
    panel = visit(java_script_enabled=javascript).locator("#panel-drain")
    panel.locator("summary").click()

    words, target = panel.get_by_label("What the office writes"), panel.get_by_label("To whom")
    assert not words.is_visible() and not target.is_visible()
    panel.get_by_label("Reply in public").check()
    assert words.is_visible() and not target.is_visible()
    panel.get_by_label("Refer").check()
    assert words.is_visible() and target.is_visible()
    panel.get_by_label("Leave it alone").check()
    assert not words.is_visible() and not target.is_visible()


def test_only_the_targets_of_the_chosen_action_are_offered(visit):
    panel = visit().locator("#panel-drain")
    panel.locator("summary").click()

    panel.get_by_label("Refer").check()
    panel.get_by_label("To whom").select_option("iesco")
    panel.get_by_label("Escalate").check()

    assert panel.get_by_label("To whom").input_value() == ""
    assert panel.locator("optgroup:not([hidden]) option").all_text_contents() == ["Additional Deputy Commissioner"]


def test_characters_are_counted_and_nothing_is_cut(visit):
    page = visit()
    area, counter = page.get_by_label("Reason"), page.locator("#reason-limit")

    area.fill("Sorry")
    assert counter.text_content() == "15 characters left"
    area.fill("x" * 25)

    assert counter.text_content() == "5 characters too many"
    assert area.input_value() == "x" * 25


def test_what_arrives_is_read_out_once(visit):
    page = visit()
    arrive = """(names) => document.getElementById("feed").insertAdjacentHTML("beforeend",
      names.map((name) => `<article data-announce="New post by ${name}">…</article>`).join(""))"""
    said = page.locator("#announcements")

    page.evaluate(arrive, ["Ada", "Zoya"])
    expect(said).to_have_text("New post by Ada. New post by Zoya")
    page.evaluate(arrive, ["A", "B", "C", "D"])

    expect(said).to_have_text("Several new posts")


def test_an_error_leads_into_its_field_even_in_a_closed_panel(visit):
    page = visit("wrong")
    assert page.evaluate("document.activeElement.className") == "error-summary"

    page.get_by_role("link", name="Write something").click()

    assert page.evaluate("document.activeElement.id") == "tax-reply"
    assert page.locator("#tax-reply").is_visible()


def test_typed_words_are_not_left_behind_unasked(visit):
    page = visit()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_label("Reason").press_sequentially("Sorry")
    page.reload()
    assert asked == ["beforeunload"]
    page.get_by_label("Reason").press_sequentially("Sorry")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()

    assert asked == ["beforeunload"]


def test_the_focus_is_seen_and_not_covered(visit):
    page = visit(viewport={"width": 360, "height": 700})
    covered = []
    for _ in range(40):
        page.keyboard.press("Tab")
        covered += page.evaluate("""() => {
          const focused = document.activeElement, box = focused.getBoundingClientRect()
          const desk = document.querySelector(".run-desk").getBoundingClientRect()
          const label = focused.closest("label") ?? focused
          const style = getComputedStyle(label)
          const hidden = box.top >= desk.top && box.bottom <= desk.bottom
          return hidden || style.outlineStyle === "none" ? [focused.outerHTML.slice(0, 90)] : []
        }""")

    assert covered == []
