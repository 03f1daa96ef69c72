"""People, as administrators look after them."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from academy import clock
from academy.accounts import people, service_groups
from academy.accounts.models import Person
from academy.jobs.models import Job
from tests import factories, pages

ADA = {
    "name": "Ada Karim",
    "second_name": "عائدہ کریم",
    "second_script": "ur",
    "email": "Ada@Example.org",
    "role": "learner",
    "service_code": "PAS",
    "personal_number": "007",
    "active": "y",
}


@pytest.fixture
def nasreen(session):
    service_groups.add_missing()
    return factories.administrator(name="Nasreen Akhtar", email="nasreen@example.org")


@pytest.fixture
def office(client, nasreen):
    """The browser of an administrator."""
    return client.sign_in(nasreen)


def test_a_person_is_added_and_given_a_link_with_which_they_sign_in(app, office):
    form = pages.opened(office, "/people/new").form("/people/new")

    shown = office.post("/people/new", data=form.filled(**ADA)).location
    page = pages.opened(office, shown)
    linked = pages.read(office.post(page.form(f"{shown}/link").action))
    address = linked.all("input", id="address")[0]["value"].removeprefix("http://127.0.0.1:8000")
    ada = app.test_client()
    ada.post(address, data={"password": "a rather long one", "again": "a rather long one"})
    answer = ada.post("/accounts/sign-in", data={"email": "ada@example.org", "password": "a rather long one"})

    assert all(word in page.words for word in ("Ada Karim", "عائدہ کریم", "ada@example.org", "007", "No password yet"))
    assert answer.location == "/"


def test_an_address_belongs_to_one_person_however_it_is_spelled(office):
    factories.learner(email="ada@example.org")

    answer = office.post("/people/new", data=ADA | {"email": " ADA@example.org "})

    assert answer.status_code == 400
    assert "Somebody has this address already" in pages.read(answer).words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "   ", "Enter a name"),
        ("name", "x" * 121, "cannot be longer than 120"),
        ("name", "Ada\u202eKarim", "cannot be printed: U+202E"),
        ("name", "Ada 🎓", "cannot be printed: 🎓"),
        ("email", "ada", "not an e-mail address"),
        ("email", "", "Enter an e-mail address"),
        ("role", "king", "Not a valid choice"),
        ("service_code", "XYZ", "Not a valid choice"),
        ("second_script", "", "the second name and its script, or neither"),
        ("personal_number", "1" * 41, "cannot be longer than 40"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(office, field, value, words):
    answer = office.post("/people/new", data=ADA | {field: value})

    page = pages.read(answer)
    assert answer.status_code == 400
    assert words in page.words
    assert page.all(id=field)[0].get("aria-invalid") == "true"
    assert people.by_email("ada@example.org") is None


def test_a_person_is_changed(office):
    person = factories.learner(name="Ad Karim")
    form = pages.opened(office, f"/people/{person.id}/edit").form(f"/people/{person.id}/edit")

    office.post(form.action, data=form.filled(name="Ada Karim", role="instructor"))

    assert (person.name, person.role, person.active) == ("Ada Karim", "instructor", True)


def test_nobody_gets_the_address_of_somebody_else(office):
    person, other = factories.learner(email="one@example.org"), factories.learner(email="two@example.org")

    answer = office.post(f"/people/{person.id}/edit", data=ADA | {"email": "two@example.org"})

    assert answer.status_code == 400
    assert (person.email, other.email) == ("one@example.org", "two@example.org")


def test_administrators_cannot_lock_themselves_out(office, nasreen):
    page = pages.opened(office, f"/people/{nasreen.id}/edit")

    answer = office.post(f"/people/{nasreen.id}/edit", data={"name": "Nasreen A.", "email": nasreen.email, "role": "learner"})

    assert answer.status_code == 302
    assert (nasreen.name, nasreen.role, nasreen.active) == ("Nasreen A.", "administrator", True)
    assert not page.all("select", name="role")
    assert office.get("/people/").status_code == 200


def test_there_is_no_link_for_an_account_that_is_switched_off(office):
    person = factories.learner(active=False)

    answer = office.post(f"/people/{person.id}/link")

    assert answer.status_code == 409
    assert f"/people/{person.id}/link" not in [form.action for form in pages.opened(office, f"/people/{person.id}").forms]


def test_people_are_found_by_name_address_and_role(office):
    factories.learner(name="Ada Karim", email="a@example.org")
    factories.instructor(name="Bilal Shah", email="karim@example.org")
    factories.learner(name="100% Sure", email="c@example.org")

    def found(query):
        return pages.opened(office, f"/people/?{query}").words

    assert "Ada Karim" in found("words=kari") and "Bilal Shah" in found("words=KARI")
    assert "Bilal Shah" not in found("words=kari&role=learner")
    assert "100% Sure" in found("words=100%25") and "Ada Karim" not in found("words=%25")
    assert "Nobody fits" in found("words=zzz")


def test_a_long_list_comes_in_pages_that_keep_the_filter(office):
    for number in range(51):
        factories.learner(name=f"Learner {number:02}")

    first, last = (pages.opened(office, f"/people/?role=learner&page={page}") for page in (1, 2))

    assert "Learner 00" in first.words and "Learner 50" not in first.words
    assert "Learner 50" in last.words and "51 people" in last.words
    assert any("page=2" in link and "role=learner" in link for link in first.links)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "99999999999999999999", "1e3"])
def test_a_page_that_does_not_exist_is_no_error(office, page):
    pages.opened(office, f"/people/?page={page}")


def test_a_name_is_never_markup(office):
    person = factories.learner(name='<script>alert("x")</script>')

    for address in ("/people/", f"/people/{person.id}", f"/people/{person.id}/edit"):
        assert "<script>alert" not in pages.opened(office, address).html


@pytest.mark.parametrize("number", ["999999", "99999999999999999999", "0", "x"])
def test_an_unknown_person_is_not_found(office, number):
    assert office.get(f"/people/{number}").status_code == 404


def test_people_are_narrowed_by_cohort_service_and_access(office):
    ada = factories.learner(name="Ada Karim", service_code="PAS")
    factories.learner(name="Bea Noor", active=False)
    cohort = factories.cohort(ada)

    def found(query):
        words = pages.opened(office, f"/people/?{query}").words
        return [name for name in ("Ada Karim", "Bea Noor") if name in words]

    assert found(f"cohort={cohort.id}") == found("service=PAS") == found("state=active") == ["Ada Karim"]
    assert found("state=off") == ["Bea Noor"]
    assert found("state=never") == ["Ada Karim", "Bea Noor"]
    assert found("state=uninvited&role=learner") == ["Ada Karim"]
    assert found("cohort=x&state=nonsense") == ["Ada Karim", "Bea Noor"]


def test_whoever_signed_in_once_is_not_among_those_who_never_did(app, office):
    ada = factories.learner(name="Ada Karim")
    app.test_client().sign_in(ada)

    assert "Ada Karim" not in pages.opened(office, "/people/?state=never").words


def test_those_whom_the_filters_leave_are_invited_once(office, session):
    ada, _other = factories.learner(service_code="PAS"), factories.learner()
    form = pages.opened(office, "/people/?service=PAS").form("/people/invite")

    shown = office.post(form.action, data=form.filled())
    session.query(Person).filter_by(id=ada.id).update({"invited_at": clock.now()})
    again = office.post(form.action, data=form.filled())

    assert session.query(Job).filter_by(kind="people.invite").one().payload["people"] == [ada.id]
    assert shown.location.startswith("/jobs/") and again.status_code == 409
    assert office.post(form.action, data=form.filled(again="y")).status_code == 302


def test_the_list_asks_as_often_for_many_as_for_few(office, session):
    counts = []
    pages.opened(office, "/people/?state=never")  # that somebody looked is noted once
    for _round in range(2):
        for _number in range(20):
            factories.learner(service_code="PAS")
        with asked_of(session.connection()) as asked:
            pages.opened(office, "/people/?role=learner&state=never")
        counts.append(len(asked))

    assert counts[0] == counts[1]


@contextmanager
def asked_of(connection):
    """The statements that this connection is asked meanwhile."""
    statements = []

    def listen(_connection, _cursor, statement, *_more):
        statements.append(statement)

    sa.event.listen(connection, "before_cursor_execute", listen)
    yield statements
    sa.event.remove(connection, "before_cursor_execute", listen)
