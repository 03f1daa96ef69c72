"""Signing in and out, passwords, and forms that were sent without a session."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.accounts import passwords, people
from academy.accounts.models import SignInFailure
from scenarios.models import Move
from tests import factories, pages
from tests.academy.conftest import PASSWORD

OTHER = "and here are five others"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "//[evil.example", "/\\evil.example", "/\t/evil.example", "x" * 3000]


def sign_in(client, email="ayesha@example.org", password=PASSWORD, **more):
    return client.post("/accounts/sign-in", data={"email": email, "password": password, **more})


def is_signed_in(client) -> bool:
    return client.get("/").status_code == 200


def test_nobody_signed_in_is_sent_to_the_sign_in_page(client):
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.location == "/accounts/sign-in"


def test_a_person_signs_in_and_out(client, ayesha):
    pages.opened(client, "/accounts/sign-in")

    answer = sign_in(client, " Ayesha@Example.org ")
    inside = is_signed_in(client)
    client.post("/accounts/sign-out")

    assert answer.location == "/"
    assert inside
    assert not is_signed_in(client)


def test_after_signing_in_the_page_that_was_asked_for_opens(client, ayesha):
    sent_to = client.get("/certificates/?page=2").location
    page = pages.opened(client, sent_to)

    answer = client.post("/accounts/sign-in", data=page.form("/accounts/sign-in").filled(email=ayesha.email, password=PASSWORD))

    assert answer.location == "/certificates/?page=2"


@pytest.mark.parametrize("target", ELSEWHERE, ids=lambda target: target[:20])
def test_signing_in_leads_to_no_other_site(client, ayesha, target):
    assert sign_in(client, next=target).location == "/"


@pytest.mark.parametrize("target", ELSEWHERE, ids=lambda target: target[:20])
def test_choosing_a_language_leads_to_no_other_site(client, target):
    assert client.post("/language", data={"language": "en", "next": target}).location == "/"


def test_a_refusal_says_not_whether_the_address_the_password_or_the_account_is_wrong(client, ayesha):
    switched_off = factories.learner(email="gone@example.org", active=False)
    passwords.put(switched_off, PASSWORD)
    factories.learner(email="new@example.org")

    answers = [
        sign_in(client, password=OTHER),
        sign_in(client, "nobody@example.org"),
        sign_in(client, "gone@example.org"),
        sign_in(client, "new@example.org"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert {" ".join(pages.read(answer).words.split()) for answer in answers} == {pages.read(answers[0]).words}


def test_five_failures_lock_an_account_for_a_while_and_no_longer(client, ayesha):
    refused = [sign_in(client, password=OTHER).status_code for _ in range(5)]
    locked = sign_in(client)
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        later = sign_in(client)

    assert refused == [401] * 5
    assert locked.status_code == 429
    assert "Try again in 15 minutes" in pages.read(locked).words
    assert later.location == "/"


def test_a_link_to_set_a_password_opens_a_locked_account(client, ayesha):
    for _ in range(5):
        sign_in(client, password=OTHER)
    link = f"/accounts/set-password/{passwords.issue_link(None, ayesha)}"

    client.post(link, data={"password": OTHER, "again": OTHER})

    assert sign_in(client, password=OTHER).status_code == 302


def test_an_unknown_address_is_locked_like_a_known_one(client, session):
    answers = [sign_in(client, "nobody@example.org").status_code for _ in range(6)]

    assert answers == [401] * 5 + [429]


def test_the_failures_of_one_do_not_lock_another(client, ayesha):
    for _ in range(5):
        sign_in(client, "nobody@example.org")

    assert sign_in(client).location == "/"


def test_a_success_forgets_the_failures_before(client, session, ayesha):
    for password in (OTHER, OTHER, OTHER, OTHER, PASSWORD, OTHER):
        answer = sign_in(client, password=password)

    assert answer.status_code == 401
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 1


def test_what_is_kept_of_a_failure_is_not_the_address(client, session):
    sign_in(client, "nobody@example.org")

    assert "nobody" not in session.scalar(sa.select(SignInFailure.email_digest))


def test_an_empty_sign_in_says_what_is_missing(client, session):
    answer = client.post("/accounts/sign-in", data={})

    assert answer.status_code == 400
    assert "Enter your e-mail address" in pages.read(answer).words
    assert "Problem:" in pages.read(answer).title


def test_somebody_who_is_signed_in_is_not_asked_again(client, ayesha):
    assert client.sign_in(ayesha).get("/accounts/sign-in").location == "/"


def test_a_session_ends_with_the_hours_that_are_set(client, ayesha):
    sign_in(client)

    with time_machine.travel(clock.now() + timedelta(hours=12, minutes=1)):
        assert not is_signed_in(client)


def test_changing_ones_password_ends_the_other_sessions_only(app, client, ayesha):
    other = app.test_client()
    sign_in(other)
    sign_in(client)
    form = pages.opened(client, "/accounts/password").form("/accounts/password")

    answer = client.post("/accounts/password", data=form.filled(current=PASSWORD, password=OTHER, again=OTHER))

    assert answer.location == "/"
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert sign_in(other, password=OTHER).location == "/"


@pytest.mark.parametrize(
    ("current", "password", "again", "words"),
    [
        (OTHER, OTHER, OTHER, "This is not your current password"),
        (PASSWORD, "short", "short", "at least 12 characters"),
        (PASSWORD, OTHER, OTHER + "!", "The two passwords differ"),
        (PASSWORD, "Ayesha@example.ORG", "Ayesha@example.ORG", "too easy to guess"),
        (PASSWORD, "", "", "Enter a new password"),
    ],
)
def test_a_poor_new_password_is_refused_with_the_reason(client, ayesha, current, password, again, words):
    client.sign_in(ayesha)

    answer = client.post("/accounts/password", data={"current": current, "password": password, "again": again})

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert passwords.fits(ayesha, PASSWORD)


def test_switching_an_account_off_ends_its_sessions(client, ayesha):
    sign_in(client)

    people.change(None, ayesha, active=False)

    assert not is_signed_in(client)
    assert sign_in(client).status_code == 401


def test_another_role_asks_for_another_session(client, ayesha):
    sign_in(client)

    people.change(None, ayesha, role="instructor")

    assert not is_signed_in(client)


def test_a_link_sets_a_password_once(client, ayesha):
    address = f"/accounts/set-password/{passwords.issue_link(None, ayesha)}"
    form = pages.opened(client, address).form(address)

    answer = client.post(address, data=form.filled(password=OTHER, again=OTHER))
    again = client.post(address, data={"password": PASSWORD, "again": PASSWORD})

    assert answer.location == "/accounts/sign-in"
    assert again.status_code == 404
    assert "Ask your administrator for a new one" in again.text
    assert passwords.fits(ayesha, OTHER)


def test_a_link_ends_after_its_hours(client, ayesha):
    token = passwords.issue_link(None, ayesha)

    with time_machine.travel(clock.now() + timedelta(hours=48, seconds=1)):
        assert client.get(f"/accounts/set-password/{token}").status_code == 404


def test_a_newer_link_replaces_an_older_one(client, ayesha):
    older, newer = passwords.issue_link(None, ayesha), passwords.issue_link(None, ayesha)

    assert client.get(f"/accounts/set-password/{older}").status_code == 404
    assert client.get(f"/accounts/set-password/{newer}").status_code == 200


def test_a_link_is_nothing_to_an_account_that_is_switched_off(client, ayesha):
    token = passwords.issue_link(None, ayesha)

    people.change(None, ayesha, active=False)

    assert client.get(f"/accounts/set-password/{token}").status_code == 404


def test_an_invented_link_is_unknown(client, session):
    assert client.get("/accounts/set-password/" + "x" * 500).status_code == 404


def test_signing_in_keeps_the_language_that_was_chosen_before(app, client, ayesha, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,ur")
    client.post("/language", data={"language": "ur", "next": "/accounts/sign-in"})

    sign_in(client)

    assert '<html lang="ur" dir="rtl">' in client.get("/").text


@pytest.fixture
def protected(app, client, monkeypatch):
    """The client of an application that asks for tokens, as the real one does."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return client


@pytest.fixture
def run(session, ayesha):
    factories.scenario()
    factories.practice()
    return factories.run(enrolment=factories.started(ayesha, "practice"))


REPLY = 'We are sorry, Rafiq sahib.\n\n  "A crew" comes on <Thursday> & clears the drain. معذرت'


def typed(run) -> dict:
    return {"number": "1", "action": "reply", "post": "drain", "target": "", "reply": REPLY, "csrf_token": "of an old session"}


def test_a_reply_sent_without_a_session_survives_the_sign_in(protected, session, ayesha, run):
    address = f"/scenarios/runs/{run.id}"

    asked = protected.post(address, data=typed(run))
    page = pages.read(asked)
    form = page.form("/accounts/sign-in")
    failed = pages.read(protected.post(form.action, data=form.filled(email=ayesha.email, password=OTHER)))
    form = failed.form("/accounts/sign-in")
    resumed = pages.read(protected.post(form.action, data=form.filled(email=ayesha.email, password=PASSWORD)))
    form = resumed.form(address)
    answer = protected.post(form.action, data=form.filled())

    assert asked.status_code == 401
    assert "What you wrote is kept" in page.words
    assert dict(form.fields)["reply"] == REPLY
    assert answer.status_code == 302
    assert session.scalars(sa.select(Move.reply)).all() == [REPLY.replace("\r\n", "\n")]


def test_a_kept_reply_survives_a_sign_in_page_that_was_left_open_too_long(protected, ayesha, run):
    form = pages.read(protected.post(f"/scenarios/runs/{run.id}", data=typed(run))).form("/accounts/sign-in")
    with protected.session_transaction() as cookie:
        cookie.clear()

    refused = protected.post(form.action, data=form.filled(email=ayesha.email, password=PASSWORD))
    form = pages.read(refused).form("/accounts/sign-in")
    resumed = protected.post(form.action, data=form.filled(email=ayesha.email, password=PASSWORD))

    assert refused.status_code == 401
    assert dict(form.fields)["email"] == ayesha.email
    assert dict(pages.read(resumed).form(f"/scenarios/runs/{run.id}").fields)["reply"] == REPLY


OTHER_SITES = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://elsewhere.example"}, {"Origin": "null"}]


@pytest.mark.parametrize("headers", OTHER_SITES, ids=str)
def test_a_form_that_another_site_sends_is_not_kept(protected, run, headers):
    answer = protected.post(f"/scenarios/runs/{run.id}", data=typed(run), headers=headers)

    assert answer.status_code == 401
    assert dict(pages.read(answer).form("/accounts/sign-in").fields)["kept"] == ""


@pytest.mark.parametrize("headers", OTHER_SITES, ids=str)
def test_a_form_that_somebody_else_had_sealed_cannot_be_planted_behind_a_sign_in(protected, ayesha, run, headers):
    sealed = pages.read(protected.post(f"/scenarios/runs/{run.id}", data=typed(run))).form("/accounts/sign-in")

    answer = protected.post("/accounts/sign-in", data=dict(sealed.fields) | {"csrf_token": "theirs"}, headers=headers)

    assert answer.status_code == 401
    assert dict(pages.read(answer).form("/accounts/sign-in").fields)["kept"] == ""


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}], ids=str)
def test_a_form_that_a_page_of_ours_sends_is_kept(protected, run, headers):
    answer = protected.post(f"/scenarios/runs/{run.id}", data=typed(run), headers=headers)

    assert dict(pages.read(answer).form("/accounts/sign-in").fields)["kept"]


def test_passwords_are_never_kept(protected, ayesha):
    sent = {"password": OTHER, "again": OTHER}

    answers = [
        protected.post("/accounts/sign-in", data=sent | {"email": ayesha.email}),
        protected.post(f"/accounts/set-password/{passwords.issue_link(None, ayesha)}", data=sent),
        protected.post("/accounts/password", data=sent | {"current": PASSWORD}),
    ]

    assert [answer.status_code for answer in answers] == [401] * 3
    assert [dict(pages.read(answer).form("/accounts/sign-in").fields)["kept"] for answer in answers] == [""] * 3


@pytest.mark.parametrize("kept", ["", "x", "eyJwYXRoIjoiLyJ9.aaaa.bbbb", "x" * 100_000])
def test_a_kept_form_that_we_did_not_seal_is_left_alone(client, ayesha, kept):
    assert sign_in(client, kept=kept).location == "/"


def test_a_kept_form_is_offered_for_a_day(client, ayesha, run):
    form = pages.read(client.post(f"/scenarios/runs/{run.id}", data=typed(run))).form("/accounts/sign-in")

    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
        answer = client.post(form.action, data=form.filled(email=ayesha.email, password=PASSWORD))

    assert answer.location == "/"
