"""Second factors: set up, asked for, used once, lost."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from academy.accounts import codes, passwords, second_factors
from academy.accounts.sign_in_models import RecoveryCode, SecondFactor, SecondFactorUse
from academy.audit.models import AuditEntry
from academy.jobs.models import Job
from tests import factories, pages
from tests.academy.conftest import PASSWORD
from tests.academy.test_accounts import OTHER, REPLY, is_signed_in, sign_in

NOON = datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC)
STEP_PAGE = "/accounts/second-step"
SET_UP = "/accounts/second-factor/set-up"
CHANGE = "/accounts/second-factor/change"


@pytest.fixture
def now():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def farid(session):
    person = factories.instructor(email="farid@example.org", name="Farid Alam")
    passwords.put(person, PASSWORD)
    return person


@pytest.fixture
def required(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "staff")


def code(secret, off=0):
    return pyotp.TOTP(secret).at(NOON + timedelta(seconds=30 * off))


def set_up(client):
    """Through the pages: the secret and the recovery codes."""
    client.post("/accounts/second-factor/begin")
    secret = shown_secret(pages.opened(client, SET_UP))
    answer = client.post(SET_UP, data={"code": code(secret, -1)})
    assert answer.status_code == 200, answer.text
    return secret, shown_codes(answer)


def shown_secret(page):
    return re.search(r"into the app: ((?:[A-Z2-7]{4} ?){8})", page.words)[1].replace(" ", "")


def shown_codes(answer):
    return re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", pages.read(answer).words)


@pytest.fixture
def with_factor(app, client, farid, now):
    """The secret and the recovery codes of somebody who has signed out after setting them up."""
    sign_in(client, "farid@example.org")
    kept = set_up(client)
    client.post("/accounts/sign-out")
    return kept


def first_step(client, **more):
    return sign_in(client, "farid@example.org", **more)


def test_a_factor_is_set_up_and_asked_for_from_then_on(client, with_factor):
    secret, _ = with_factor

    asked = first_step(client)
    inside = is_signed_in(client)
    page = pages.opened(client, STEP_PAGE)
    answer = client.post(STEP_PAGE, data=page.form(STEP_PAGE).filled(code=code(secret)))

    field = page.all("input", id="code")[0]
    assert asked.location == STEP_PAGE and not inside
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert answer.location == "/"
    assert is_signed_in(client)


def test_the_session_between_the_steps_opens_nothing(app, client, with_factor):
    first_step(client)

    assert client.get("/accounts/").location == STEP_PAGE
    assert client.get("/review/").location == STEP_PAGE
    assert client.post("/accounts/second-factor/begin").status_code == 401
    assert client.get("/accounts/second-factor/").location == STEP_PAGE
    assert client.get("/verify/").status_code == 200


def test_the_key_changes_between_the_steps(app, client, with_factor):
    first_step(client)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    client.post(STEP_PAGE, data={"code": code(with_factor[0])})
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(before)

    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert thief.get(STEP_PAGE).location == "/accounts/sign-in"


@pytest.mark.parametrize("spelled", ["{0} {1}", "\u200e{0}-{1}\u200e", "  {0}{1} "])
@pytest.mark.parametrize(
    "zero", ["0", "\u0660", "\u06f0", "\u09e6", "\uff10"], ids=["latin", "arabic", "urdu", "bangla", "wide"]
)
def test_codes_may_be_typed_with_spaces_and_in_other_digits(client, with_factor, spelled, zero):
    right = code(with_factor[0])
    digits = "".join(chr(ord(zero) + int(digit)) for digit in right)
    first_step(client)

    answer = client.post(STEP_PAGE, data={"code": spelled.format(digits[:3], digits[3:])})

    assert answer.location == "/"


def test_a_code_counts_once(app, client, session, with_factor):
    secret, _ = with_factor
    first_step(client)
    client.post(STEP_PAGE, data={"code": code(secret)})
    thief = app.test_client()
    first_step(thief)

    answer = thief.post(STEP_PAGE, data={"code": code(secret)})

    assert answer.status_code == 401
    assert "used already" in pages.read(answer).words
    assert session.scalar(sa.select(sa.func.count()).select_from(SecondFactorUse)) == 2


def test_the_database_lets_no_code_count_twice(session, farid):
    session.add(SecondFactorUse(person_id=farid.id, step=7))
    session.flush()

    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(SecondFactorUse), {"person_id": farid.id, "step": 7})


@pytest.mark.parametrize(("off", "status"), [(-2, 401), (0, 302), (1, 302), (2, 401)])
def test_a_clock_may_be_half_a_minute_off(client, with_factor, off, status):
    first_step(client)

    assert client.post(STEP_PAGE, data={"code": code(with_factor[0], off)}).status_code == status


@pytest.mark.parametrize("wrong", ["000000", "12345", "1234567", "abcdef", "²²²²²²", "x" * 90, "%", "-1"])
def test_a_wrong_code_is_refused_beside_its_field(client, with_factor, wrong):
    first_step(client)

    answer = client.post(STEP_PAGE, data={"code": wrong})

    page = pages.read(answer)
    assert answer.status_code == 401
    assert page.all("input", id="code")[0]["aria-invalid"] == "true"
    assert not is_signed_in(client)


def test_nothing_typed_is_a_mistake_and_no_failure(client, with_factor):
    first_step(client)

    answers = [client.post(STEP_PAGE, data={}).status_code for _ in range(7)]

    assert answers == [400] * 7


def test_wrong_codes_lock_the_account_and_the_password_opens_no_more_guesses(app, client, with_factor):
    """Whoever has the password gets five guesses altogether, however often they begin anew."""
    stranger = app.test_client()
    answers = []
    for _ in range(6):
        if first_step(stranger).status_code == 429:
            answers.append(429)
            continue
        answers.append(stranger.post(STEP_PAGE, data={"code": "000000"}).status_code)

    assert answers == [401] * 5 + [429]
    first_step(client)
    assert client.post(STEP_PAGE, data={"code": code(with_factor[0])}).location == "/"  # in a browser that is known


def test_too_many_codes_are_refused_even_with_a_right_one(app, client, with_factor):
    first_step(client)
    for _ in range(5):
        client.post(STEP_PAGE, data={"code": "000000"})

    answer = client.post(STEP_PAGE, data={"code": code(with_factor[0])})

    assert answer.status_code == 429
    assert "Too many attempts" in pages.read(answer).words


def test_the_second_step_waits_a_quarter_of_an_hour(client, with_factor, now):
    first_step(client)
    now.shift(timedelta(minutes=16))

    assert client.get(STEP_PAGE).location == "/accounts/sign-in"
    assert client.post(STEP_PAGE, data={"code": code(with_factor[0])}).location == "/accounts/sign-in"


def test_a_changed_password_ends_a_sign_in_that_is_half_done(client, with_factor, farid):
    first_step(client)
    passwords.put(farid, OTHER)

    assert client.post(STEP_PAGE, data={"code": code(with_factor[0])}).location == "/accounts/sign-in"
    assert not is_signed_in(client)


def test_each_recovery_code_opens_the_account_once(app, client, session, with_factor):
    _, paper = with_factor
    first_step(client)
    answer = client.post(STEP_PAGE, data={"recovery": paper[0].lower().replace("-", " ").replace("0", "o")})
    again = app.test_client()
    first_step(again)
    second = again.post(STEP_PAGE, data={"recovery": paper[0]})

    assert len(set(paper)) == 10
    assert answer.location == "/"
    assert "You have 9 left" in client.get("/").text
    assert second.status_code == 401
    assert not set(paper) & set(session.scalars(sa.select(RecoveryCode.code_digest)))


def test_the_recovery_code_of_somebody_else_opens_nothing(app, client, with_factor, session):
    other = factories.administrator(email="other@example.org")
    passwords.put(other, PASSWORD)
    client.sign_in(other)
    _, paper = set_up(client)
    first_step(client)

    assert client.post(STEP_PAGE, data={"recovery": paper[0]}).status_code == 401


def test_new_recovery_codes_replace_those_before(app, client, with_factor):
    secret, old = with_factor
    first_step(client)
    client.post(STEP_PAGE, data={"code": code(secret)})
    page = pages.opened(client, "/accounts/second-factor/")

    answer = client.post(CHANGE, data=page.form(CHANGE).filled(code=code(secret, 1), do="codes"))

    new = shown_codes(answer)
    fresh = app.test_client()
    first_step(fresh)
    assert len(set(new)) == 10 and not set(new) & set(old)
    assert fresh.post(STEP_PAGE, data={"recovery": old[1]}).status_code == 401
    assert fresh.post(STEP_PAGE, data={"recovery": new[1]}).location == "/"


def test_switching_off_needs_a_code(app, client, session, with_factor):
    secret, paper = with_factor
    first_step(client)
    client.post(STEP_PAGE, data={"code": code(secret)})

    refused = [client.post(CHANGE, data={"do": "off", **given}).status_code for given in ({}, {"code": "000000"})]
    still = session.get(SecondFactor, session.scalar(sa.select(SecondFactor.person_id)))
    client.post(CHANGE, data={"do": "off", "recovery": paper[3]})

    assert refused == [400, 401] and still
    assert session.scalars(sa.select(SecondFactor)).all() == []
    assert first_step(app.test_client()).location == "/"
    assert [job.payload["subject"] for job in session.scalars(sa.select(Job).where(Job.kind == "mail"))][-1] == (
        "The second factor of your account was switched off."
    )


def test_an_administrator_switches_off_a_lost_factor(app, client, session, with_factor, farid):
    first_step(client)
    client.post(STEP_PAGE, data={"code": code(with_factor[0])})
    office = app.test_client().sign_in(factories.administrator())
    address = f"/people/{farid.id}/second-factor/reset"
    form = pages.opened(office, f"/people/{farid.id}").form(address)

    answer = office.post(form.action)
    office.post(form.action)

    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "second_factor.reset")).all()
    assert answer.status_code == 302
    letters = [job.payload for job in session.scalars(sa.select(Job).where(Job.kind == "mail").order_by(Job.id))]
    assert [(entry.subject_id, entry.actor_id is not None) for entry in entries] == [(farid.id, True)]
    assert letters[-1]["to"] == farid.email and "An administrator has switched off" in letters[-1]["subject"]
    assert not is_signed_in(client)
    assert first_step(client).location == "/"


def test_the_last_administrator_who_lost_theirs_is_helped_on_the_server(app, client, session, with_factor, farid):
    first = app.test_cli_runner().invoke(args=["people", "second-factor-off", "FARID@example.org"])
    again = app.test_cli_runner().invoke(args=["people", "second-factor-off", "farid@example.org"])
    nobody = app.test_cli_runner().invoke(args=["people", "second-factor-off", "nobody@example.org"])

    assert (first.exit_code, again.exit_code, nobody.exit_code) == (0, 1, 1)
    assert "has no second factor" in again.output and "nobody has the address" in nobody.output
    assert first_step(client).location == "/"


def test_administrators_do_not_switch_their_own_off_without_a_code(client, session, now):
    boss = factories.administrator()
    client.sign_in(boss)
    set_up(client)

    assert client.post(f"/people/{boss.id}/second-factor/reset").status_code == 409
    assert second_factors.on(boss)


def test_secrets_are_sealed(session, with_factor):
    secret, _ = with_factor

    assert secret not in session.scalar(sa.select(SecondFactor.sealed_secret))


def test_with_another_secret_key_recovery_codes_are_what_is_left(app, client, with_factor, monkeypatch):
    secret, paper = with_factor
    monkeypatch.setitem(app.config, "SECRET_KEY", "another one")
    first_step(client)

    by_app = client.post(STEP_PAGE, data={"code": code(secret)})
    on_paper = client.post(STEP_PAGE, data={"recovery": paper[0]})
    page = pages.opened(client, "/accounts/second-factor/")
    client.post(CHANGE, data={"do": "off", "recovery": paper[1]})
    set_up(client)

    assert (by_app.status_code, on_paper.status_code) == (401, 302)
    assert "The secret key of this server has changed" in page.words


def test_the_page_shows_picture_and_secret_to_read_and_to_type(client, farid, now):
    client.sign_in(farid)
    client.post("/accounts/second-factor/begin")
    first = pages.opened(client, SET_UP)
    client.post("/accounts/second-factor/begin")
    second = pages.opened(client, SET_UP)

    assert "<title>QR code for your authenticator app</title>" in first.html
    assert shown_secret(first) == shown_secret(second)


def test_a_secret_that_no_code_has_confirmed_is_not_asked_for(app, client, farid):
    client.sign_in(farid)
    client.post("/accounts/second-factor/begin")
    wrong = client.post(SET_UP, data={"code": "000000"})

    assert wrong.status_code == 401
    assert first_step(app.test_client()).location == "/"


def test_setting_up_again_changes_nothing_of_what_is_on(client, session, farid, now):
    client.sign_in(farid)
    set_up(client)
    before = session.scalar(sa.select(SecondFactor.sealed_secret))

    client.post("/accounts/second-factor/begin")
    answer = client.post(SET_UP, data={"code": "000000"})

    assert answer.location == "/accounts/second-factor/"
    assert session.scalar(sa.select(SecondFactor.sealed_secret)) == before


def test_learners_are_not_offered_one(client, session):
    client.sign_in(factories.learner())

    assert client.get("/accounts/second-factor/").status_code == 403
    assert "Second factor" not in pages.opened(client, "/accounts/").words


def test_where_it_is_required_nothing_opens_before_it_is_set_up(client, farid, required, now):
    asked = first_step(client, next="/review/?all=1")
    behind = [client.get(page).location for page in ("/", "/review/", "/accounts/", "/people/")]
    page = pages.opened(client, "/accounts/second-factor/")
    client.post(page.form("/accounts/second-factor/begin").action)
    secret = shown_secret(pages.opened(client, SET_UP))
    done = client.post(SET_UP, data={"code": code(secret)})

    assert asked.location == "/accounts/second-factor/"
    assert behind == ["/accounts/second-factor/"] * 4
    assert "/review/?all=1" in pages.read(done).links
    assert is_signed_in(client)


def test_where_it_is_required_learners_sign_in_as_before(client, session, required):
    passwords.put(factories.learner(email="l@example.org"), PASSWORD)

    assert sign_in(client, "l@example.org").location == "/"


def test_the_page_that_was_wanted_opens_after_the_second_step(client, with_factor):
    first_step(client, next="/review/?all=1")

    assert client.post(STEP_PAGE, data={"code": code(with_factor[0])}).location == "/review/?all=1"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_second_step_leads_to_no_other_site(client, with_factor, target):
    first_step(client, next=target)

    assert client.post(STEP_PAGE, data={"code": code(with_factor[0])}).location == "/"


def sealed_note(client):
    """Somebody's phrase, sent without a session, as the sign-in page carries it."""
    asked = client.post("/review/phrases", data={"text": REPLY, "number": "1"})
    assert asked.status_code == 401
    return dict(pages.read(asked).form("/accounts/sign-in").fields)["kept"]


def test_what_was_typed_survives_the_second_step(app, client, with_factor):
    sealed = sealed_note(client)
    first_step(client, kept=sealed)

    answer = client.post(STEP_PAGE, data={"code": code(with_factor[0])})
    page = pages.opened(client, answer.location)
    reloaded = pages.opened(client, answer.location)
    stranger = app.test_client().sign_in(factories.instructor()).get(answer.location)

    assert dict(page.form("/review/phrases").fields)["text"] == REPLY
    assert reloaded.words == page.words
    assert stranger.status_code == 404


def test_what_was_typed_survives_setting_a_factor_up(client, farid, required, now):
    first_step(client, kept=sealed_note(client))
    client.post("/accounts/second-factor/begin")
    secret = shown_secret(pages.opened(client, SET_UP))
    done = pages.read(client.post(SET_UP, data={"code": code(secret)}))

    (onward,) = [link for link in done.links if link.startswith("/accounts/aside/")]
    assert dict(pages.opened(client, onward).form("/review/phrases").fields)["text"] == REPLY


@pytest.mark.parametrize("text", ["7K3M-Q0TX-9WBE-5ABC", "7k3m q0tx 9wbe 5abc", "7K3MQOTX9WBE5ABC"])
def test_a_recovery_code_is_read_however_it_is_typed(text):
    assert codes.as_recovery(text) == "7K3MQ0TX9WBE5ABC"


@pytest.mark.parametrize("text", ["", "7K3M", "x" * 5000, "7K3M-Q0TX-9WBE-5ABU", "\ud7ff" * 16])
def test_what_is_no_recovery_code_is_none(text):
    assert codes.as_recovery(text) == ""
