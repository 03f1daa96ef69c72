"""Lock-outs, and browsers that are known."""

import pytest

from academy.accounts import lockouts, passwords
from tests import factories, pages
from tests.academy.conftest import PASSWORD
from tests.academy.test_accounts import OTHER, sign_in


def test_strangers_who_guess_do_not_shut_somebody_out_of_their_own_browser(app, client, ayesha):
    sign_in(client)
    client.post("/accounts/sign-out")
    stranger = app.test_client()

    guesses = [sign_in(stranger, password=OTHER).status_code for _ in range(6)]

    assert guesses == [401] * 5 + [429]
    assert sign_in(client).location == "/"
    assert sign_in(app.test_client()).status_code == 429


def test_a_known_browser_is_locked_by_its_own_failures(app, client, ayesha):
    sign_in(client)
    client.post("/accounts/sign-out")

    guesses = [sign_in(client, password=OTHER).status_code for _ in range(6)]

    assert guesses == [401] * 5 + [429]
    assert sign_in(app.test_client()).location == "/"


def test_a_browser_is_known_for_those_who_signed_in_there_only(app, client, ayesha):
    bilal = factories.learner(email="bilal@example.org")
    passwords.put(bilal, PASSWORD)
    sign_in(client, "bilal@example.org")
    for _ in range(5):
        sign_in(app.test_client(), password=OTHER)

    assert sign_in(client).status_code == 429


@pytest.mark.parametrize("value", ["", "x", "e30.aaaa", "a" * 5000])
def test_a_cookie_that_we_did_not_sign_makes_no_browser_known(app, client, ayesha, value):
    for _ in range(5):
        sign_in(app.test_client(), password=OTHER)
    client.set_cookie(lockouts.COOKIE, value, path="/accounts/")

    assert sign_in(client).status_code == 429


def test_signing_in_elsewhere_does_not_give_a_guesser_new_guesses(app, client, ayesha):
    sign_in(client)
    stranger = app.test_client()
    for _ in range(4):
        sign_in(stranger, password=OTHER)
    client.post("/accounts/sign-out")
    sign_in(client)

    assert [sign_in(stranger, password=OTHER).status_code for _ in range(2)] == [401, 429]


def test_a_shared_browser_knows_the_last_ten(client, session):
    for number in range(12):
        passwords.put(factories.learner(email=f"shared{number}@example.org"), PASSWORD)
        sign_in(client, f"shared{number}@example.org")

    cookie = client.get_cookie(lockouts.COOKIE, path="/accounts/")
    assert len(cookie.value) < 1500
    assert pages.opened(client, "/accounts/").title


def test_a_link_to_set_a_password_opens_unknown_browsers_too(app, client, ayesha):
    for _ in range(5):
        sign_in(app.test_client(), password=OTHER)
    link = f"/accounts/set-password/{passwords.issue_link(None, ayesha)}"

    client.post(link, data={"password": OTHER, "again": OTHER})

    assert sign_in(app.test_client(), password=OTHER).status_code == 302
