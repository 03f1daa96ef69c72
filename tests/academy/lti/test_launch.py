"""A launch: who is let in, where they land, and every way in which a hostile one is refused."""

import json
import time

import jwt
import pytest
import sqlalchemy as sa

from academy import clock
from academy.accounts.models import Person
from academy.cohorts.models import Cohort
from academy.db import db
from academy.lti import claims, platforms
from academy.lti.models import Deployment, Identity, Participation, Registration
from academy.records.models import Enrolment
from tests import factories, pages
from tests.platform import MEMBERSHIP, User, key_pair


def people():
    return list(db.session.scalars(sa.select(Person)))


def signed_in(client):
    return client.get("/").status_code == 200


def test_a_learner_lands_in_the_course_enrolled_and_in_a_cohort(launch, client):
    answer = launch()

    assert (answer.status_code, answer.location) == (303, "/courses/tiny")
    person = db.session.scalar(sa.select(Identity)).person
    assert (person.name, person.email, person.role, person.anonymous) == (
        "Ayesha Rehman", "ayesha@moodle.example", "learner", False,
    )  # fmt: skip
    enrolment = db.session.scalar(sa.select(Enrolment))
    cohort = db.session.get(Cohort, enrolment.cohort_id)
    assert (enrolment.person, enrolment.course, cohort.name) == (person, "tiny", "Batch 54")
    assert cohort.learners == [person]
    assert client.get("/courses/tiny").status_code == 200


def test_whom_a_platform_signs_in_is_offered_no_password_to_change(launch, client):
    launch()

    assert "/accounts/password" not in pages.opened(client, "/accounts/").links


def test_a_second_launch_finds_the_same_person(launch):
    launch()
    launch()

    assert len(people()) == 1
    assert len(list(db.session.scalars(sa.select(Participation)))) == 1


def test_an_instructor_lands_in_the_cohort_that_they_teach(launch, client):
    launch()

    answer = launch("u-instructor")

    cohort = db.session.scalar(sa.select(Cohort))
    assert answer.location == f"/cohorts/{cohort.id}"
    assert [person.name for person in cohort.instructors] == ["Nadia Khan"]
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("state", "said"),
    [("pending", "it is not approved yet"), ("closed", "not connected with your learning platform any more")],
)
def test_a_platform_that_is_not_open_is_told_why_in_its_frame(client, platform, state, said):
    platform.registered_as.state = state
    platform.registered_as.approved_at = clock.now() if state == "closed" else None
    asked = {"iss": platform.url, "login_hint": "u-officer"}

    for known in ({}, {"client_id": platform.client_id}):
        answer = client.get("/lti/login", query_string=asked | known)
        assert answer.status_code == 403 and said in answer.text
        assert platform.url in answer.headers["Content-Security-Policy"]
        shown = pages.Page(answer.text).words
        assert "Go back to your learning platform" in shown and "start page" not in shown
    unknown = client.get("/lti/login", query_string=asked | {"client_id": "another"})
    assert "cannot be trusted" in unknown.text and platform.url not in unknown.headers["Content-Security-Policy"]


TAUGHT_ELSEWHERE = {claims.CONTEXT: {"id": "c2", "title": "Batch 55"}}


def test_an_instructor_of_one_course_who_learns_in_another_does_not_teach_there(launch, platform, client):
    launch("u-instructor")
    platform.users["u-instructor"].roles = (f"{MEMBERSHIP}Learner",)

    answer = launch("u-instructor", **TAUGHT_ELSEWHERE)

    assert answer.status_code == 403 and "You teach here with this account" in answer.text
    assert [cohort.name for cohort in db.session.scalars(sa.select(Cohort))] == ["Batch 54"]
    assert launch("u-instructor").status_code == 303  # an instructor of the cohort here stays one


def test_whoever_only_learns_in_a_course_chooses_no_links_for_it_and_looks_at_nobodys_work(launch, platform):
    launch("u-instructor")
    platform.users["u-instructor"].roles = (f"{MEMBERSHIP}Learner",)
    review = {claims.MESSAGE_TYPE: "LtiSubmissionReviewRequest", claims.FOR_USER: {"user_id": "u-officer"}}

    assert launch("u-instructor", "", "choose", **TAUGHT_ELSEWHERE).status_code == 403
    assert launch("u-instructor", **TAUGHT_ELSEWHERE, **review).status_code == 403


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([f"{MEMBERSHIP}Learner"], "learner"),
        ([f"{MEMBERSHIP}Instructor"], "instructor"),
        (["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"], "instructor"),
        (["Instructor"], "instructor"),
        (["urn:lti:role:ims/lis/Instructor"], "instructor"),
        (["urn:lti:role:ims/lis/Instructor/TeachingAssistant"], "instructor"),
        (["urn:lti:role:ims/lis/Learner"], "learner"),
        (["urn:lti:instrole:ims/lis/Administrator", "urn:lti:role:ims/lis/Learner"], "learner"),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor", f"{MEMBERSHIP}Learner"], "learner"),
        (["http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"], "instructor"),
        ([], "learner"),
    ],
)
def test_roles_of_both_vocabularies_are_understood(launch, platform, roles, role):
    platform.users["u"] = User(tuple(roles), "Somebody")

    launch("u")

    assert db.session.scalar(sa.select(Person)).role == role


def test_an_address_alone_links_nobody(launch):
    there = factories.learner(email="ayesha@moodle.example")

    launch()

    identity = db.session.scalar(sa.select(Identity))
    assert identity.person != there
    assert identity.person.email is None


def test_somebody_anonymous_learns_but_has_no_name_yet(launch, platform, client):
    platform.users["u"] = User()

    launch("u")

    person = db.session.scalar(sa.select(Person))
    assert person.anonymous and person.name.startswith("Learner ") and person.email is None
    assert client.get("/courses/tiny").status_code == 200


def test_the_same_subject_of_another_issuer_is_somebody_else(launch, platform):
    launch()
    identity = db.session.scalar(sa.select(Identity))
    identity.issuer = "https://other.example"
    db.session.flush()

    launch()

    assert len(people()) == 2


def test_a_post_begins_a_launch_as_well(client, platform, begin):
    state, nonce = begin(method="post")

    answer = client.post("/lti/launch", data=platform.message("u-officer", "l1", nonce, state))

    assert answer.status_code == 303


def test_an_activity_is_landed_in(launch, platform):
    platform.links["l1"].url += "/lesson/read-me"

    assert launch().location == "/courses/tiny/lesson/read-me"


def test_custom_fields_name_the_target_where_the_address_does_not(launch, platform):
    platform.links["l1"].url, platform.links["l1"].custom = "http://127.0.0.1:8000/lti/launch", {"course": "tiny"}

    assert launch().location == "/courses/tiny"


def test_a_link_of_which_nobody_said_where_it_leads_says_so(launch, platform):
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/launch"

    answer = launch()

    assert answer.status_code == 403
    assert "has not chosen yet" in answer.text


# Hostile


HOSTILE = {
    "foreign audience": {"aud": "somebody-else"},
    "several audiences and nobody named": {"aud": ["academy-client", "other"], "azp": None},
    "party that is no audience": {"aud": ["academy-client", "other"], "azp": "third"},
    "expired": {"iat": -900, "exp": -600},
    "from the future": {"iat": 600, "exp": 900},
    "very old though not expired": {"iat": -9000, "exp": 900},
    "another version": {claims.VERSION: "1.1"},
    "another issuer": {"iss": "https://evil.example"},
    "no nonce": {"nonce": None},
    "another nonce": {"nonce": "n"},
    "no subject": {"sub": None},
    "no message type": {claims.MESSAGE_TYPE: None},
    "a message that is not for us": {claims.MESSAGE_TYPE: "LtiStartProctoring"},
    "no deployment": {claims.DEPLOYMENT: None},
    "no roles": {claims.ROLES: None},
    "no link": {claims.RESOURCE_LINK: {}},
}


def forged(platform, fields, key=None, algorithm="RS256", header=None, **changes):
    """The message with some claims changed, signed anew."""
    body = jwt.decode(fields["id_token"], options={"verify_signature": False})
    kid = jwt.get_unverified_header(fields["id_token"])["kid"]
    at = {name: time.time() + changes.pop(name) for name in ("iat", "exp") if name in changes}  # seconds from now
    body = {name: value for name, value in {**body, **changes, **at}.items() if value is not None}
    token = jwt.encode(
        body, platform.private_key if key is None else key or None, algorithm, headers={"kid": kid, **(header or {})}
    )
    return {**fields, "id_token": token}


def refused(answer, client, caplog):
    assert answer.status_code == 403, answer.text
    assert "<h1" in answer.text
    assert "lti refused" in caplog.text
    assert not signed_in(client)
    assert people() == []
    return True


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
def test_a_message_that_is_not_sound_lets_nobody_in(client, platform, begin, caplog, changes):
    state, nonce = begin()

    answer = client.post(
        "/lti/launch", data=forged(platform, platform.message("u-officer", "l1", nonce, state), **changes)
    )

    assert refused(answer, client, caplog)


def test_another_key_lets_nobody_in(client, platform, begin, caplog):
    state, nonce = begin()
    fields = platform.message("u-officer", "l1", nonce, state)

    assert refused(client.post("/lti/launch", data=forged(platform, fields, key_pair()[0])), client, caplog)


def test_no_signature_lets_nobody_in(client, platform, begin, caplog):
    state, nonce = begin()
    fields = platform.message("u-officer", "l1", nonce, state)

    assert refused(client.post("/lti/launch", data=forged(platform, fields, "", "none")), client, caplog)


def test_the_public_key_is_no_secret_to_sign_with(client, platform, begin, caplog):
    state, nonce = begin()
    fields = platform.message("u-officer", "l1", nonce, state)
    body = jwt.decode(fields["id_token"], options={"verify_signature": False})
    header = jwt.get_unverified_header(fields["id_token"])
    token = jwt.api_jws.PyJWS().encode(json.dumps(body).encode(), "k" * 64, "HS256", headers={"kid": header["kid"]})

    assert refused(client.post("/lti/launch", data={**fields, "id_token": token}), client, caplog)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.W10.x", "e30.e30.e30"])
def test_what_is_no_token_lets_nobody_in(client, platform, begin, caplog, token):
    state, _nonce = begin()

    assert refused(client.post("/lti/launch", data={"id_token": token, "state": state}), client, caplog)


def test_a_message_is_good_once(client, platform, begin, caplog):
    state, nonce = begin()
    fields = platform.message("u-officer", "l1", nonce, state)
    assert client.post("/lti/launch", data=fields).status_code == 303
    client.get("/").close()

    again = client.post("/lti/launch", data=fields)

    assert again.status_code == 403
    assert "used already" in again.text


def test_a_message_with_the_state_of_another_launch_lets_nobody_in(client, platform, begin, caplog):
    _state, nonce = begin()
    other, _nonce = begin()

    fields = platform.message("u-officer", "l1", nonce, other)

    assert refused(client.post("/lti/launch", data=fields), client, caplog)


def test_a_launch_that_another_browser_began_lets_nobody_in(app, client, platform, begin, caplog):
    state, nonce = begin()
    fields = platform.message("u-officer", "l1", nonce, state)

    answer = app.test_client().post("/lti/launch", data=fields)

    assert "own window" in answer.text
    assert people() == []
    forged_storage = app.test_client().post("/lti/launch", data={**fields, "stored_state": state}, headers={"Origin": "https://evil.example"})  # fmt: skip
    assert "own window" in forged_storage.text
    assert people() == []


def test_an_unknown_state_lets_nobody_in(client, platform, caplog):
    fields = platform.message("u-officer", "l1", "a-nonce", "a-state")

    assert refused(client.post("/lti/launch", data=fields), client, caplog)


def test_a_deployment_that_nobody_approved_waits_for_an_administrator(launch, client, caplog):
    assert refused(launch(**{claims.DEPLOYMENT: "2"}), client, caplog)

    waiting = db.session.scalar(sa.select(Deployment).filter_by(deployment_id="2"))
    assert waiting.state == "pending"
    platforms.deploy(None, waiting.registration, "2")
    assert launch(**{claims.DEPLOYMENT: "2"}).status_code == 303


def test_a_registration_that_waits_or_was_closed_launches_nobody(client, platform):
    registration = db.session.scalar(sa.select(Registration))
    platforms.close(None, registration)
    asked = {"iss": platform.url, "client_id": platform.client_id, "login_hint": "u-officer"}

    assert client.get("/lti/login", query_string=asked).status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "http://127.0.0.1:8000.evil.example/",
        "http://127.0.0.1:8000@evil.example/x",
    ],
)
def test_a_link_to_elsewhere_is_refused_at_the_beginning_and_leads_nowhere_at_the_end(client, platform, launch, target):
    asked = {"iss": platform.url, "client_id": platform.client_id, "login_hint": "u", "target_link_uri": target}

    assert client.get("/lti/login", query_string=asked).status_code == 400
    assert launch(**{claims.TARGET: target}).status_code == 403


@pytest.mark.parametrize("missing", ["iss", "login_hint"])
def test_a_login_request_without_what_it_needs_is_refused(client, platform, missing):
    asked = {"iss": platform.url, "client_id": platform.client_id, "login_hint": "u"}
    del asked[missing]

    assert client.get("/lti/login", query_string=asked).status_code == 403


def test_a_platform_that_says_no_is_told_to_the_person(client, platform, begin):
    state, _nonce = begin()

    answer = client.post("/lti/launch", data={"state": state, "error": "login_required"})

    assert answer.status_code == 403
    assert "did not confirm who you are" in answer.text
