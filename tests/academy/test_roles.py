"""Who is let in where, and what no page takes: one table for all."""

import pytest

from academy.accounts import passwords
from tests import factories, pages

PERSON = {
    "name": "A",
    "email": "a@example.org",
    "role": "learner",
    "service_code": "",
    "second_name": "",
    "second_script": "",
}
L, I, A = "learner", "instructor", "administrator"
ROUTES = {
    "GET /": {L, I, A},
    "GET /accounts/": {L, I, A},
    "GET /accounts/password": {L, I, A},
    "GET /accounts/second-factor/": {I, A},
    "GET /accounts/sessions/": {L, I, A},
    "POST /accounts/second-factor/begin": {I, A},
    "POST /accounts/second-factor/change": {I, A},
    "POST /accounts/sessions/end": {L, I, A},
    "POST /people/{person}/second-factor/reset": {A},
    "POST /people/{person}/sessions/end": {A},
    "POST /accounts/password": {L, I, A},
    "GET /certificates/": {L},
    "GET /certificates/register": {A},
    "GET /certificates/{serial}.pdf": {A},  # and its holder, who is none of the three
    "GET /certificates/{serial}.json": {A},
    "GET /certificates/{serial}.png": {A},
    "GET /certificates/{serial}": {A},
    "GET /certificates/{serial}/reissue": {A},
    "POST /certificates/{serial}/reissue": {A},
    "GET /certificates/{serial}/revoke": {A},
    "POST /certificates/{serial}/revoke": {A},
    "GET /cohorts/": {I, A},
    "GET /cohorts/new": {A},
    "POST /cohorts/new": {A},
    "GET /cohorts/{cohort}": {A},  # and the instructors who teach it
    "POST /cohorts/{cohort}/courses": {A},  # and the instructors who teach it
    "GET /cohorts/{cohort}/instructors": {A},
    "POST /cohorts/{cohort}/instructors": {A},
    "POST /cohorts/{cohort}/members": {A},
    "GET /people/": {A},
    "GET /people/new": {A},
    "POST /people/new": {A},
    "GET /people/{person}": {A},
    "GET /people/{person}/edit": {A},
    "POST /people/{person}/edit": {A},
    "POST /people/{person}/link": {A},
    "GET /privacy/": {A},
    "POST /privacy/": {A},
    "GET /privacy/mine": {L, I, A},
    "POST /privacy/mine/export": {L, I, A},
    "GET /privacy/people/{person}": {A},
    "POST /privacy/people/{person}/export": {A},
    "GET /privacy/people/{person}/erase": {A},
    "POST /privacy/people/{person}/erase": {A},
    "GET /records/": {A},
    "GET /records/export.csv": {A},
    "GET /review/": {I},
    "GET /review/runs/1": {I},
    "POST /review/runs/1/1": {I},
    "GET /scenarios/": {I, A},
}
FIELDS = {  # who sends which form, and what it usually holds
    "/accounts/sign-in": (None, {"email": "a@example.org", "password": "x", "next": "/", "kept": "x"}),
    "/accounts/set-password/{token}": (None, {"password": "x", "again": "y"}),
    "/accounts/password": (L, {"current": "x", "password": "y", "again": "y"}),
    "/people/new": (A, PERSON | {"personal_number": "1"}),
    "/people/{person}/edit": (A, PERSON | {"personal_number": "1"}),
    "/privacy/people/{person}/erase": (A, {"reason": "Because.", "confirmation": "1"}),
    "/cohorts/new": (A, {"name": "A", "starts_on": "", "ends_on": ""}),
    "/cohorts/{cohort}/members": (A, {"person": "{person}"}),
    "/cohorts/{cohort}/courses": (A, {"course": "tiny", "opens_on": "", "due_on": "", "closes_on": ""}),
    "/certificates/{serial}/reissue": (A, {"reason": "Because."}),
    "/certificates/{serial}/revoke": (A, {"reason": "Because."}),
    "/certificates/designs/new": (A, {"name": "A", "issuer": "B"}),
    "/verify/": (None, {"code": "ABC"}),
}
SEARCHES = {
    "/people/": ("words", "role", "page"),
    "/certificates/register": ("words", "questioned", "status", "page"),
    "/records/": ("words", "course", "cohort", "service", "status", "since", "until", "page"),
    "/records/export.csv": ("words", "course", "cohort", "service", "status", "since", "until"),
    "/verify/": ("serial",),
}


@pytest.fixture
def there(session):
    """Something of each kind that an address can name."""
    certificate = factories.certificate(factories.learner())
    person = factories.learner()
    return {
        "serial": certificate.serial,
        "cohort": factories.cohort().id,
        "person": person.id,
        "token": passwords.issue_link(None, person),
    }


@pytest.mark.parametrize("role", [L, I, A])
@pytest.mark.parametrize("route", ROUTES)
def test_a_page_is_for_its_roles_only(client, there, route, role):
    method, address = route.format(**there).split()
    client.sign_in(factories.person(role))

    answer = client.open(address, method=method, buffered=True)

    if role in ROUTES[route]:
        assert answer.status_code != 403
    else:
        # the document of somebody else's certificate is not even said to exist
        assert answer.status_code == (404 if address.endswith((".pdf", ".json", ".png")) else 403)


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_sees_anything_without_signing_in(client, there, route):
    method, address = route.format(**there).split()

    answer = client.open(address, method=method)

    assert answer.status_code == (302 if method == "GET" else 401)
    assert method == "POST" or answer.location.startswith("/accounts/sign-in")


def test_a_refused_role_is_told_what_to_do(client, session):
    page = pages.opened(client.sign_in(factories.learner()), "/people/", status=403)

    assert "This page is not for your account" in page.words
    assert "Ask the administrator of your academy" in page.words


@pytest.mark.parametrize("form", FIELDS)
def test_a_nul_byte_in_any_field_is_refused(client, there, form):
    address, values = _ready(client, there, form)

    for name in values:
        answer = client.post(address, data=values | {name: "a\0b"})
        assert answer.status_code == 400, name
        pages.read(answer)


@pytest.mark.parametrize("form", FIELDS)
def test_endless_input_in_any_field_is_refused(client, there, form):
    address, values = _ready(client, there, form)

    for name in values:
        answer = client.post(address, data=values | {name: "x" * 100_000})
        assert answer.status_code in (400, 401), name
        pages.read(answer)


@pytest.mark.parametrize("address", SEARCHES)
def test_a_nul_byte_in_any_search_is_refused(client, there, address):
    client.sign_in(factories.administrator())

    assert {client.get(address, query_string={name: "a\0b"}).status_code for name in SEARCHES[address]} == {400}


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.parametrize(
    "value", ["x" * 3000, "-1", "99999999999999999999", "%", "'; --", "２０２６-01-01", "\ud7ff🎓"]
)
def test_an_odd_search_finds_nothing_and_breaks_nothing(client, there, address, value):
    client.sign_in(factories.administrator())

    for name in SEARCHES[address]:
        answer = client.get(address, query_string={name: value}, buffered=True)
        assert answer.status_code in (200, 302), name


@pytest.mark.parametrize("name", ["suffix", "endpoint", "_external", "_scheme", "_anchor", "_method", "page"])
def test_the_words_of_our_own_code_are_no_filters(client, there, name):
    client.sign_in(factories.administrator())

    page = pages.opened(client, f"/records/?{name}=javascript")

    assert not [link for link in page.links if "javascript" in link]


def _ready(client, there, form):
    role, values = FIELDS[form]
    if role:
        client.sign_in(factories.person(role))
    return form.format(**there), {name: value.format(**there) for name, value in values.items()}
