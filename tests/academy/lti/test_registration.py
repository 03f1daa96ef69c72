"""Dynamic registration: what a platform is asked and told, who is believed, and what a hostile one gets."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, redirect
from werkzeug.serving import make_server

from academy import clock, jobs
from academy.audit.models import AuditEntry
from academy.db import db
from academy.lti import claims, forgetting, invitations, platforms, registering
from academy.lti.models import Choice, Deployment, Invitation, Login, Registration, Ticket
from tests import factories, pages
from tests.platform import Link, User

OURS = "http://127.0.0.1:8000"
TOOL, CONFIGURATION = claims.TOOL_CONFIGURATION, claims.PLATFORM_CONFIGURATION


@pytest.fixture
def stranger(platform):
    """The platform as it is before it was ever registered."""
    db.session.execute(sa.delete(Deployment))
    db.session.execute(sa.delete(Registration))
    db.session.flush()
    return platform


@pytest.fixture
def token(session):
    return invitations.make(factories.administrator(), "moodle")


@pytest.fixture
def register(client):
    """Sends the form that the platform's administrator sees, for a configuration at this address."""

    def register(token, address, registration_token="a-registration-token"):
        fields = {"openid_configuration": address, "registration_token": registration_token}
        return client.post(f"/lti/register/{token}", data=fields)

    return register


def configuration_of(platform):
    return f"{platform.url}/.well-known/openid-configuration"


def registrations():
    return list(db.session.scalars(sa.select(Registration)))


def is_good(token):
    try:
        return bool(invitations.find(token))
    except invitations.NotGood:
        return False


# The way of an honest platform


def test_a_platform_registers_itself_waits_for_approval_and_launches(client, stranger, token, begin):
    asked = {"openid_configuration": configuration_of(stranger), "registration_token": "a-registration-token"}
    shown = client.get(f"/lti/register/{token}", query_string=asked)
    assert stranger.url in pages.read(shown).words
    assert registrations() == []

    form = pages.read(shown).form(f"/lti/register/{token}")
    done = client.post(form.action, data=form.filled())

    assert "approves it now" in pages.read(done).words
    (registration,) = registrations()
    assert (registration.state, registration.issuer, registration.client_id) == (
        "pending",
        stranger.url,
        "academy-client",
    )
    assert (registration.family, registration.token_url) == ("moodle", f"{stranger.url}/token")
    assert [(each.deployment_id, each.state) for each in registration.deployments] == [("1", "pending")]
    refused = client.get(
        "/lti/login", query_string={"iss": stranger.url, "client_id": "academy-client", "login_hint": "u"}
    )
    assert refused.status_code == 403

    platforms.approve(factories.administrator(), registration)
    stranger.users["u"], stranger.links["l"] = User(name="Bilal Shah"), Link(f"{OURS}/lti/to/tiny")
    state, nonce = begin("u")
    assert client.post("/lti/launch", data=stranger.message("u", "l", nonce, state)).status_code == 303


def test_the_platform_is_told_all_that_it_needs(stranger, token, register):
    register(token, configuration_of(stranger))

    (told,) = stranger.registered
    assert told["initiate_login_uri"] == f"{OURS}/lti/login"
    assert told["redirect_uris"] == [f"{OURS}/lti/launch"]
    assert told["jwks_uri"] == f"{OURS}/lti/keys.json"
    assert (told["application_type"], told["token_endpoint_auth_method"]) == ("web", "private_key_jwt")
    assert told["response_types"] == ["id_token"] and set(told["grant_types"]) == {"implicit", "client_credentials"}
    assert told["scope"].split() == list(claims.SCOPES)
    own = told[TOOL]
    assert own["domain"] == "127.0.0.1:8000" and own["target_link_uri"] == f"{OURS}/lti/launch"
    assert {"sub", "name", "given_name", "family_name", "email", "locale"} <= set(own["claims"])
    assert [each["type"] for each in own["messages"]] == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    assert "custom_parameters" not in own


def test_canvas_is_told_in_its_own_words(stranger, token, register):
    stranger.family = "canvas"

    register(token, configuration_of(stranger))

    own = stranger.registered[0][TOOL]
    assert own["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert own["messages"][1]["placements"] == ["assignment_selection", "link_selection"]
    assert registrations()[0].family == "canvas"


def test_who_invited_and_what_came_of_it_is_noted(stranger, token, register):
    register(token, configuration_of(stranger))

    noted = {
        entry.action: entry for entry in db.session.scalars(sa.select(AuditEntry)) if entry.action.startswith("lti")
    }
    assert noted["lti.invited"].actor_id == db.session.scalar(sa.select(Invitation)).made_by_id
    assert noted["lti.registered"].subject_id == noted["lti.invitation_used"].values_row.values["registration"]


def test_the_platform_that_opens_the_page_may_frame_it_and_nobody_else(client, stranger, token):
    shown = client.get(f"/lti/register/{token}", query_string={"openid_configuration": configuration_of(stranger)})

    policy = shown.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {stranger.url}" in policy and "evil" not in policy


def test_whoever_opens_the_invitation_in_a_browser_is_told_where_it_belongs(client, token):
    answer = client.get(f"/lti/register/{token}")

    assert answer.status_code == 400
    assert "Paste it there" in pages.read(answer).words
    assert is_good(token)


# Platforms as their vendors document them


def documented(issuer, code, registration, token=None, jwks=None, authorization=None, **more):
    return {
        "issuer": issuer,
        "authorization_endpoint": authorization or f"{issuer}/auth",
        "token_endpoint": token or f"{issuer}/token",
        "jwks_uri": jwks or f"{issuer}/jwks",
        "registration_endpoint": registration,
        CONFIGURATION: {"product_family_code": code, **more.pop("about", {})},
        **more,
    }


MOODLE = documented(  # mod/lti/openid-configuration.php
    "https://school.example/moodle", "moodle", "https://school.example/moodle/mod/lti/openid-registration.php",
    token="https://school.example/moodle/mod/lti/token.php",
)  # fmt: skip
CANVAS = documented(  # doc/api/registration.md
    "https://canvas.instructure.com", "canvas", "https://school.instructure.com/api/lti/registrations",
    authorization="https://sso.canvaslms.com/api/lti/authorize_redirect", token="https://sso.canvaslms.com/login/oauth2/token",
    jwks="https://sso.canvaslms.com/api/lti/security/jwks", authorization_server="canvas.instructure.com",
    about={"https://canvas.instructure.com/lti/account_name": "Test University"},
)  # fmt: skip
BLACKBOARD = documented(  # Behind the Blackboard, article 90618
    "https://blackboard.com", "BlackboardLearn",
    "https://developer.blackboard.com/api/v1/gateway/registerLti?registrationToken=7570",
    authorization="https://developer.blackboard.com/api/v1/gateway/oidcauth",
    token="https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken",
    jwks="https://developer.blackboard.com/.well-known/jwks.json",
)  # fmt: skip
BRIGHTSPACE = documented(
    "https://lms.school.example", "desire2learn", "https://lms.school.example/d2l/api/lti/register",
    token="https://auth.brightspace.com/core/connect/token", authorization_server="https://api.brightspace.com/auth/token",
)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "found", "family", "name"),
    [
        ("https://school.example/moodle/mod/lti/openid-configuration.php", MOODLE, "moodle", "Moodle · school.example"),
        (
            "https://sso.canvaslms.com/api/lti/security/openid-configuration",
            CANVAS,
            "canvas",
            "Canvas · Test University",
        ),
        (
            "https://developer.blackboard.com/.well-known/x",
            BLACKBOARD,
            "blackboard",
            "Blackboard Learn · blackboard.com",
        ),
        ("https://lms.school.example/d2l/x", BRIGHTSPACE, "brightspace", "D2L Brightspace · lms.school.example"),
    ],
    ids=["moodle", "canvas", "blackboard", "brightspace"],
)
def test_each_product_is_understood_as_it_describes_itself(app, address, found, family, name):
    with app.app_context():
        said = registering.read("other", address, found)

    assert (said.family, said.name, said.issuer) == (family, name, found["issuer"])
    assert said.token_audience == ("https://api.brightspace.com/auth/token" if family == "brightspace" else "")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://evil.example/configuration", CANVAS),
        ("https://evil.example/configuration", MOODLE),
        ("https://canvas.instructure.com.evil.example/configuration", CANVAS),
        ("https://evilinstructure.com/configuration", CANVAS),
        ("http://canvas.instructure.com/configuration", CANVAS),
        (
            "https://evil.brightspace.com/x",
            documented(
                "https://school.brightspace.com",
                "d2l",
                "https://evil.brightspace.com/r",
                jwks="https://evil.brightspace.com/jwks",
            ),
        ),
        ("https://sso.canvaslms.com/x", {**CANVAS, "issuer": "https://school.example"}),
        ("https://school.example/x", {**MOODLE, "token_endpoint": "https://evil.example/token"}),
        ("https://school.example/x", {**MOODLE, "jwks_uri": "https://evil.example/jwks"}),
        ("https://school.example/x", {**MOODLE, "authorization_endpoint": "https://school.example:8443/auth"}),
        ("https://school.example/x", {**MOODLE, "registration_endpoint": "https://evil.example/r"}),
        ("https://school.example/x", {**MOODLE, "issuer": "no address"}),
        ("https://school.example/x", {**MOODLE, "issuer": "https://[half"}),
    ],
)
def test_nobody_speaks_for_another_issuer_or_names_addresses_of_others(app, address, found):
    with app.app_context(), pytest.raises(registering.Foreign):
        registering.read("other", address, found)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": None}, {"issuer": 5}, {"issuer": "https://school.example/" + "x" * 300}, {"jwks_uri": ""},
        {"token_endpoint": "https://school.example/\0"}, {"registration_endpoint": ["x"]}, {CONFIGURATION: "x"}, {CONFIGURATION: None},
    ],
    ids=str,
)  # fmt: skip
def test_a_configuration_that_is_none_is_not_taken(app, changes):
    with app.app_context(), pytest.raises(registering.NotSound):
        registering.read("other", "https://school.example/x", {**MOODLE, **changes})


# Hostile


@contextmanager
def answering(answer, path="/configuration"):
    """A server that answers every request this way; its address."""
    app = Flask("hostile")
    app.add_url_rule("/", "root", answer, methods=["GET", "POST"])
    app.add_url_rule("/<path:rest>", "rest", lambda rest: answer(), methods=["GET", "POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()


def slow():
    time.sleep(0.4)
    return "{}"


HOSTILE = {
    "redirects": (lambda: redirect("http://169.254.169.254/"), "could not reach"),
    "five megabytes": (lambda: "[" + "1," * 2_500_000 + "1]", "could not reach"),
    "no JSON": (lambda: "<h1>hello</h1>", "no registration of LTI"),
    "a list": (lambda: "[]", "no registration of LTI"),
    "far too deep": (lambda: "[" * 100_000, "no registration of LTI"),
    "an empty object": (lambda: {}, "no registration of LTI"),
    "an error": (lambda: ("broken", 500), "could not reach"),
    "no answer in time": (slow, "could not reach"),
    "another issuer": (lambda: MOODLE, "not its own"),
}


@pytest.mark.parametrize(("answer", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_configuration_that_cannot_be_trusted_registers_nothing(
    app, token, register, caplog, monkeypatch, answer, said
):
    monkeypatch.setattr("academy.outbound.READ", 0.2)
    with answering(answer) as address:
        monkeypatch.setitem(app.config, "INTRANET", address.split("/")[2])
        refused = register(token, address)

    assert_refused(refused, said, caplog)
    assert is_good(token)


@pytest.mark.parametrize(
    "address",
    [
        "https://169.254.169.254/latest/meta-data", "https://localhost:5432/", "https://127.0.0.1/", "https://[::1]/",
        "https://10.0.0.1/", "http://169.254.169.254/", "http://127.0.0.1:8000/healthz", "file:///etc/passwd",
        "https://user:word@school.example/", "//school.example/", "gopher://school.example/", "x", "https://[half",
    ],
)  # fmt: skip
def test_nothing_inside_the_academys_own_network_is_asked(token, register, caplog, address):
    answer = register(token, address)

    assert answer.status_code == 403
    assert "lti registration refused" in caplog.text
    assert registrations() == []
    assert is_good(token)


def test_a_platform_that_refuses_the_registration_leaves_nothing_and_can_try_again(stranger, token, register, caplog):
    assert_refused(register(token, configuration_of(stranger), "another-token"), "could not reach", caplog)

    assert register(token, configuration_of(stranger)).status_code == 200


@pytest.mark.parametrize("client_id", [None, "", ["x"], "x" * 300, "a\0b"], ids=str)
def test_a_registration_without_a_client_id_is_none(stranger, token, register, caplog, client_id):
    stranger.client_id = client_id

    assert_refused(register(token, configuration_of(stranger)), "no registration of LTI", caplog)


def test_an_invitation_is_good_once(stranger, token, register, caplog):
    register(token, configuration_of(stranger))
    caplog.clear()

    again = register(token, configuration_of(stranger))

    assert stranger.url in again.headers["Content-Security-Policy"]  # or the platform's frame would stay empty
    assert again.status_code == 403 and "used already" in again.text and "registration refused" in caplog.text
    assert len(registrations()) == len(stranger.registered) == 1


def test_an_invitation_is_good_for_a_week(client, stranger, token, register, caplog):
    invitation = db.session.scalar(sa.select(Invitation))
    assert timedelta(days=6) < invitation.expires_at - clock.now() <= timedelta(days=7)
    invitation.expires_at = clock.now() - timedelta(seconds=1)

    assert_refused(register(token, configuration_of(stranger)), "older than a week", caplog)
    assert client.get(f"/lti/register/{token}?openid_configuration=https://x.example/").status_code == 403
    assert stranger.registered == []


def test_an_invitation_that_nobody_made_opens_nothing(stranger, register, caplog, session):
    assert_refused(register("guessed", configuration_of(stranger)), "used already", caplog)
    assert stranger.asked == stranger.registered == []


def test_a_platform_that_updates_the_tool_stays_registered_and_approved_as_it_was(platform, token, register):
    again = register(token, configuration_of(platform))

    assert again.status_code == 200 and "approved before, and stays so" in pages.read(again).words
    (registration,) = registrations()
    assert registration.state == "active" and len(registration.deployments) == 1


def test_a_platform_that_was_closed_does_not_come_back_by_registering_again(platform, token, register, caplog):
    platforms.close(None, registrations()[0])

    refused = register(token, configuration_of(platform))

    assert refused.status_code == 403 and "registered here already" in refused.text
    assert len(registrations()) == 1


def test_nobody_registers_as_an_issuer_that_has_other_keys(platform, token, register):
    registrations()[0].jwks_url = "https://elsewhere.example/jwks"
    platform.client_id = "another-client"

    refused = register(token, configuration_of(platform))

    assert refused.status_code == 403 and "with other keys" in refused.text
    assert len(registrations()) == 1


def test_what_a_closed_registration_was_may_not_come_back_beside_other_keys(platform):
    (registration,) = registrations()
    platforms.close(None, registration)
    other = {**platform.endpoints, "jwks_url": f"{platform.url}/other"}
    platforms.register(None, client_id="another", family="moodle", **other)

    with pytest.raises(platforms.OtherKeys):
        platforms.approve(None, registration)


# What is forgotten


def test_what_can_do_nothing_any_more_is_forgotten_every_day(platform, begin, token):
    begin()
    old = clock.now() - timedelta(days=40)
    person = factories.learner()
    deployment = platform.registered_as.deployments[0]
    db.session.add(
        Login(registration=platform.registered_as, state_digest="s", nonce_digest="n", asked={}, expires_at=old)
    )
    db.session.add(Ticket(token_digest="t", person=person, path="/", expires_at=old))
    db.session.add(Choice(deployment=deployment, person_id=person.id, settings={}, made_at=old))
    db.session.add(Invitation(token_digest="i", family="moodle", expires_at=old))
    db.session.flush()

    forgetting.forget(None)

    left = {
        table: db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Login, Ticket, Choice, Invitation)
    }
    assert left == {Login: 1, Ticket: 0, Choice: 0, Invitation: 1}
    assert is_good(token)
    assert "lti-forgotten" in jobs.kinds.daily()


def assert_refused(answer, said, caplog):
    assert answer.status_code == 403, answer.text
    assert said in pages.read(answer).words
    assert "lti registration refused" in caplog.text
    assert registrations() == []
