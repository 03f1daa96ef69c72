"""Refusals: the right status, what to do next, nothing lost that was typed, and the same headers as everywhere."""

import pytest
from flask import abort, render_template

from academy import errors, pages
from academy.accounts import sessions
from academy.app import create_app
from academy.db import db
from academy.errors import Refused
from tests import factories
from tests.conftest import application


@pytest.fixture(scope="module")
def house(lasting):
    """An application with views that fail in every way."""
    made = application(lasting.config["SQLALCHEMY_DATABASE_URI"], lasting.config["INSTANCE_PATH"])

    @made.route("/fail/<int:code>", methods=["GET", "POST"])
    def fail(code):
        abort(code)

    @made.route("/refuse", methods=["GET", "POST"])
    def refuse():
        raise Refused(409, "Another move was made.", typed="My <long> reply", back="/scenarios/runs/1")

    @made.route("/crash", methods=["GET", "POST"])
    def crash():
        raise RuntimeError("a secret of the inside")

    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(house):
    return house.test_client()


@pytest.mark.parametrize("code", errors.PAGES)
def test_every_error_page_says_what_happened_and_what_to_do(browser, code):
    answer = browser.get(f"/fail/{code}")

    assert answer.status_code == code
    assert "What you can do" in answer.text
    assert f"Error {code}" in answer.text
    assert answer.text.split("What you can do")[1].count("<li>") >= 1, "a way out"
    assert 'href="/"' in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_every_error_page_is_in_the_list(app):
    with app.test_request_context():
        for code in errors.PAGES:
            assert str(code) in render_template(f"errors/{code}.html", message="", typed="", back="")


@pytest.mark.parametrize(("code", "page"), [(405, 400), (410, 400), (415, 400), (418, 400), (501, 500), (503, 500)])
def test_other_codes_keep_their_status_on_the_nearest_page(browser, code, page):
    answer = browser.get(f"/fail/{code}")

    assert answer.status_code == code
    assert f"Error {page}" in answer.text


def test_a_refusal_says_why_and_gives_back_what_was_typed(browser):
    answer = browser.post("/refuse")

    assert answer.status_code == 409
    assert "Another move was made." in answer.text
    assert "My &lt;long&gt; reply</textarea>" in answer.text
    assert 'href="/scenarios/runs/1"' in answer.text


@pytest.mark.parametrize("path", ["/fail/409", "/crash"])
def test_a_reply_that_was_sent_comes_back_whatever_goes_wrong(browser, path):
    answer = browser.post(path, data={"reply": "We are <sorry>\nfor the lamp."})

    assert "We are &lt;sorry&gt;\nfor the lamp.</textarea>" in answer.text


def test_a_crash_says_nothing_of_the_inside(browser):
    answer = browser.get("/crash")

    assert answer.status_code == 500
    assert "a secret of the inside" not in answer.text
    assert "RuntimeError" not in answer.text


def test_a_program_gets_its_refusal_as_json(browser):
    answer = browser.get("/refuse", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json) == (409, {"error": "Another move was made."})


def test_a_wrong_method_says_which_are_right(browser):
    answer = browser.post("/healthz")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "/verify/a%00b", {}),
        ("GET", "/no/such%00page", {}),
        ("GET", "/verify/?serial=a%00b", {}),
        ("GET", "/verify/?a%00b=c", {}),
        ("POST", "/accounts/sign-in", {"data": {"email": "a\0b", "password": "x"}}),
        ("POST", "/accounts/sign-in", {"data": {"a\0b": "x"}}),
        ("POST", "/language", {"data": {"language": "e\0n", "next": "/"}}),
        ("POST", "/language", {"data": b"language=e%00n", "content_type": "application/x-www-form-urlencoded"}),
    ],
)
def test_a_nul_is_refused_wherever_it_stands(client, method, path, sent):
    answer = client.open(path, method=method, **sent)

    assert answer.status_code == 400
    assert "What you can do" in answer.text


def test_a_nul_in_a_reply_is_refused_and_the_rest_comes_back(client):
    answer = client.post("/language", data={"reply": "before\0after"})

    assert answer.status_code == 400
    assert "beforeafter</textarea>" in answer.text


@pytest.mark.parametrize("path", ["/people/99999999999999999999", "/people/2147483648", "/people/-1", "/cohorts/99999999999"])
def test_a_number_that_no_key_has_is_an_unknown_page(client, path):
    assert client.sign_in(factories.administrator()).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/people/", "/certificates/register", "/records/", "/cohorts/"])
@pytest.mark.parametrize("page", ["99999999999999999999", "0", "-1", "two", ""])
def test_a_page_number_out_of_reach_is_no_error(client, path, page):
    assert client.sign_in(factories.administrator()).get(f"{path}?page={page}").status_code == 200


@pytest.mark.parametrize("csrf", [False, True])
def test_a_body_that_is_too_large_is_refused(app, client, monkeypatch, csrf):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", csrf)

    answers = [
        client.sign_in(factories.learner()).post("/language", data={"reply": "x" * size}, content_type=kind)
        for size, kind in ((600_000, "multipart/form-data"), (2_100_000, "application/x-www-form-urlencoded"))
    ]

    assert [answer.status_code for answer in answers] == [413, 413]
    assert all("What you can do" in answer.text for answer in answers)


def test_a_body_that_is_no_text_is_no_crash(client):
    answer = client.post("/language", data=b"reply=\xff\xfe%FF", content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (302, 400)


def test_a_body_with_too_many_fields_is_refused(client):
    answer = client.post("/language", data={f"f{number}": "x" for number in range(2000)}, content_type="multipart/form-data")

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/", "/accounts/sign-in", "/healthz", "/nowhere", "/static/css/base.css", "/assets/htmx.min.js", "/verify/"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_every_answer_carries_the_headers_that_protect_it(client, path, method):
    answer = client.open(path, method=method)

    assert answer.status_code in (200, 302, 404)
    assert {name: answer.headers[name] for name in pages.HEADERS} == pages.HEADERS


@pytest.mark.parametrize("path", ["/fail/400", "/fail/500", "/crash", "/refuse"])
def test_refusals_carry_them_too(browser, path):
    answer = browser.get(path)

    assert {name: answer.headers[name] for name in pages.HEADERS} == pages.HEADERS


def test_the_policy_lets_no_inline_code_run():
    policy = pages.HEADERS["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src" not in policy and "default-src 'self'" in policy
    assert "base-uri 'none'" in policy and "object-src 'none'" in policy and "form-action 'self'" in policy


def test_a_page_for_one_person_is_kept_by_no_cache(client):
    assert "no-store" in client.sign_in(factories.administrator()).get("/people/").headers["Cache-Control"]


def test_a_style_sheet_is_for_everybody_and_asks_for_nobody(client, session):
    answer = client.sign_in(factories.administrator()).get("/static/css/base.css")

    assert "no-store" not in answer.headers["Cache-Control"]
    assert "private" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "signed_in", "status"),
    [
        ("/", True, 500),
        ("/", False, 302),
        ("/verify/7K3M-Q0TX-9WBE-5", True, 500),
        ("/verify/7K3M-Q0TX-9WBE-5", False, 500),
        ("/nowhere", True, 404),
        ("/nowhere", False, 404),
    ],
)
def test_without_a_database_there_is_still_a_page_that_says_so(tmp_path, path, signed_in, status):
    lost = create_app(DATABASE=f"postgresql+psycopg://nobody@/nothing?host={tmp_path}", INSTANCE=str(tmp_path), SECRET_KEY="x")
    browser = lost.test_client()
    if signed_in:
        with browser.session_transaction() as cookie:
            cookie[sessions.KEY] = "a key"

    answer = browser.get(path)

    assert answer.status_code == status
    assert status == 302 or "What you can do" in answer.text
