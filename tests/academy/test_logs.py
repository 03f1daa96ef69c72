"""Logs: a JSON object a line, each request's lines with one id, and nothing secret or personal in them."""

import io
import json
import logging

import pytest
from pythonjsonlogger.json import JsonFormatter

from academy.logs import log
from tests import factories


@pytest.fixture
def lines():
    """What is logged meanwhile, line by line."""
    [handler] = [each for each in logging.getLogger("academy").handlers if isinstance(each.formatter, JsonFormatter)]
    written = io.StringIO()
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)


def test_each_request_leaves_a_line_that_machines_can_read(client, lines):
    answer = client.get("/healthz")

    [line] = lines()
    assert (line["message"], line["method"], line["endpoint"], line["status"]) == ("request", "GET", "home.healthz", 200)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["ms"] >= 0
    assert {"at", "level", "name"} <= set(line)


def test_all_lines_of_a_request_carry_its_id(app, client, lines):
    with app.test_request_context(headers={"X-Request-ID": "from-the-proxy-1"}):
        app.preprocess_request()
        log.warning("something odd", extra={"job": 7})

    [line] = lines()
    assert (line["request_id"], line["job"], line["level"]) == ("from-the-proxy-1", 7, "WARNING")


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, "a b c d e f g", 'x"},{"y":"z', "../../etc/passwd", "ñandú-ñandú"])
def test_an_id_that_could_be_anything_is_not_taken_over(client, offered):
    given = client.get("/healthz", headers={"X-Request-ID": offered}).headers["X-Request-ID"]

    assert given != offered
    assert len(given) == 32 and given.isalnum()


def test_two_requests_have_two_ids(client):
    assert client.get("/healthz").headers["X-Request-ID"] != client.get("/healthz").headers["X-Request-ID"]


def test_who_asked_is_a_number_and_never_a_name(client, lines):
    person = factories.learner(name="Zarnab Noorpuri", email="ayesha@example.org")

    client.sign_in(person).get("/certificates/")

    [line] = lines()
    assert line["person"] == person.id
    assert "yesha" not in json.dumps(line)


def test_neither_addresses_nor_forms_reach_the_logs(client, lines):
    client.get("/accounts/set-password/a-secret-token")
    client.get("/verify/?serial=typed-from-paper")
    client.post("/accounts/sign-in", data={"email": "a@example.org", "password": "my secret password"})
    client.post("/nowhere", data={"reply": "words of a learner"})

    text = json.dumps(lines())
    assert len(lines()) == 4
    assert not any(word in text for word in ("secret", "paper", "a@example.org", "words of"))


def test_a_crash_is_logged_with_its_traceback_and_the_id_that_the_page_shows(app, client, lines, monkeypatch):
    monkeypatch.setitem(app.view_functions, "home.healthz", lambda: 1 / 0)

    answer = client.get("/healthz")

    crash, request = lines()
    assert (crash["message"], crash["level"]) == ("crashed", "ERROR")
    assert "ZeroDivisionError" in crash["exc_info"]
    assert crash["request_id"] == request["request_id"] == answer.headers["X-Request-ID"]
    assert crash["request_id"] in answer.text
