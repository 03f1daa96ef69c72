"""The bench by keys, comments at the words, many texts at once, appeals and blind marks: without scripts, on any
screen."""

import re

import pytest
from playwright.sync_api import expect

from academy.accounts import passwords, people
from academy.db import db
from scenarios.models import Run
from scenarios.review.models import BlindMark
from tests import factories, servers
from tests.conftest import application
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEARNER, REVIEWER, SECOND = "ada@academy.example", "gul@academy.example", "hira@academy.example"
REPLY = "We are sorry. A crew clears the drain on Thursday."
SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
# selects from the first to the second of two words in the text on the bench
SELECT = """([first, last]) => {
  const text = document.querySelector("[data-annotated]").firstChild
  getSelection().setBaseAndExtent(text, text.data.indexOf(first), text, text.data.indexOf(last) + last.length)
}"""
REASON = "The crew and the day are both named."
ANSWER = "You are right, the day is there."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own: nothing else waits there."""
    with servers.running(tmp_path_factory.mktemp("review"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def run(server):
    """A finished run with a reply that one instructor has reviewed; both its texts are drawn for blind marking."""
    app = application(server.database_url, server.instance, BLIND_SHARE=100)
    with app.app_context():
        factories.scenario()
        factories.practice()
        learner = factories.learner(email=LEARNER, name="Ada Karim")
        reviewers = [factories.instructor(email=email, name=email.split("@")[0]) for email in (REVIEWER, SECOND)]
        for person in (learner, *reviewers):
            passwords.put(person, server.password)
        played = factories.run(enrolment=factories.started(learner, "practice"))
        factories.move(played, level=1, reply=REPLY)
        factories.move(played, post="wires", reply="بجلی کمپنی کو 118 پر فون کریں۔", level=2)
        factories.review(factories.finish(played), reviewer=reviewers[0], clarity=2)
        number = played.id
        db.session.commit()
    yield number
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def waiting(server, run):
    """A finished run of somebody else, of which two doubtful texts wait."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        played = factories.run(enrolment=factories.started(factories.learner(), "practice"))
        for post in ("drain", "house"):
            factories.move(played, post=post, level=2, doubtful=SERVICE, reply=REPLY)
        number = factories.finish(played).id
        db.session.commit()
        db.engine.dispose()
    return number


def test_an_appeal_goes_to_another_instructor_and_is_answered(server, run, page_of):
    learner, reviewer, second = page_of(LEARNER, width=360), page_of(REVIEWER), page_of(SECOND, dir="rtl", width=360)
    appeal_by_keyboard(learner, run)

    reviewer.goto("/review/")
    look(reviewer)
    expect(reviewer.locator("tbody tr").first).to_contain_text("Another instructor decides")
    reviewer.goto(f"/review/runs/{run}/1")
    expect(reviewer.locator("main")).to_contain_text("You have reviewed this grade")
    expect(reviewer.locator("#judge")).to_have_count(0)
    look(reviewer)

    second.goto("/review/")
    look(second)
    second.get_by_role("link", name="Ada Karim").click()
    expect(second.locator("#claim")).to_contain_text("has had this at hand")
    look(second)
    second.get_by_role("button", name="Take it over").click()
    expect(second.locator("#claim")).not_to_contain_text("has had this at hand")
    second.get_by_role("button", name="Decide the appeal").click()
    expect(second.locator("#answer")).to_have_attribute("aria-invalid", "true")
    look(second)
    second.locator("#answer").fill(ANSWER)
    second.get_by_role("button", name="Decide the appeal").click()
    expect(second.locator("main")).to_contain_text("Your review of move 1 is kept")

    learner.reload()
    expect(learner.locator("#appeal-1")).to_contain_text(ANSWER)
    look(learner)
    second.goto("/review/")
    expect(second.locator("main")).to_contain_text("Nothing waits for you")
    assert unexpected(learner, reviewer, second) == []


def test_texts_are_judged_by_keys_alone(server, waiting, page_of):
    page = page_of(REVIEWER)
    page.goto(f"/review/runs/{waiting}/1")
    look(page)

    page.keyboard.press("2")
    expect(page.locator("[name=level_mandate]").nth(2)).to_be_focused()  # the grader gave it, so on to the next
    page.keyboard.press("1")
    page.keyboard.type("No office is named.")
    look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[name=level_next_step]").nth(2)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    look(page)
    page.keyboard.press("c")

    expect(page).to_have_url(re.compile(rf"/review/runs/{waiting}/2$"))
    expect(page.locator("main")).to_contain_text("Your review of move 1 is kept")
    page.keyboard.press("c")
    expect(page.locator("main")).to_contain_text("Your review of move 2 is kept")
    assert unexpected(page) == []
    assert reviews_of(server, waiting) == [(1, "No office is named."), (2, "")]


def test_single_keys_do_nothing_where_somebody_types_or_has_turned_them_off(waiting, page_of):
    page = page_of(REVIEWER)
    page.goto(f"/review/runs/{waiting}/1")
    page.keyboard.press("?")
    page.locator("#shortcuts-on").uncheck()
    page.locator("#clarity-level-2").focus()
    page.keyboard.press("0")
    expect(page.locator("#clarity-level-2")).to_be_checked()

    page.locator("#shortcuts-on").check()
    page.locator("#clarity-level-1").check()
    page.locator("#clarity-reason").fill("")
    page.keyboard.type("c0n2")
    expect(page.locator("#clarity-reason")).to_have_value("c0n2")
    page.once("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize(("scripts", "dir", "width"), [(True, "ltr", 1280), (False, "rtl", 360)])
def test_a_comment_stands_at_the_words_that_were_selected_or_chosen(waiting, page_of, scripts, dir, width):
    page = page_of(SECOND, java_script_enabled=scripts, dir=dir, width=width)
    page.goto(f"/review/runs/{waiting}/1")
    if scripts:
        page.evaluate(SELECT, ["We", "sorry"])
        expect(page.locator("#comment-span option:checked")).to_have_text("You selected: We are sorry")
        page.keyboard.press("m")
        page.keyboard.type("Say for what.")
        page.keyboard.press("Control+Enter")
    else:
        page.locator("#new-comment summary").click()
        page.locator("#comment-span").select_option(label="A crew clears the drain on Thursday.")
        page.locator("#comment-comment").fill("Say for what.")
        page.locator("#comment").get_by_role("button").click()

    expect(page.locator(".annotated__comment").last).to_contain_text("Say for what.")
    expect(page.locator("mark.annotated__words").first).to_contain_text("We are sorry" if scripts else "A crew clears")
    if scripts:
        look(page)
    page.locator(".annotated__comment").first.get_by_role("button", name="Withdraw").click()
    expect(page.locator("main")).to_contain_text("The comment is withdrawn")


def test_several_texts_are_confirmed_at_once_and_a_sheet_comes_back(waiting, page_of, tmp_path):
    page = page_of(REVIEWER, width=360)
    page.goto("/review/confirm")
    look(page)
    page.locator("[name=text]").first.check()
    page.get_by_role("button", name="See what that settles").click()
    look(page)
    page.get_by_role("button", name="Keep 1 judgement").click()
    expect(page.locator("main")).to_contain_text("1 text is judged.", timeout=20_000)  # by the worker, a moment later
    look(page)

    page.goto("/review/sheets")
    look(page)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Download as CSV").click()
    path = tmp_path / "marks.csv"
    text = sheet.value.path().read_text("utf-8-sig").rstrip()
    path.write_text(text[:-1] + ",x\n" if text.endswith(",,") else text + "x\n", "utf-8-sig")
    page.locator("#sheet").set_input_files(path)
    page.get_by_role("button", name="See what it changes").click()
    expect(page.locator("main")).to_contain_text("Confirmed as it stands")
    look(page)
    assert unexpected(page) == []


def unexpected(*pages):
    """What the consoles complained of, but for the forms that were refused on purpose."""
    return [complaint for page in pages for complaint in page.complaints if "400 (BAD REQUEST)" not in complaint]


def appeal_by_keyboard(page, run):
    """Without a reason first: the page says so and takes the learner to the field."""
    page.goto(f"/scenarios/runs/{run}/debrief")
    look(page)
    page.locator("#appeal-1 summary").focus()
    page.keyboard.press("Enter")
    look(page)
    for words in ("", REASON):
        page.locator("#appeal-1-reason").focus()
        page.keyboard.type(words)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        if not words:
            page.get_by_role("link", name="Say what should be looked at again.").press("Enter")
            expect(page.locator("#appeal-1-reason")).to_be_focused()
            look(page)
    expect(page.locator("#appeal-1")).to_contain_text("Waits for another instructor")
    look(page)


@pytest.mark.parametrize(
    ("email", "dir", "width", "scripts"),
    [("instructor@academy.example", "rtl", 360, True), (SECOND, "ltr", 1280, False)],
)
def test_a_text_is_marked_blind_on_any_screen_and_without_scripts(server, run, page_of, email, dir, width, scripts):
    page = page_of(email, dir=dir, width=width, java_script_enabled=scripts)
    page.goto("/review/blind")
    text = re.search(r"/review/blind/\d+", page.content())[0]
    expect(page.locator("main")).not_to_contain_text("Ada Karim")

    for name in ("acknowledgement", "mandate", "next_step", "clarity", "neutrality", "office_not_person", "composure"):
        page.locator(f"[name=level_{name}][value='2']").check()
    page.locator("[name=level_privacy][value='0']").check()
    page.locator("[name=overall][value='3']").check()
    page.get_by_role("button", name="Keep this mark").click()
    expect(page.locator("main")).to_contain_text("You marked a red line")
    expect(page.locator("[name=level_privacy][value='0']")).to_be_checked()
    if scripts:  # the accessibility engine is one
        look(page)
    page.locator("[name=overall][value='1']").check()
    page.get_by_role("button", name="Keep this mark").click()

    expect(page.locator("main")).to_contain_text("Your mark is kept")
    assert f'action="{text}"' not in page.content()
    assert unexpected(page) == []
    assert marks_of(server, email) == [(1, 0)]


def reviews_of(server, run_id):
    """(move, what was said of the mandate) of the reviews of a run."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        moves = db.session.get(Run, run_id).moves
        found = [(move.number, review.reasons.get("mandate", "")) for move in moves for review in move.grade.reviews]
        db.engine.dispose()
    return found


def marks_of(server, email):
    """(overall, privacy) of the blind marks that somebody has made."""
    app = application(server.database_url, server.instance)
    with app.app_context():
        marker = people.by_email(email)
        marks = [
            (mark.overall, mark.levels["privacy"]) for mark in db.session.query(BlindMark).filter_by(marker=marker)
        ]
        db.engine.dispose()
    return marks
