"""Single sign-on, against a real provider that does what it should, and then what it should not."""

from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.accounts import passwords
from academy.accounts.sign_in_models import SignInSession, SsoLink
from academy.audit.models import AuditEntry
from tests import factories, pages, provider as providers
from tests.academy.conftest import PASSWORD
from tests.academy.test_accounts import ELSEWHERE, is_signed_in, sign_in
from tests.academy.test_second_factor import NOON, REPLY, sealed_note, set_up
from tests.servers import free_port

PEOPLE = {
    "sub-ayesha": {"email": "Ayesha@example.org", "email_verified": True},
    "sub-farid": {"email": "farid@example.org", "email_verified": True},
    "sub-admin": {"email": "admin@example.org", "email_verified": True},
    "sub-unsure": {"email": "ayesha@example.org", "email_verified": False},
    "sub-silent": {"email": "ayesha@example.org"},
    "sub-other": {"email": "ayesha@example.org", "email_verified": True},
    "sub-stranger": {"email": "stranger@example.org", "email_verified": True},
    "sub-no-address": {},
}


@pytest.fixture
def provider(app, monkeypatch):
    with providers.running(PEOPLE) as provider:
        settings = {
            "SSO_ISSUER": provider.issuer,
            "SSO_CLIENT": providers.CLIENT,
            "SSO_SECRET": "x",
            "SSO_NAME": "Example ID",
        }
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        app.extensions.pop("sso", None)  # an earlier provider had the same port
        yield provider


@pytest.fixture
def ayesha(session):
    return factories.learner(email="ayesha@example.org", name="Ayesha Khan")


@pytest.fixture
def farid(session):
    return factories.instructor(email="farid@example.org")


@pytest.fixture
def nasreen(session):
    person = factories.administrator(email="admin@example.org")
    passwords.put(person, PASSWORD)
    return person


def begun(client, **query):
    """The address at the provider that the browser is sent to."""
    answer = client.get("/accounts/sso/", query_string=query)
    assert answer.status_code == 302, answer.text
    return answer.location


def confirmed(address, subject, **changes):
    """The way back, after somebody has said at the provider who they are; `changes` are of the address they came by."""
    parts = urlsplit(address)
    fields = {name: value for name, (value,) in parse_qs(parts.query).items()} | changes
    asked = urlunsplit(parts._replace(query=urlencode(fields)))
    answer = requests.post(asked, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://127.0.0.1:8000")


def come(client, subject, **query):
    return client.get(confirmed(begun(client, **query), subject))


def refused(answer, words, status=403):
    assert answer.status_code == status
    page = pages.read(answer)
    assert words in page.words
    assert "/accounts/sign-in" in page.links or "/accounts/" in page.links


def test_somebody_comes_in_by_a_confirmed_address_and_then_by_subject(app, client, session, provider, ayesha):
    page = pages.opened(client, "/accounts/sign-in")
    first = come(client, "sub-ayesha")
    ayesha.email = "another@example.org"
    second = app.test_client()
    again = come(second, "sub-ayesha")

    assert "Sign in with Example ID" in page.words and "/accounts/sso/" in page.links
    assert first.location == again.location == "/"
    assert is_signed_in(client) and is_signed_in(second)
    assert [row.how for row in session.scalars(sa.select(SignInSession))] == ["sso", "sso"]
    assert session.scalar(sa.select(AuditEntry.subject_id).where(AuditEntry.action == "sso.linked")) == ayesha.id


def test_the_provider_is_asked_with_state_nonce_and_challenge(client, provider):
    asked = parse_qs(urlsplit(begun(client)).query)

    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/accounts/sso/back"]


def test_without_a_provider_there_is_no_button_and_no_way(client, session):
    assert "Sign in with" not in pages.opened(client, "/accounts/sign-in").words
    for address in ("/accounts/sso/", "/accounts/sso/back"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("subject", ["sub-stranger", "sub-no-address", "sub-unsure", "sub-silent"])
def test_whom_the_academy_does_not_surely_know_is_not_let_in(client, session, provider, ayesha, subject):
    refused(come(client, subject), "has no account with your address there")

    assert not is_signed_in(client)
    assert session.scalars(sa.select(SsoLink)).all() == []


def test_an_account_that_is_switched_off_stays_so(client, provider, ayesha):
    ayesha.active = False

    refused(come(client, "sub-ayesha"), "switched off")


def test_a_link_does_not_open_an_account_that_is_switched_off_later(app, client, provider, ayesha):
    come(client, "sub-ayesha")
    ayesha.active = False

    refused(come(app.test_client(), "sub-ayesha"), "switched off")


def test_another_subject_with_the_same_address_is_not_the_same_person(app, client, session, provider, ayesha):
    come(client, "sub-ayesha")

    refused(come(app.test_client(), "sub-other"), "is linked to another account")
    assert session.scalars(sa.select(SsoLink.subject)).all() == ["sub-ayesha"]


def test_administrators_are_not_known_by_an_address(client, session, provider, nasreen):
    refused(come(client, "sub-admin"), "not opened by an address alone")

    assert session.scalars(sa.select(SsoLink)).all() == []


def test_somebody_who_becomes_an_administrator_has_to_link_anew(app, client, session, provider, farid):
    come(client, "sub-farid")
    farid.role = "administrator"
    refused(come(app.test_client(), "sub-farid"), "not opened by an address alone")
    linked_here = client.sign_in(farid)

    linked_here.post("/accounts/sso/link")
    come(linked_here, "sub-farid")

    assert come(app.test_client(), "sub-farid").location == "/"


def test_an_administrator_links_the_account_and_comes_in(app, client, session, provider, nasreen):
    sign_in(client, "admin@example.org")
    page = pages.opened(client, "/accounts/")
    middle = pages.read(client.post(page.form("/accounts/sso/link").action))

    back = come(client, "sub-farid")
    fresh = app.test_client()
    answer = come(fresh, "sub-farid")

    assert "/accounts/sso/" in middle.links
    assert back.location == "/accounts/"
    assert answer.location == "/" and is_signed_in(fresh)
    assert session.scalar(sa.select(SsoLink.linked_by)) == "self"


def test_only_a_form_of_ours_begins_a_link(client, session, provider, nasreen):
    """A page of another site can send the browser to the provider and back, which signs in and links nothing."""
    sign_in(client, "admin@example.org")

    answer = come(client, "sub-stranger")

    assert answer.status_code == 403
    assert session.scalars(sa.select(SsoLink)).all() == []


def test_a_subject_of_another_account_is_not_linked(app, client, session, provider, ayesha, nasreen):
    come(app.test_client(), "sub-ayesha")
    sign_in(client, "admin@example.org")
    client.post("/accounts/sso/link")

    refused(come(client, "sub-ayesha"), "linked to another account", 409)
    assert session.scalar(sa.select(SsoLink.person_id)) == ayesha.id


def test_a_link_of_somebody_who_was_signed_out_meanwhile_is_not_made(client, session, provider, nasreen):
    sign_in(client, "admin@example.org")
    client.post("/accounts/sso/link")
    back = confirmed(begun(client), "sub-stranger")
    session.execute(sa.update(SignInSession).values(ended_at=clock.now()))

    assert client.get(back).status_code == 403
    assert session.scalars(sa.select(SsoLink)).all() == []


def test_a_link_is_ended_by_its_owner(app, client, session, provider, ayesha):
    come(client, "sub-ayesha")
    form = pages.opened(client, "/accounts/").form("/accounts/sso/unlink")

    client.post(form.action), client.post(form.action)

    assert session.scalars(sa.select(SsoLink)).all() == []


def test_the_page_that_was_asked_for_opens(client, provider, ayesha):
    page = pages.opened(client, "/accounts/sign-in?next=/certificates/?page%3D2")
    (link,) = [link for link in page.links if link.startswith("/accounts/sso/")]

    answer = client.get(confirmed(client.get(link).location, "sub-ayesha"))

    assert answer.location == "/certificates/?page=2"


@pytest.mark.parametrize("target", ELSEWHERE, ids=lambda target: target[:20])
def test_single_sign_on_leads_to_no_other_site(client, provider, ayesha, target):
    assert come(client, "sub-ayesha", next=target).location == "/"


def test_what_was_typed_survives_the_provider(client, provider, farid):
    sealed = sealed_note(client)
    middle = pages.read(client.post("/accounts/sso/keep", data={"kept": sealed, "next": ""}))

    answer = client.get(confirmed(client.get("/accounts/sso/").location, "sub-farid"))

    assert "/accounts/sso/" in middle.links
    assert dict(pages.opened(client, answer.location).form("/review/phrases").fields)["text"] == REPLY


def test_a_sign_in_page_that_carries_words_carries_them_to_the_provider_too(client, provider):
    asked = pages.read(client.post("/review/phrases", data={"text": REPLY}))

    assert dict(asked.form("/accounts/sso/keep").fields)["kept"]


def test_signing_out_says_that_the_provider_may_not_know(client, provider, ayesha):
    come(client, "sub-ayesha")

    client.post("/accounts/sign-out")

    assert "You may still be signed in at Example ID" in pages.opened(client, "/accounts/sign-in").words
    assert not is_signed_in(client)


# The second factor


def test_whoever_comes_from_the_provider_is_asked_for_no_second_factor(app, client, provider, farid):
    with_factor(app, client, farid)

    assert come(client, "sub-farid").location == "/"


def test_where_it_is_required_the_provider_does_not_replace_it(app, client, provider, farid, monkeypatch):
    with_factor(app, client, farid)
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "staff")

    asked = come(client, "sub-farid", next="/review/")

    assert asked.location == "/accounts/second-step"
    assert not is_signed_in(client)


def test_a_provider_that_says_it_has_asked_for_two_factors_is_believed(app, client, provider, farid, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "staff")
    provider.claims = {"amr": ["pwd", "mfa"]}

    assert come(client, "sub-farid").location == "/"
    assert is_signed_in(client)


def with_factor(app, client, farid):
    with time_machine.travel(NOON, tick=False):
        client.sign_in(farid)
        set_up(client)
        client.post("/accounts/sign-out")


# What goes wrong, and who means harm


def test_whoever_says_no_at_the_provider_is_told(client, provider):
    address = begun(client)
    answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=10)

    refused(client.get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000")), "did not sign you in")


@pytest.mark.parametrize(
    "change", [lambda back: back.partition("&state=")[0], lambda back: back + "x", lambda back: "/accounts/sso/back"]
)
def test_an_answer_without_our_state_is_refused(client, provider, ayesha, change):
    back = confirmed(begun(client), "sub-ayesha")

    refused(client.get(change(back)), "did not begin this sign-in")
    assert not is_signed_in(client)


def test_an_answer_is_of_the_browser_that_asked(app, client, provider, ayesha):
    victim = app.test_client()
    begun(victim)

    refused(victim.get(confirmed(begun(client), "sub-ayesha")), "did not begin this sign-in")


def test_a_token_for_another_nonce_is_refused(client, provider, ayesha):
    back = confirmed(begun(client), "sub-ayesha", nonce="of-another-sign-in")

    refused(client.get(back), "cannot be trusted")


@pytest.mark.parametrize("audience", [{"aud": "another"}, {"aud": ["another"], "azp": providers.CLIENT}])
def test_a_token_for_somebody_else_is_refused(client, provider, ayesha, audience):
    provider.claims = audience

    refused(come(client, "sub-ayesha"), "cannot be trusted")


def test_a_token_of_another_issuer_is_refused(client, provider, ayesha):
    provider.claims = {"iss": "http://evil.example"}

    refused(come(client, "sub-ayesha"), "cannot be trusted")


def test_a_code_counts_once(client, provider, ayesha):
    address = begun(client)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    back = confirmed(address, "sub-ayesha")
    client.get(back)
    client.post("/accounts/sign-out")
    with client.session_transaction() as cookie:
        cookie.update(before)

    refused(client.get(back), "cannot be trusted")
    assert not is_signed_in(client)


def test_a_code_without_its_verifier_is_worth_nothing(app, client, provider, ayesha):
    """Somebody who has stolen the way back puts it behind a sign-in of their own."""
    back = confirmed(begun(client), "sub-ayesha")
    thief = app.test_client()
    own = parse_qs(urlsplit(begun(thief)).query)["state"][0]

    refused(thief.get(f"{back.partition('&state=')[0]}&state={own}"), "cannot be trusted")


def test_an_expired_token_points_to_the_clocks(client, provider, ayesha):
    provider.lasting = -600

    refused(come(client, "sub-ayesha"), "the clocks of the two servers differ")


def test_keys_that_the_provider_has_changed_are_fetched_again(app, client, provider, ayesha):
    come(client, "sub-ayesha")
    provider.rotated = True

    assert come(app.test_client(), "sub-ayesha").location == "/"
    assert provider.asked.count("/jwks") == 2


def test_a_provider_that_is_down_is_said_to_be(app, client, provider, monkeypatch):
    monkeypatch.setitem(app.config, "SSO_ISSUER", f"http://localhost:{free_port()}")

    refused(client.get("/accounts/sso/"), "cannot be reached", 502)


def test_a_provider_that_goes_down_in_between_is_said_to_be(client, provider, ayesha, monkeypatch):
    back = confirmed(begun(client), "sub-ayesha")

    def down(*arguments, **options):
        raise requests.ConnectionError("refused")

    monkeypatch.setattr("academy.outbound.Session.send", down)

    refused(client.get(back), "cannot be reached", 502)


@pytest.mark.parametrize(
    "names",
    [
        {"issuer": "http://evil.example"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_a_provider_that_names_odd_addresses_is_not_used(client, provider, names):
    provider.names = names

    refused(client.get("/accounts/sso/"), "cannot be reached", 502)


def test_our_own_network_is_not_asked_however_it_is_named(app, client, provider, ayesha):
    provider.names = {"jwks_uri": "https://127.0.0.1:9/keys"}

    refused(come(client, "sub-ayesha"), "cannot be reached", 502)


@pytest.mark.parametrize("algorithms", [["none"], ["HS256"], ["none", "HS256", "RS256"]])
def test_only_signatures_by_a_key_of_the_providers_count(client, provider, ayesha, algorithms):
    provider.names = {"id_token_signing_alg_values_supported": algorithms}

    assert come(client, "sub-ayesha").location == "/"  # signed with RS256, whatever it says that it can


@pytest.mark.parametrize("subject", ["", 7, "x" * 300, None, ["sub-ayesha"]])
def test_an_odd_subject_is_nobody(client, provider, ayesha, subject):
    provider.claims = {"sub": subject}

    refused(come(client, "sub-ayesha"), "cannot be trusted")


def test_a_browser_may_have_a_few_sign_ins_under_way_and_a_small_cookie(client, provider, ayesha):
    ways = [confirmed(begun(client), "sub-ayesha") for _ in range(6)]

    assert client.get(ways[0]).status_code == 403
    assert client.get(ways[5]).location == "/"
