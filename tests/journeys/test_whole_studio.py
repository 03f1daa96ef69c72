"""A scenario from a blank page to a reviewed run: written, mended, tried, published, carried to an empty academy, played,
marked blind, and counted."""

import re

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.journeys import officer
from tests.journeys.conftest import sign_in
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AUTHOR, OFFICER, CLERK = "instructor@academy.example", "officer@academy.example", "admin@academy.example"
SECOND = "second@academy.example"
OFFICE = {
    "summary": "A street without a lamp, and who writes about it.",
    "brief": "You keep the page of the **Municipal Committee, Testpur**. It is nine in the morning.",
    "page-name": "Municipal Committee, Testpur",
    "page-about": "The committee's page. Answered on working days from nine to five.",
}
POST = {
    "text": "Lamp 14 in Canal Street is dark since two weeks. My mother fell there last night. Does anybody read this?",
    "actions-reply": "best",
    "actions-message": "acceptable",
    "actions-hide": "harmful",
    "why": "A fair complaint about our own service: own it, say when the lamp is back, ask for nothing in public.",
    "example": "We are sorry that your mother fell, and that lamp 14 stayed dark for two weeks: that is our fault. The repair "
    "crew replaces it tomorrow by 6 pm. Your complaint has the number MC-14; we write here when it burns.",
}
REPLY = (
    "We are very sorry that your mother fell. It is our fault that lamp 14 stayed dark. Your complaint is MC-14; lamp 14 is "
    "replaced by the repair crew tomorrow by 6 pm, and we write here when it burns."
)
FACTS = ["The repair crew replaces lamp 14 tomorrow by 6 pm.", "The complaint is registered as MC-14."]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("studio"), BLIND_SHARE="100") as server:
        yield server


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Another academy, with nothing in it but what is shipped."""
    with servers.running(tmp_path_factory.mktemp("elsewhere")) as server:
        yield server


def test_a_scenario_from_a_blank_page_to_a_reviewed_run(server, elsewhere, page_of, browser, tmp_path):
    author = page_of(AUTHOR)
    draft = begin(author, "scenario", "The dark lamp")
    look(author)
    write(author, draft)
    meet_and_mend_problems(author, draft)
    try_it(author, draft)
    publish(author, draft, "First edition")
    digest = carry(author, draft, elsewhere, browser, tmp_path)
    assert digest in published(elsewhere)

    put_into_a_course(author)
    clerk = page_of(CLERK)
    give_course(clerk)
    play(page_of(OFFICER, width=360))
    mark_blind(add_instructor(clerk, browser, server))
    expect_in_analytics(author)
    assert author.complaints == []


def begin(page, kind, title):
    page.goto(f"/studio/new/{kind}")
    page.get_by_label("Title", exact=True).fill(title)
    page.locator("[name=rules]").select_option("pakistan")
    page.get_by_role("button", name="Begin").click()
    return page.url.rstrip("/")


def write(page, draft):
    fill(page, f"{draft}/edit/office", OFFICE)
    fill(page, f"{draft}/edit/day", {"minutes": "40"})
    fill(page, f"{draft}/edit/knowledge", {"mandate-can": "repair street lamps\nput up a temporary light"})
    for number, fact in enumerate(FACTS):
        page.locator(f"[name=facts-{number}-text]").fill(fact)
        page.locator("button[value='add/facts']").click()
    page.goto(f"{draft}/edit/contacts")
    for name in ("disco", "municipal-committee"):
        page.locator(f"[name=directory][value={name}]").check()
    save(page)
    add(page, draft, "personas", "Rafiq")
    fill(page, page.url, {"about": "Lives in Canal Street with his mother."})
    add(page, draft, "posts", "Dark lamp", "Complaint about our own service")
    fill(page, page.url, {"persona": "rafiq", **POST})
    add(page, draft, "reactions", "Thanked", "Somebody thanks after a good answer")
    fill(page, page.url, {"then-comments-0-text": "Thank you. I tell my mother."})
    look(page)


def meet_and_mend_problems(page, draft):
    """A right action without its right target, and a minute after the end: both stand where they are mended."""
    post = f"{draft}/edit/posts/dark-lamp"
    fill(page, post, {"actions-escalate": "acceptable", "at": "90"})
    page.goto(post)
    expect(page.locator(".todo")).to_contain_text("2 things to mend")
    expect(page.locator("#at-error")).to_be_visible()
    look(page)
    page.goto(f"{draft}/publish")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.goto(f"{draft}/try")
    expect(page.locator("main")).to_contain_text("things to mend before it can be played")
    fill(page, post, {"actions-escalate": "", "at": "0"})
    page.goto(draft + "/")
    expect(page.locator("main")).to_contain_text("Nothing is wrong")


def try_it(page, draft):
    """Would this earn a 2? And then the page itself, as learners have it."""
    page.goto(f"{draft}/edit/posts/dark-lamp")
    page.locator("details", has_text="Acknowledges the person").last.locator("summary").click()
    page.locator("[name=tried-acknowledgement]").fill("We are sorry that your mother fell in the dark.")
    expect(page.locator("#earned-acknowledgement")).to_contain_text("2")
    page.goto(f"{draft}/try")
    look(page)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("main")).to_contain_text("Lamp 14 in Canal Street")
    look(page)


def publish(page, draft, note):
    page.goto(f"{draft}/publish")
    look(page)
    page.get_by_label("What changed, and why").fill(note)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".banner, .flash, [role=status]").first).to_be_visible()


def carry(page, draft, elsewhere, browser, folder):
    """Out of this academy as a file, into another one: the same edition. Its digest, as both say it."""
    page.goto(f"{draft}/files")
    digest = re.search(r"digest: ([0-9a-f]{12})", page.inner_text("main"))[1]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download what is published").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)

    context = browser.new_context(base_url=elsewhere.url)
    other = context.new_page()
    other.goto("/accounts/sign-in")
    sign_in(other, AUTHOR, elsewhere.password)
    other.goto("/studio/")
    other.get_by_role("link", name="Bring in a pack").click()
    other.locator("input[type=file]:not([webkitdirectory])").set_input_files(file)
    other.get_by_role("button", name="Look at it").click()
    expect(other.locator("main")).to_contain_text("The dark lamp")
    look(other)
    other.get_by_role("button", name="Publish it at once").click()
    expect(other.locator("main")).to_contain_text("The dark lamp")
    context.close()
    return digest


def published(server):
    """What a server's own command says of the edition."""
    file = server.instance / "again.zip"
    return server.command("packs", "export", "scenario", "the-dark-lamp", "--out", str(file))


def put_into_a_course(page):
    draft = begin(page, "course", "One lamp")
    fill(
        page,
        f"{draft}/edit/about",
        {"code": "L-14", "summary": "A lamp.", "competencies": "Answers complaints", "hours": "1"},
    )
    add(page, draft, "modules", "The lamp")
    fill(page, page.url, {"summary": "One page, one post."})
    add(page, draft, "modules/the-lamp/activities", "The dark lamp", "The dark lamp")
    expect(page.locator("main")).to_contain_text("The dark lamp")
    publish(page, draft, "A course for one lamp")


def give_course(page):
    page.goto("/cohorts/")
    page.locator("main table a, main .card a").first.click()
    page.locator("[name=course]").select_option(label="One lamp")
    page.get_by_role("button", name="Give course").click()
    expect(page.locator("main")).to_contain_text("One lamp")


def play(page):
    page.goto("/courses/one-lamp")
    page.get_by_role("link", name=re.compile("^Start:")).first.click()
    page.get_by_role("button", name=re.compile("Open the page")).click()
    answered = False
    for _ in range(20):
        if "/debrief" in page.url:
            break
        if page.locator("#post-dark-lamp").count() and not answered:
            panel, answered = page.locator("#panel-dark-lamp"), True
            panel.locator("summary").click()
            panel.locator("input[value=reply]").check(force=True)
            panel.locator("textarea").fill(REPLY)
            panel.get_by_role("button", name="Do it").click()
            page.wait_for_load_state()
            expect(page.locator("main")).to_contain_text("we write here when it burns")
        else:
            officer.pass_time(page)
    assert "/debrief" in page.url
    look(page)
    expect(page.locator("main")).to_contain_text("fair complaint about our own service")


def mark_blind(page):
    """Another who teaches: sees neither the grade nor whose text it is."""
    page.goto("/review/blind")
    expect(page.locator("main")).to_contain_text(REPLY)
    expect(page.locator("main")).not_to_contain_text("Zarnab")
    look(page)
    for group in page.locator("fieldset.choices").all():
        group.locator("input[type=radio]").nth(0).check(force=True)
    page.locator("[name=overall][value='3']").check(force=True)
    page.get_by_role("button", name="Keep this mark").click()
    expect(page.locator("main")).to_contain_text("Your mark is kept")


def expect_in_analytics(page):
    page.goto("/analytics/")
    look(page)
    expect(page.locator("main")).to_contain_text("The dark lamp")
    page.goto("/analytics/the-dark-lamp")
    expect(page.locator("main")).to_contain_text("1 learner")


def add_instructor(page, browser, server):
    """A second instructor, who sets a password by the link that the clerk is shown; their page."""
    page.goto("/people/new")
    page.locator("[name=email]").fill(SECOND)
    page.locator("[name=name]").fill("Second Reader")
    page.locator("[name=role]").select_option("instructor")
    page.get_by_role("button", name="Add person").click()
    page.locator("main form[action$='/link'] button").click()
    link = page.locator("#address").input_value()
    other = browser.new_context(base_url=server.url).new_page()
    other.goto(link)
    for field in other.locator("input[type=password]").all():
        field.fill(server.password)
    other.locator("main form button[type=submit]").click()
    if "/sign-in" in other.url:
        sign_in(other, SECOND, server.password)
    return other


def add(page, draft, kind, called, choice=None):
    page.goto(f"{draft}/edit/{kind}")
    if choice:
        page.locator("[name=kind]").select_option(label=choice)
    page.get_by_label("Short name").fill(called)
    page.get_by_role("button", name="Add", exact=True).click()


def fill(page, address, values):
    """Fill in what a page of a draft asks for, by the names of its inputs, and save it."""
    page.goto(address)
    for name, value in values.items():
        input = page.locator(f"[name='{name}']")
        if input.evaluate("input => input.tagName") == "SELECT":
            input.select_option(value)
        else:
            input.fill(value)
    save(page)


def save(page):
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_load_state()
