"""Tokens: made by administrators, shown once, kept as digests, dead when they should be, and noted when they read."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.api import tokens
from academy.api.models import ApiToken
from academy.audit.models import AuditEntry
from academy.db import db
from tests import factories, pages
from tests.academy.api.conftest import Reader, made

TOKEN = re.compile(r"acad_[0-9A-Za-z]{38}")


@pytest.fixture
def admin(session):
    return factories.administrator(name="Amina Office")


def form_of(client):
    (form,) = [form for form in pages.opened(client, "/api/tokens").forms if form.action == "/api/tokens"]
    return form


def sent(client, form=None, **values):
    given = {"name": "Personnel system", "scopes": ["read:people"], **values}
    return client.post("/api/tokens", data=(form or form_of(client)).filled(**given))


def shown(page):
    return TOKEN.search(page.text)[0]


def test_an_administrator_makes_a_token_that_reads(client, admin, books):
    token = shown(sent(client.sign_in(admin), cohort=books["second"].id))

    client.delete_cookie("session")
    program = Reader(client, token)
    assert [each["name"] for each in program.items("people")] == ["Wasim Waiting"]
    assert program.get("results").status_code == 403


def test_it_is_shown_once_and_only_its_digest_is_kept(client, admin):
    page = sent(client.sign_in(admin))
    token = shown(page)

    listed = client.get("/api/tokens").text
    row = db.session.scalar(sa.select(ApiToken))
    kept = " ".join(str(value) for value in vars(row).values())
    assert token not in listed and token[:9] in listed
    assert token not in kept and len(row.token_digest) == 64
    assert "no-store" in page.headers["Cache-Control"]
    assert not TOKEN.search(listed)


def test_a_form_that_is_sent_twice_makes_one_token(client, admin):
    form = form_of(client.sign_in(admin))

    assert shown(sent(client, form)) == shown(sent(client, form))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApiToken)) == 1
    assert len(noted("api.token_made")) == 1


def test_a_form_that_is_sent_again_much_later_shows_nothing(client, session):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        form = form_of(client.sign_in(factories.administrator()))
        sent(client, form)
        traveller.shift(timedelta(minutes=11))

        again = sent(client, form)

    assert (again.status_code, again.location) == (302, "/api/tokens")


def test_whoever_knows_the_form_of_another_makes_another_token(client, admin):
    form = form_of(client.sign_in(admin))

    assert shown(sent(client, form)) != shown(sent(client.sign_in(factories.administrator()), form))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "x" * 81), ("scopes", []), ("scopes", ["read:everything"]), ("cohort", "999999"),
        ("expires_on", ""), ("expires_on", "2020-01-01"), ("expires_on", "2999-01-01"), ("key", "short"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(client, admin, field, value):
    form = form_of(client.sign_in(admin))

    answer = sent(client, form, **{"name": "For the ministry", field: value})

    assert answer.status_code == 422
    assert not TOKEN.search(answer.text) and db.session.scalar(sa.select(ApiToken.id)) is None
    if field != "name":
        assert "For the ministry" in answer.text


def test_it_is_good_until_the_end_of_its_last_day(client, session):
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as traveller:
        token = shown(sent(client.sign_in(factories.administrator()), expires_on="2026-11-23"))
        client.delete_cookie("session")
        traveller.move_to("2026-11-23T18:59:59Z")  # midnight is at 19:00 where the academy is
        last = Reader(client, token).get("people").status_code
        traveller.move_to("2026-11-23T19:00:01Z")

        assert (last, Reader(client, token).get("people").status_code) == (200, 401)


def test_a_revoked_token_opens_nothing(client, admin):
    token = shown(sent(client.sign_in(admin)))
    row = db.session.scalar(sa.select(ApiToken))

    for _ in range(2):
        assert client.post(f"/api/tokens/{row.id}/revoke").status_code == 302

    assert Reader(client, token).get("people").status_code == 401
    assert len(noted("api.token_revoked")) == 1
    assert client.post("/api/tokens/999999/revoke").status_code == 404


@pytest.mark.parametrize("change", [{"active": False}, {"role": "instructor"}])
def test_a_token_dies_with_the_administrator_who_made_it(client, admin, change):
    factories.administrator()  # the last one cannot go
    token, _ = made(maker=admin)
    assert Reader(client, token).get("people").status_code == 200

    for name, value in change.items():
        setattr(admin, name, value)
    db.session.flush()

    assert Reader(client, token).get("people").status_code == 401
    assert "no active administrator" in client.sign_in(factories.administrator()).get("/api/tokens").text


@pytest.mark.parametrize("role", ["learner", "instructor", None])
def test_only_administrators_have_to_do_with_tokens(client, session, role):
    _, row = made()
    if role:
        client.sign_in(factories.person(role))

    statuses = {
        client.get("/api/tokens").status_code,
        client.post("/api/tokens", data={}).status_code,
        client.post(f"/api/tokens/{row.id}/revoke").status_code,
    }

    assert statuses == ({403} if role else {302, 401})
    assert row.revoked_at is None


def test_a_mistyped_token_is_not_even_looked_up(app, session, monkeypatch):
    token, row = made()
    assert tokens.good(token) == row

    monkeypatch.setattr(tokens, "_found", lambda token: pytest.fail("it was looked up"))

    for place in (5, 20, 42):
        other = "0" if token[place] != "0" else "1"
        assert tokens.good(token[:place] + other + token[place + 1 :]) is None
    assert tokens.good(token[:-1]) is tokens.good(token + "0") is tokens.good("") is None


def test_tokens_differ(session):
    assert len({made()[0] for _ in range(50)}) == 50


# What is noted


def noted(action):
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)))


def test_making_one_is_in_the_audit_log_without_the_token(client, admin):
    token = shown(sent(client.sign_in(admin)))

    (entry,) = noted("api.token_made")
    assert entry.actor_id == admin.id and entry.subject_type == "api_token"
    assert entry.values_row.values["scopes"] == ["read:people"]
    assert token not in str(entry.values_row.values)
    assert "token of the records API Personnel system" in client.get("/audit/").text.replace("<bdi>", "").replace(
        "</bdi>", ""
    )


def test_a_read_is_noted_once_an_hour_for_each_token_and_list(client, admin, books):
    with time_machine.travel(clock.now().replace(minute=5), tick=False) as traveller:
        one, other = Reader(client, made(maker=admin)[0]), Reader(client, made(maker=admin)[0])
        for _ in range(3):
            one.get("people"), one.get(f"people/{books['dina'].id}"), one.get("results"), other.get("people")
        within = len(noted("api.people_read")), len(noted("api.results_read"))
        traveller.shift(timedelta(hours=1))
        one.get("people")

    assert within == (2, 1)
    assert len(noted("api.people_read")) == 3
    assert {entry.actor_id for entry in noted("api.people_read")} == {admin.id}


def test_what_was_refused_is_no_read(reader, books):
    program = reader("results")
    program.get("people"), program.get("results?limit=0"), program.get("results/999999")

    assert noted("api.people_read") == noted("api.results_read") == []


def test_when_it_was_last_used_is_written_once_in_a_while(client, session):
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as traveller:
        token, row = made()
        used = []
        for minutes in (0, 5, 6):
            traveller.shift(timedelta(minutes=minutes))
            Reader(client, token).get("people")
            used.append(row.used_at.strftime("%H:%M"))

    assert used == ["08:00", "08:00", "08:11"]


def test_the_list_of_tokens_asks_as_many_questions_however_many_there_are(client, session):
    client.sign_in(factories.administrator())
    counts = []
    for _ in range(2):
        for _ in range(10):
            made(cohort=factories.cohort())
        client.get("/api/tokens")
        said = []
        sa.event.listen(session.connection(), "before_cursor_execute", note := lambda *told: said.append(told[2]))
        client.get("/api/tokens")
        sa.event.remove(session.connection(), "before_cursor_execute", note)
        counts.append(len([each for each in said if "SAVEPOINT" not in each]))

    assert counts[0] == counts[1]
