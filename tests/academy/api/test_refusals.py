"""What the API refuses, and that it says so as its description promises."""

import pytest
from jsonschema import Draft202012Validator

from academy.api import description, problems, tokens
from tests import factories
from tests.academy.api.conftest import LISTS, Reader, is_problem, made


@pytest.fixture(scope="module")
def described(app):
    with app.app_context():
        return description.document("http://localhost", "Academy")


def as_described(described, answer, path="/api/v1/people"):
    """Whether an answer is one of those that the description has for this path: its type, headers and body."""
    said = described["paths"][path]["get"]["responses"][str(answer.status_code)]
    if "$ref" in said:
        said = described["components"]["responses"][said["$ref"].rpartition("/")[2]]
    for name, header in said["headers"].items():
        if header.get("required"):
            Draft202012Validator(header["schema"]).validate(typed(answer.headers[name], header["schema"]))
    if "content" in said:
        content = said["content"][answer.mimetype]
        Draft202012Validator(content["schema"] | {"components": described["components"]}).validate(answer.json)


def typed(value, schema):
    return int(value) if schema.get("type") == "integer" else value


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer acad_nothing",
        "Basic dXNlcjpwYXNz",
        "Bearer \xff",
        "acad_0",
        "Bearer " + "x" * 9000,
    ],
)
def test_who_has_no_token_is_told_how_to_show_one(client, described, header):
    answer = client.get("/api/v1/people", headers={} if header is None else {"Authorization": header})

    is_problem(answer, 401)
    as_described(described, answer)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="records"' + (
        "" if header is None else ', error="invalid_token"'
    )


def test_a_session_opens_nothing(client, session):
    """No browser can be made to read for another site: cookies do not count."""
    is_problem(client.sign_in(factories.administrator()).get("/api/v1/people"), 401)


def test_another_scope_is_not_enough(reader, described, books):
    program = reader("results")

    answer = program.get("people")

    is_problem(answer, 403)
    as_described(described, answer)
    assert 'error="insufficient_scope", scope="read:people"' in answer.headers["WWW-Authenticate"]
    assert program.get("results").status_code == 200


@pytest.mark.parametrize(
    "path", ["people/999999", "completions/999999", "results/0", "certificates/7K3M-Q0TX-9WBE-5", "certificates/x"]
)
def test_what_is_not_there_is_not_found(reader, described, path):
    answer = reader().get(path)

    is_problem(answer, 404)
    list_, _, _ = path.partition("/")
    (own,) = [each for each in described["paths"] if each.startswith(f"/api/v1/{list_}/")]
    as_described(described, answer, own)


@pytest.mark.parametrize("path", ["", "nothing", "people/", "people/x", "people/1/2", "people/99999999999999999999"])
def test_an_address_that_is_none_is_a_problem_too(reader, path):
    is_problem(reader().get(path), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", LISTS)
def test_it_is_only_read(app, client, described, method, path, monkeypatch):
    """Also with the guard against forged forms, and whatever the body is."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    for body in ({}, {"json": {}}, {"data": {"a": "b"}}):
        answer = getattr(client, method)(f"/api/v1/{path}", **body)

        is_problem(answer, 405)
        as_described(described, answer, f"/api/v1/{path}")
        assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("accepted", ["text/html", "application/xml, text/*;q=0.5", "application/json;q=0"])
def test_only_json_is_spoken(reader, described, accepted):
    answer = reader().get("people", headers={"Accept": accepted})

    is_problem(answer, 406)
    as_described(described, answer)


@pytest.mark.parametrize("accepted", ["*/*", "application/json", "application/*", "text/html, */*;q=0.1", ""])
def test_whoever_takes_json_gets_it(reader, accepted):
    assert reader().get("people", headers={"Accept": accepted}).status_code == 200


WRONG = [
    ("people?limit=0", "limit"), ("people?limit=1001", "limit"), ("people?limit=ten", "limit"), ("people?limit=5.0", "limit"),
    ("people?limit=1_0", "limit"), ("people?limit=%D9%A1", "limit"), ("people?limit=", "limit"),
    ("people?limit=99999999999999999999", "limit"), ("people?limit=1&limit=2", "limit"), ("people?limt=5", "limt"),
    ("people?status=completed", "status"), ("people?course=Tiny", "course"), ("people?course=a'--", "course"),
    ("people?cohort=-1", "cohort"), ("people?cohort=2147483648", "cohort"), ("people?service=", "service"),
    ("people?service=" + "x" * 21, "service"), ("people?cursor=x", "cursor"), ("people?cursor=", "cursor"),
    ("people?cursor=" + "x" * 5000, "cursor"), ("people?cursor=%F0%9F%99%82", "cursor"),
    ("people?updated_since=2026-01-31", "updated_since"), ("people?updated_since=2026-01-31T12:00:00", "updated_since"),
    ("people?updated_since=2026-01-31T12:00:00+05:00", "updated_since"), ("people?updated_since=0", "updated_since"),
    ("people?updated_since=2026-02-31T12:00:00Z", "updated_since"), ("completions?status=lost", "status"),
    ("completions?since=2026-02-30", "since"), ("completions?since=1767225600", "since"), ("completions?until=soon", "until"),
    ("completions?since=2026-01-31T00:00:00", "since"), ("people/1?limit=5", "limit"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), WRONG)
def test_a_parameter_that_is_not_right_is_named_with_a_reason(reader, described, path, name):
    answer = reader().get(path)

    (trouble,) = is_problem(answer, 422)["errors"]
    as_described(described, answer)
    assert trouble["name"] == name and trouble["reason"]


@pytest.mark.parametrize(
    "since",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2016-12-31T23:59:60Z",
        "2026-01-31t12:00:00.123456789z",
    ],
)
def test_a_moment_at_the_end_of_the_world_is_a_moment(reader, since):
    assert reader().get("people", updated_since=since).status_code == 200


def test_a_nul_is_refused(reader):
    is_problem(reader().get("people?course=%00"), 400)


def test_a_fault_of_ours_is_told_without_its_details(reader, monkeypatch, app):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setattr("academy.api.answers._rows", lambda *given: 1 / 0)

    problem = is_problem(reader().get("people"), 500)

    assert "division" not in str(problem)


def test_a_token_may_ask_so_often_and_no_more(app, client, session, described, monkeypatch, one_minute):
    monkeypatch.setitem(app.config, "API_CALLS_A_MINUTE", 3)
    first, second = Reader(client, made()[0]), Reader(client, made()[0])

    assert [first.get(path).status_code for path in LISTS] == [200, 200, 200, 429]

    answer = first.get("people")
    is_problem(answer, 429)
    as_described(described, answer)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert second.get("people").status_code == 200


def test_each_problem_leads_to_a_page_that_says_more(client):
    page = client.get("/api/")

    assert page.status_code == 200
    for status in problems.DETAILS:
        assert f'id="problem-{status}"' in page.text


def test_answers_are_kept_by_nobody_else(reader):
    answer = reader().get("people")

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Accept"} <= set(answer.headers["Vary"].split(", "))
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert tokens.MARK not in answer.text
