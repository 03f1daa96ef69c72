"""The page that checks codes without a server, opened from a file in a real browser that has no network."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import render_template
from PIL import Image
from playwright.sync_api import expect

from academy.app import create_app
from academy.proof import keys, publication, seal, status
from academy.proof.claims import Claims
from academy.proof.refusals import Refusal
from tests.looks import look

pytestmark = pytest.mark.browser
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
UNTIL = AT + timedelta(days=14)
BASE_URL = "https://academy.example"
STATIC = Path(__file__).parents[2] / "academy" / "static"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CLAIMS = Claims(
    serial="7K3M-Q0TX-9WBE-5",
    status_index=4217,
    name="Ayesha Rahman",
    second_name="عائشہ رحمان",
    second_language="ur",
    course_title="Answering the public on official pages",
    course_code="SM-101",
    hours=24.5,
    completed_on=date(2026, 11, 14),
    issued_on=date(2026, 11, 22),
    issuer="Example Civil Service Academy",
)


@dataclass
class Academy:
    """A key, and the folder that its academy published."""

    key: keys.SigningKey
    folder: Path
    app: object

    def publish(self, revoked=(), superseded=(), at=AT, tokens=None) -> None:
        keys, when = [self.key.public], {"base_url": BASE_URL, "at": at, "until": at + timedelta(days=14)}
        with self.app.test_request_context():
            files = dict(publication.files(keys, self.key, revoked, superseded, 5000, render=rendered, **when))
            if tokens is not None:
                known = publication.keys_json(keys)
                files[publication.PAGE] = publication.offline_page(known, tokens, rendered, base_url=BASE_URL)
        publication.write(self.folder, files.items())

    def code(self, **claims) -> str:
        return seal.sealed(replace(CLAIMS, **claims), self.key)


def rendered(**parts):
    return render_template("verify/offline.html", **parts)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(INSTANCE=str(tmp_path_factory.mktemp("instance")), SECRET_KEY="of the suite")


@pytest.fixture
def academy(app, tmp_path):
    academy = Academy(keys.generate(CLAIMS.issuer, "did:web:academy.example", AT), tmp_path / "published", app)
    academy.publish()
    return academy


@pytest.fixture
def open_page(browser, academy):
    """Opens the published page from its file, three days later; `page.asked` is what it asked for besides itself."""
    contexts = []

    def open_page(code="", *, offline=True, width=1280, at=AT + timedelta(days=3), prepared=""):
        size = {"width": width, "height": 800}
        contexts.append(browser.new_context(viewport=size, offline=offline, timezone_id="Asia/Karachi"))
        page = contexts[-1].new_page()
        page.asked, page.complaints = [], []
        file = (academy.folder / publication.PAGE).as_uri()
        page.on("request", lambda request: request.url != file and page.asked.append(request.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.clock.set_fixed_time(at)
        if prepared:
            page.add_init_script(prepared)
        page.goto(f"{file}#{code}" if code else file)
        expect(page.locator("#check")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def site(browser, academy):
    """Opens a page of the academy's site, with its scripts and what it published."""
    context = browser.new_context()
    page = context.new_page()

    def serve(route):
        name = urlsplit(route.request.url).path.removeprefix("/")
        places = [folder / name for folder in (STATIC, academy.folder) if (folder / name).is_file()]
        route.fulfill(path=places[0]) if places else route.fulfill(body=page.html, content_type="text/html")

    def open_site(path, html=""):
        page.html = html
        page.goto(BASE_URL + path)
        return page

    page.route("**/*", serve)
    yield open_site
    context.close()


def answer(page, name):
    """The answer that is shown, once it is this one."""
    expect(page.locator("#result > section")).to_have_attribute("data-answer", name)
    return page.locator("#result").inner_text()


def fact(page, name):
    return page.locator(f"#result [data-claim={name}]")


def test_a_valid_code_is_answered_without_any_network(open_page, academy):
    page = open_page(academy.code(valid_until=date(2026, 11, 25)))

    words = answer(page, "valid")

    assert "Genuine, and valid" in words
    assert "22 November 2026 at 14:30" in words  # the list's moment, where the reader is
    assert fact(page, "hours").inner_text() == "24.5"
    assert fact(page, "completed_on").inner_text() == "14 November 2026"
    assert page.asked == []
    assert page.complaints == []


def test_the_whole_address_is_pasted_and_checked_by_keyboard(open_page, academy):
    page = open_page()
    address = seal.address(BASE_URL, CLAIMS.serial, academy.code())
    page.get_by_label("What the code on the sheet says").fill(f" {address}\n")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    answer(page, "valid")
    assert page.asked == []


def test_another_code_in_the_address_is_answered_anew(open_page, academy):
    page = open_page(academy.code())
    answer(page, "valid")

    page.evaluate("code => location.hash = code", academy.code()[:100])

    answer(page, "unknown")


@pytest.mark.parametrize("gone", ["revoked", "superseded"])
def test_what_was_taken_back_or_replaced_is_said(open_page, academy, gone):
    academy.publish(**{gone: {CLAIMS.status_index}})
    page = open_page(academy.code(valid_until=date(2026, 11, 23)))

    answer(page, gone)
    page.evaluate("code => location.hash = code", academy.code(status_index=CLAIMS.status_index + 1))
    answer(page, "valid")


def test_what_has_expired_is_said_the_day_after_its_last(open_page, academy):
    code = academy.code(valid_until=date(2026, 11, 25))

    answer(open_page(code, at=datetime(2026, 11, 25, 18, 59, tzinfo=UTC)), "valid")  # in Karachi, a minute to midnight
    answer(open_page(code, at=datetime(2026, 11, 25, 19, 0, tzinfo=UTC)), "expired")


def test_one_changed_letter_is_altered(open_page, academy):
    code = academy.code()
    changed = code[:60] + ("A" if code[60] != "A" else "B") + code[61:]

    words = answer(open_page(changed), "altered")

    assert CLAIMS.name not in words


def test_the_key_of_another_academy_is_unknown(open_page):
    stranger = keys.generate(CLAIMS.issuer, "did:web:academy.example", AT)

    words = answer(open_page(seal.sealed(CLAIMS, stranger)), "unknown")

    assert "a key that this academy does not have" in words
    assert CLAIMS.name not in words


@pytest.mark.parametrize("code", ["A", "hello", "2KCE", "A" * 5000, "%F0%9F%98%80", "<b>"])
def test_what_is_no_code_is_unknown(open_page, code):
    page = open_page(code)

    assert "It is not the code of a certificate" in answer(page, "unknown")
    assert page.complaints == []


def test_a_demonstration_is_never_called_valid(open_page, academy, app):
    academy.key = keys.generate(CLAIMS.issuer, "did:web:academy.example", AT, demo=True)
    academy.publish()

    words = answer(open_page(academy.code()), "demo")

    assert "proves nothing" in words
    assert "valid" not in words.replace("Valid until", "").lower()


def test_a_list_that_has_run_out_is_not_passed_over(open_page, academy):
    page = open_page(academy.code(), at=UNTIL + timedelta(hours=1))

    words = answer(page, "stale")

    assert "The list of revoked certificates is out of date" in words
    assert "22 November 2026" in words


def test_a_page_without_a_list_says_so(open_page, academy):
    academy.publish(tokens=[])

    assert "Whether it was revoked is not known" in answer(open_page(academy.code()), "stale")


def test_a_newer_list_from_a_file_changes_the_answer_and_an_older_one_does_not(open_page, academy, tmp_path):
    page = open_page(academy.code())
    answer(page, "valid")
    page.locator("#newer summary").click()

    for days, given in ((1, "revoked"), (-1, "valid")):
        when = {"base_url": BASE_URL, "at": AT + timedelta(days=days), "until": UNTIL}
        ended = {CLAIMS.status_index} if given == "revoked" else ()
        (tmp_path / "1.jwt").write_text(status.token(1, ended, (), key=academy.key, **when))
        page.get_by_label("Or choose a list").set_input_files(tmp_path / "1.jwt")
        expect(page.get_by_text("The list is taken.")).to_be_visible()
        answer(page, "revoked")

    assert page.asked == []


def test_a_list_that_the_academy_has_not_signed_is_refused(open_page, academy, tmp_path):
    academy.publish({CLAIMS.status_index})
    stranger = keys.generate(CLAIMS.issuer, "did:web:academy.example", AT)
    when = {"base_url": BASE_URL, "at": AT + timedelta(days=1), "until": UNTIL}
    forged = status.token(1, (), (), key=stranger, **when)
    taken = replace(stranger, public=replace(stranger.public, id=academy.key.public.id))
    page = open_page(academy.code())
    page.locator("#newer summary").click()

    for token in (forged, status.token(1, (), (), key=taken, **when), "", "a.b.c", "x" * 400_000):
        page.locator("[data-outcome=refused]").evaluate("line => line.hidden = true")
        page.get_by_label("Or choose a list").set_input_files(file("1.jwt", token.encode()))
        expect(page.get_by_text("This is not a list that the academy has signed")).to_be_visible()
        answer(page, "revoked")


def test_a_newer_list_is_fetched_when_asked_for_and_nothing_else_is(open_page, academy):
    page = open_page(academy.code(), offline=False)
    answer(page, "valid")
    academy.publish({CLAIMS.status_index}, at=AT + timedelta(days=2))
    open_to_all = {"Access-Control-Allow-Origin": "*"}
    page.route(f"{BASE_URL}/**", lambda route: route.fulfill(path=academy.folder / "status/1.jwt", headers=open_to_all))
    page.locator("#newer summary").click()
    page.get_by_role("button", name="Fetch the newest list").click()

    expect(page.get_by_text("The list is taken.")).to_be_visible()
    answer(page, "revoked")

    assert page.asked == [f"{BASE_URL}/status/1.jwt"]


def test_a_server_that_is_out_of_reach_is_told(open_page, academy):
    page = open_page(academy.code())
    page.locator("#newer summary").click()
    page.get_by_role("button", name="Fetch the newest list").click()

    expect(page.get_by_text("The academy's server could not be reached")).to_be_visible()
    answer(page, "valid")


def test_where_the_browser_reads_codes_a_photo_will_do(open_page, academy):
    # Chromium reads codes on phones and not here: the stand-in says what a phone's would
    detector = """globalThis.BarcodeDetector = class {
      static getSupportedFormats = async () => ["qr_code"]
      detect = async ({ width }) => (width > 1 ? [{ rawValue: "%s" }] : [])
    }"""
    page = open_page(prepared=detector % seal.address(BASE_URL, CLAIMS.serial, academy.code()))
    page.get_by_label("Or choose a photo").set_input_files(file("a.png", b"no picture"))
    answer(page, "unread")
    page.get_by_label("Or choose a photo").set_input_files(file("a.png", picture()))

    answer(page, "valid")


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def picture():
    stream = io.BytesIO()
    Image.new("L", (40, 40), 255).save(stream, "PNG")
    return stream.getvalue()


def test_without_that_the_page_does_not_offer_pictures(open_page):
    page = open_page()

    expect(page.locator("#photo")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_names_of_both_directions_fit_the_page_for_everybody(open_page, academy, width):
    names = {"name": "عائشہ رحمان", "second_name": "Ayesha Rahman (Dhaka)", "second_language": "en"}
    page = open_page(academy.code(**names), width=width)
    answer(page, "valid")

    assert fact(page, "name").evaluate("place => getComputedStyle(place).direction") == "rtl"
    assert fact(page, "second_name").evaluate("place => getComputedStyle(place).direction") == "ltr"
    assert fact(page, "second_name").get_attribute("lang") == "en"
    page.locator("#newer summary").click()
    look(page)


# The same library on the academy's own pages


def test_python_and_the_browser_agree_about_every_change(site, academy):
    code = academy.code()
    changed = [code[:at] + LETTERS[(LETTERS.index(code[at]) + 5) % 32] + code[at + 1 :] for at in range(len(code))]
    changed += ["", code[:-1], code[:90], code + "A", code.lower(), code[:-1] + LETTERS[LETTERS.index(code[-1]) ^ 1]]

    answers = site("/").evaluate(
        """async (codes) => {
          const { check } = await import("/js/seal.mjs")
          const { keys } = await (await fetch("/keys.json")).json()
          return Promise.all(codes.map(async (code) => (await check(code, keys, [])).why))
        }""",
        changed,
    )

    assert answers == [refusal(code, academy.key.public) for code in changed]
    assert {"altered", "stranger", "unsigned"} == set(answers)


def refusal(code, key):
    try:
        seal.opened(code, [key])
    except Refusal as error:
        return type(error).__name__.lower()
    return None


def test_the_browser_reads_every_number_and_name_as_it_was_sealed(site, academy):
    numbers = [0.1, 0.5, 1, 7.3, 24, 255, 256, 400, 65536.5, 1 / 3]
    names = ["আয়েশা রহমান " * 9, "a\ufeff\u200f\x00", "\ufeffa", "😀" * 30]
    said = [{"hours": hours, "status_index": int(hours * 1000)} for hours in numbers]
    said += [{"name": name} for name in names]

    claims = site("/").evaluate(
        """async (codes) => {
          const { open } = await import("/js/seal.mjs")
          const { keys } = await (await fetch("/keys.json")).json()
          return Promise.all(codes.map(async (code) => (await open(code, keys)).claims))
        }""",
        [academy.code(**each) for each in said],
    )

    assert [{field: opened[field] for field in each} for opened, each in zip(claims, said, strict=True)] == said


HOOK = """<!doctype html><script type="module" src="/js/verify.mjs"></script>
<div data-seal="7K3M-Q0TX-9WBE-5" data-keys="/keys.json" role="status">
  <p data-says="signed" hidden>signed</p><p data-says="other" hidden>other</p>
  <p data-says="altered" hidden>altered</p><p data-says="unknown" hidden>unknown</p>
</div>"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda code, academy: code, "signed"),
        (lambda code, academy: academy.code(serial="4QD0-0000-0000-0"), "other"),
        (lambda code, academy: code[:60] + ("A" if code[60] != "A" else "B") + code[61:], "altered"),
        (lambda code, academy: code[:60], "unknown"),
        (lambda code, academy: seal.sealed(CLAIMS, keys.generate("Another", "did:web:another.example", AT)), "unknown"),
    ],
)
def test_the_public_page_says_whether_its_code_is_the_academys(site, academy, change, said):
    page = site(f"/verify/{CLAIMS.serial}#{change(academy.code(), academy)}", HOOK)

    expect(page.get_by_text(said, exact=True)).to_be_visible()
    assert page.locator("[data-says]:visible").count() == 1


@pytest.mark.parametrize("mark", ["", "#", "#main"])
def test_the_public_page_says_nothing_about_a_code_that_is_not_there(site, mark):
    page = site(f"/verify/{CLAIMS.serial}{mark}", HOOK)

    page.wait_for_load_state("networkidle")

    assert page.locator("[data-says]:visible").count() == 0
