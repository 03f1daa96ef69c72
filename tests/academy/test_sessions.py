"""Sessions: a row each, so that a copied cookie dies with the session that it was copied from."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.accounts import browsers, people, sessions
from academy.accounts.sign_in_models import SignInSession
from academy.db import db
from tests import factories, pages
from tests.academy.test_accounts import is_signed_in, sign_in

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"


def copied(app, client):
    """Another browser with a copy of this one's cookies."""
    thief = app.test_client()
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    return thief


def rows(session):
    return session.scalars(sa.select(SignInSession).order_by(SignInSession.id)).all()


def test_a_copied_cookie_is_dead_after_signing_out(app, client, ayesha):
    sign_in(client)
    thief = copied(app, client)
    before = is_signed_in(thief)

    client.post("/accounts/sign-out")

    assert before
    assert not is_signed_in(thief)


def test_a_copied_cookie_is_dead_after_signing_in_again(app, client, ayesha):
    sign_in(client)
    thief = copied(app, client)

    sign_in(client)

    assert is_signed_in(client)
    assert not is_signed_in(thief)


def test_what_is_kept_of_a_cookie_is_no_key(client, session, ayesha):
    sign_in(client)

    with client.session_transaction() as cookie:
        assert rows(session)[0].key_digest != cookie[sessions.KEY]
        assert len(rows(session)[0].key_digest) == 64


def test_the_list_names_devices_and_ends_one(app, client, session, ayesha):
    phone = app.test_client()
    phone.environ_base |= {"HTTP_USER_AGENT": PHONE, "REMOTE_ADDR": "203.0.113.77"}
    sign_in(phone)
    client.environ_base["HTTP_USER_AGENT"] = DESK
    sign_in(client)
    page = pages.opened(client, "/accounts/sessions/")
    other = rows(session)[0]

    client.post(page.form(f"/accounts/sessions/{other.id}/end").action)

    assert "Firefox on Windows" in page.words and "This one" in page.words
    assert "Chrome on Android" in page.words and "203.0.113.0/24" in page.words and "203.0.113.77" not in page.words
    assert "That device is signed out." in pages.opened(client, "/accounts/sessions/").words
    assert is_signed_in(client) and not is_signed_in(phone)


def test_nobody_ends_the_session_of_somebody_else(app, client, session, ayesha):
    other = app.test_client().sign_in(factories.learner())
    sign_in(client)

    client.post(f"/accounts/sessions/{rows(session)[0].id}/end")

    assert is_signed_in(other)


def test_everywhere_is_here_too(app, client, ayesha):
    other = app.test_client()
    sign_in(other)
    sign_in(client)

    answer = client.post("/accounts/sessions/end")

    assert answer.location == "/accounts/sign-in"
    assert not is_signed_in(client) and not is_signed_in(other)


def test_an_administrator_ends_all_sessions_of_a_person(app, client, ayesha):
    sign_in(client)
    office = app.test_client().sign_in(factories.administrator())
    form = pages.opened(office, f"/people/{ayesha.id}").form(f"/people/{ayesha.id}/sessions/end")

    office.post(form.action)

    assert not is_signed_in(client)
    assert is_signed_in(office)


@pytest.mark.parametrize(
    ("after", "there"),
    [({"hours": 11}, True), ({"hours": 12, "minutes": 11}, False), ({"days": 7, "minutes": 1}, False)],
)
def test_a_session_that_is_not_used_ends_on_the_server_too(app, client, ayesha, after, there):
    """A cookie that a thief keeps fresh does not keep the row alive for ever."""
    key = sessions.begin(ayesha, "password")

    with time_machine.travel(clock.now() + timedelta(**after)):
        with client.session_transaction() as cookie:
            cookie[sessions.KEY] = key
        assert is_signed_in(client) == there


def test_no_session_lasts_longer_than_its_days_however_much_it_is_used(client, ayesha):
    sign_in(client)
    began = clock.now()
    seen = []

    for hours in range(8, 7 * 24 + 9, 8):
        with time_machine.travel(began + timedelta(hours=hours)):
            seen.append(is_signed_in(client))

    assert seen == [True] * 20 + [False] * 2


def test_being_seen_is_noted_every_ten_minutes_at_most(client, session, ayesha):
    sign_in(client)
    began, seen = clock.now(), []

    for minutes in (5, 11, 15, 25):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            client.get("/")
        seen.append(round((rows(session)[0].seen_at - began).total_seconds() / 60))

    assert seen == [0, 11, 11, 25]


def test_whoever_is_signed_in_costs_one_query(client, ayesha):
    sign_in(client)
    asked = []
    connection = db.session.connection()

    def note(*given):
        asked.append(given[2])

    sa.event.listen(connection.engine, "before_cursor_execute", note)
    try:
        client.get("/accounts/password")
    finally:
        sa.event.remove(connection.engine, "before_cursor_execute", note)

    assert len([each for each in asked if each.startswith("SELECT")]) == 1


def test_dead_rows_are_removed_and_others_stay(session, ayesha):
    ended, old, alive = (sessions.begin(ayesha, "password") for _ in range(3))
    rows(session)[0].ended_at = clock.now()
    rows(session)[1].seen_at = clock.now() - timedelta(days=1)
    session.flush()

    sessions.forget(None)

    assert [row.key_digest for row in rows(session)] == [sessions.digest(alive)]


@pytest.mark.parametrize("change", [{"active": False}, {"role": "instructor"}])
def test_what_ends_a_session_ends_all(app, client, ayesha, change):
    other = app.test_client()
    sign_in(other), sign_in(client)

    people.change(None, ayesha, **change)

    assert not is_signed_in(client) and not is_signed_in(other)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_of_an_address_only_the_network_is_kept(address, shown):
    assert browsers.shortened(address) == shown


@pytest.mark.parametrize("agent", ["", "x" * 5000, "curl/8", "\u0000"])
def test_a_browser_that_says_nothing_is_shown_as_such(client, ayesha, agent):
    client.environ_base["HTTP_USER_AGENT"] = agent
    sign_in(client)

    assert "does not say what it is" in pages.opened(client, "/accounts/sessions/").words


def test_somebody_elses_page_in_words(client, ayesha):
    client.sign_in(ayesha)

    assert "On 1 device: this one." in pages.opened(client, "/accounts/").words
