"""The description is true: programs that know nothing else ask everything it allows, and everything it does not."""

import itertools

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck

from academy.api import description, resources
from academy.db import db
from tests.academy.api.conftest import Reader, fill, made

SEED = 20260101
QUICK, LONG = 15, 120  # cases an operation, besides those that cover each limit of each parameter
bounded = {"deadline": None, "suppress_health_check": list(HealthCheck)}
# The token is sent with each case, so it is no parameter that a case can lack; the check of ignored tokens takes it away.
generation = {"database": "none", "with-security-parameters": False}
config = schemathesis.Config.from_dict({"seed": SEED, "generation": generation})
schema = schemathesis.openapi.from_dict(description.document("http://localhost", "Academy"), config=config)


class Door:
    """The academy to ask. Cases are prepared when tests are collected, and it is there when they run."""

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


schema.app = Door()


@pytest.fixture(scope="module")
def program(lasting):
    """A program that may read everything, of an academy with records."""
    lasting.config["API_CALLS_A_MINUTE"] = 10**9
    schema.app.app = lasting
    with lasting.app_context():
        fill()
        token = made()[0]
        db.session.commit()
    return Reader(lasting.test_client(), token)


@pytest.fixture(scope="module")
def ids(program):
    """Ids that there are, of each list in turn."""
    return {each.id: itertools.cycle([item[each.id] for item in program.items(each.name)]) for each in resources.ALL}


@pytest.fixture
def ask(program, ids):
    """Asks as a case says, and has all checks look at the answer. What only the academy can know, a cursor or an id, is put in
    where a case is to be accepted: no schema can make one up."""

    def ask(case):
        if case.meta and case.meta.generation.mode.is_positive:
            case.path_parameters = {name: next(ids[name]) for name in case.path_parameters or {}}
            if "cursor" in (case.query or {}):
                case.query = with_a_cursor(program, case)
        case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"})

    return ask


def with_a_cursor(program, case):
    filters = {name: value for name, value in case.query.items() if name not in ("cursor", "limit")}
    first = program.get(case.path.removeprefix("/api/v1/"), limit=1, **filters)
    following = first.json["next"]
    rest = {name: value for name, value in case.query.items() if name != "cursor"}
    return rest | ({"cursor": following} if following else {})


@schema.parametrize()
@hypothesis.settings(max_examples=QUICK, **bounded)
def test_it_answers_as_it_is_described(case, ask):
    """All checks of schemathesis: statuses, types, headers and bodies are described ones, what is allowed is accepted,
    what is not is refused, no other method works, nothing opens without the token, and nothing crashes."""
    ask(case)


@pytest.mark.slow
@schema.parametrize()
@hypothesis.settings(max_examples=LONG, **bounded)
def test_it_answers_as_it_is_described_for_longer(case, ask):
    ask(case)


def test_every_check_is_on():
    checks = schema.config.checks_config_for()

    off = [name for name in dir(checks) if getattr(getattr(checks, name), "enabled", True) is False]
    assert off in ([], ["max_response_time"])  # which has no limit unless one is given


def test_the_description_is_openapi():
    schema.validate()

    assert schema.raw_schema["openapi"] == "3.1.0"
    assert len(list(schema.get_all_operations())) == 2 * len(resources.ALL)


def test_anybody_may_read_the_description_and_it_is_not_sent_twice(client):
    first = client.get("/api/v1/openapi.json")

    assert first.mimetype == "application/json"
    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_each_scope_and_each_path_is_described(app):
    paths = {rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}") for rule in app.url_map.iter_rules()
             if rule.endpoint.startswith("records_api.")}  # fmt: skip

    assert set(schema.raw_schema["paths"]) == paths - {"/api/v1/openapi.json"}
    for path, item in schema.raw_schema["paths"].items():
        (needed,) = item["get"]["security"]
        assert needed == {"token": [f"read:{path.split('/')[3]}"]}


def test_every_field_and_parameter_says_what_it_means():
    schemas = schema.raw_schema["components"]["schemas"]
    silent = [
        f"{name}.{field}"
        for name, schema in schemas.items() if name != "Trouble"
        for field, said in schema["properties"].items() if not said.get("description")
    ]  # fmt: skip
    silent += [
        f"{path} {each['name']}"
        for path, item in schema.raw_schema["paths"].items()
        for each in item["get"]["parameters"] if not each["description"]
    ]  # fmt: skip

    assert silent == []


def test_it_is_served_with_no_host_but_ours(app, client):
    document = client.get("/api/v1/openapi.json", base_url="http://evil.example").json

    assert document == description.document(app.config["BASE_URL"], app.config["NAME"])
    assert document["paths"] == schema.raw_schema["paths"]
