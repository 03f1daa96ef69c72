"""Platforms that are registered and mean no good, or are broken: whatever they send, somebody else's things stay theirs, and
whoever stands before the page reads what to do."""

import json

import jwt
import pytest
import sqlalchemy as sa
from pylti1p3.exception import LtiKeyException

from academy.accounts import people
from academy.db import db
from academy.lti import claims, platform_keys
from academy.lti.models import Context, Login, ResourceLink
from tests.academy.lti.test_launch import people as everybody, refused, signed_in
from tests.academy.test_outbound import HEAD, saying

UNKEPT = ("a\0b", "a\ud800b")
DEEP = [[]]
for _level in range(60):
    DEEP = [DEEP]


@pytest.fixture
def sent(client, platform, begin):
    """Launches somebody by a message with these claims, as they are, in a token that the platform has signed."""

    def sent(user="u-officer", message="resource", **changes):
        state, nonce = begin(user)
        fields = platform.message(user, "l1", nonce, state, message)
        body = jwt.decode(fields["id_token"], options={"verify_signature": False}) | changes
        kid = jwt.get_unverified_header(fields["id_token"])["kid"]
        token = jwt.api_jws.PyJWS().encode(json.dumps(body).encode(), platform.private_key, "RS256", {"kid": kid})
        return client.post("/lti/launch", data={**fields, "id_token": token})

    return sent


@pytest.mark.parametrize(
    "changes",
    [
        *({name: value} for name in ("iss", "sub", "nonce", claims.DEPLOYMENT, "name") for value in UNKEPT),
        *({claims.CONTEXT: {"id": "c1", "title": value}} for value in UNKEPT),
        *({name: value} for name in ("iss", "sub", "nonce", "aud", "exp", "iat") for value in ([], {"a": 1}, True)),
        *({name: float("inf")} for name in ("exp", "iat", "x")),
        *({name: 5} for name in (claims.CONTEXT, claims.CUSTOM, claims.ENDPOINT, claims.ROLES, claims.RESOURCE_LINK)),
        *({name: ["x"]} for name in (claims.LAUNCH_PRESENTATION, claims.MEMBERSHIPS, claims.MESSAGE_TYPE, claims.TARGET)),
        {"iat": -(10**400)}, {"iat": "1700000000"}, {"x": DEEP}, {"x": {"\ud800": 1}}, {"sub": 7}, {"sub": "x" * 256},
        {claims.CONTEXT: {"id": "x" * 256}}, {claims.RESOURCE_LINK: {"id": "x" * 256}},
    ],
    ids=lambda changes: json.dumps(changes)[:50],
)  # fmt: skip
def test_what_no_platform_says_lets_nobody_in(sent, client, caplog, changes):
    assert refused(sent(**changes), client, caplog)


@pytest.mark.parametrize(
    "settings",
    [5, "x", ["x"], {"deep_link_return_url": 5}, {"deep_link_return_url": {}}, {"accept_types": 5}],
    ids=str,
)
def test_a_request_for_links_of_another_shape_is_refused(sent, client, caplog, platform, settings):
    usual = {
        "deep_link_return_url": f"{platform.url}/chosen",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
    }
    asked = {**usual, **settings} if isinstance(settings, dict) else settings

    answer = sent("u-instructor", "choose", **{claims.DEEP_LINKING: asked})

    assert answer.status_code == 403 and everybody() == []


@pytest.mark.parametrize(
    "changes",
    [
        {claims.FOR_USER: 5}, {claims.FOR_USER: {"user_id": "u-officer"}, claims.ENDPOINT: "x"},
        {claims.FOR_USER: {"user_id": "u-officer"}, claims.ENDPOINT: {"lineitem": "x"}, claims.RESOURCE_LINK: {}, claims.CONTEXT: {}},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("family", ["moodle", "other"])
def test_a_message_about_no_work_is_refused(sent, client, caplog, platform, family, changes):
    platform.registered_as.family = family

    answer = sent("u-instructor", **{claims.MESSAGE_TYPE: "LtiSubmissionReviewRequest", **changes})

    assert refused(answer, client, caplog)


@pytest.mark.parametrize(
    "changes",
    [
        *({name: []} for name in (claims.CUSTOM, claims.LAUNCH_PRESENTATION, claims.ENDPOINT, claims.CONTEXT)),
        {claims.ENDPOINT: {"scope": 5, "lineitem": ["x"]}}, {claims.LAUNCH_PRESENTATION: {"return_url": 5, "locale": {}}},
        {claims.DEEP_LINKING: {"deep_link_return_url": 5}}, {claims.CONTEXT: {"id": 7, "title": {"a": 1}}},
        {"name": ["x"], "email": {"x": 1}}, {"locale": 5},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_only_odd_keeps_nobody_out(sent, client, changes):
    assert sent(**changes).location == "/courses/tiny"
    assert client.get("/courses/tiny").status_code == 200


def test_half_an_address_names_no_link(sent, platform, caplog):
    platform.registered_as.family = "canvas"

    assert sent(**{claims.TARGET: "https://["}).status_code == 403
    assert "Traceback" not in caplog.text


def test_what_would_hide_or_forge_is_left_out_of_names_and_addresses(launch):
    launch(name="Ay\u202eesha\r\n Rehman\u2066", email="a@b.example\r\nBcc: all@b.example")

    (person,) = everybody()
    assert (person.name, person.email) == ("Ayesha Rehman", None)


# Whose account it is


def test_no_platform_lets_an_administrator_in(launch, client, caplog):
    launch("u-instructor")
    (person,) = everybody()
    people.change(None, person, role="administrator")
    client.post("/accounts/sign-out")

    for roles in ("Instructor", "Learner"):
        answer = launch(
            "u-instructor", **{claims.ROLES: [f"http://purl.imsglobal.org/vocab/lis/v2/membership#{roles}"]}
        )

        assert answer.status_code == 403
        assert "sign in there" in answer.text
        assert not signed_in(client)


def test_a_platform_does_not_choose_which_server_of_our_network_is_asked(launch, app, platform, monkeypatch):
    monkeypatch.setitem(app.config, "INTRANET", f"{app.config['INTRANET']},records.lan")
    inside = "http://records.lan/people"
    own = f"{platform.url}/lineitems"

    launch(
        **{
            claims.MEMBERSHIPS: {"context_memberships_url": inside},
            claims.ENDPOINT: {"lineitems": own, "lineitem": inside, "scope": [claims.SCORE]},
        }
    )

    link = db.session.scalar(sa.select(ResourceLink))
    assert (link.line_items_url, link.line_item_url) == (own, "")
    assert db.session.scalar(sa.select(Context.memberships_url)) == ""


# What it costs us


def test_the_cookie_of_a_launch_goes_with_it(launch, client):
    answer = launch()

    assert [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("lti-") and "Max-Age=0" in each]
    assert not [each for each in client._cookies.values() if each.key.startswith("lti-")]


@pytest.mark.parametrize("field", ["login_hint", "lti_message_hint", "iss"])
def test_a_long_login_request_is_not_kept(client, platform, field):
    asked = {"iss": platform.url, "client_id": platform.client_id, "login_hint": "u-officer"}

    assert client.post("/lti/login", data={**asked, field: "x" * 4001}).status_code == 400
    assert db.session.scalar(sa.select(sa.func.count(Login.id))) == 0


@pytest.fixture
def silent(monkeypatch):
    """No platform's keys can be had; how often they were asked for."""
    asked = []

    def fetch(address):
        asked.append(address)
        raise LtiKeyException("no answer")

    with monkeypatch.context() as down:
        down.setattr(platform_keys, "fetch", fetch)
        yield asked


def test_keys_that_cannot_be_had_are_asked_for_once_a_minute(launch, platform, silent):
    assert [launch().status_code for _time in range(3)] == [403, 403, 403]
    assert len(silent) == 1

    platform.registered_as.keys_at -= platform_keys.NOT_BEFORE * 2

    assert launch().status_code == 403
    assert len(silent) == 2


def test_keys_that_are_old_are_good_while_there_are_no_others(launch, platform, request):
    launch()
    platform.registered_as.keys_at -= platform_keys.GOOD_FOR * 2
    silent = request.getfixturevalue("silent")

    assert [launch().status_code for _time in range(3)] == [303, 303, 303]
    assert len(silent) == 1


def test_of_keys_no_more_is_kept_than_they_are(app, session, monkeypatch):
    key = {"kty": "RSA", "kid": "k", "n": "AQ", "e": "AQAB"}
    said = json.dumps({"keys": [{**key, "x5c": ["x" * 9000], "alg": 5}, "x", *[key] * 100]}).encode()

    with saying(HEAD + b"\r\n", said) as address:
        monkeypatch.setitem(app.config, "INTRANET", address.split("/")[2])
        kept = platform_keys.fetch(address)

    assert kept == {"keys": [key] * platform_keys.MOST}
