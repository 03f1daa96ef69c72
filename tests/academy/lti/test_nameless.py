"""Whom a platform sends without a name: they learn and pass, and get the certificate when they have said their name."""

import pytest
import sqlalchemy as sa

from academy import records
from academy.accounts import people
from academy.accounts.models import Person
from academy.certificates import bulk
from academy.certificates.models import Certificate
from academy.certificates.sheet.fields import Fields
from academy.db import db
from tests import factories
from tests.commands import typed
from tests.pages import opened, read
from tests.platform import User


@pytest.fixture
def nameless(platform, launch):
    """A learner without a name, launched into the course `tiny`."""
    platform.users["u"] = User()
    launch("u")
    return db.session.scalar(sa.select(Person))


@pytest.fixture
def completed(nameless, client):
    client.post("/courses/tiny/lesson/read-me")
    return nameless


def issued():
    return list(db.session.scalars(sa.select(Certificate)))


def test_a_completed_course_is_not_certified_to_a_made_up_name(completed, client):
    assert "You have completed this course" in opened(client, "/courses/tiny").words
    assert issued() == []


def test_who_has_no_name_is_told_so_where_they_start_and_learn(nameless, client):
    for address in ("/", "/courses/tiny"):
        assert "/accounts/name" in opened(client, address).links


def test_the_certificate_comes_with_the_name(completed, client):
    form = opened(client, "/accounts/name").form("/accounts/name")

    answer = client.post("/accounts/name", data=form.filled(name="  Sana Gul "))

    (certificate,) = issued()
    assert answer.location == "/certificates/"
    assert Fields.from_json(certificate.fields).name == "Sana Gul"
    assert (completed.name, completed.anonymous) == ("Sana Gul", False)
    assert "/accounts/name" not in opened(client, "/").links


def test_a_name_is_said_once(completed, client):
    client.post("/accounts/name", data={"name": "Sana Gul"})

    again = client.post("/accounts/name", data={"name": "Somebody Else"})

    assert again.location == "/"
    assert completed.name == "Sana Gul"
    assert len(issued()) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\u200b"])
def test_a_name_that_cannot_be_printed_is_refused(completed, client, name):
    answer = client.post("/accounts/name", data={"name": name})

    assert answer.status_code == 400
    read(answer)
    assert issued() == []


def test_whoever_says_their_name_first_is_certified_as_anybody(nameless, client):
    client.post("/accounts/name", data={"name": "Sana Gul"})
    client.post("/courses/tiny/lesson/read-me")

    assert len(issued()) == 1


def test_the_name_may_come_from_the_platform_later(completed, platform, launch):
    platform.users["u"].name = "Sana Gul"
    launch("u")

    (certificate,) = issued()
    assert Fields.from_json(certificate.fields).name == "Sana Gul"


def test_nobody_else_is_asked_for_a_name(client):
    assert client.sign_in(factories.learner(name="Ada")).get("/accounts/name").location == "/"
    assert client.sign_in(factories.instructor()).get("/accounts/name").status_code == 403


def test_no_other_way_certifies_a_made_up_name(app, completed, client):
    (enrolment,) = records.enrolments_of(completed)
    bulk.issue(None, bulk.assignment_or_404(enrolment.cohort_id, "tiny"))
    app.extensions["do_all_due"]()

    page = opened(client.sign_in(factories.administrator()), f"/cohorts/{enrolment.cohort_id}/certificates/tiny")
    assert "They have not said their name yet." in page.words
    assert "0 are issued" in typed(app, "certificates", "issue").output
    assert issued() == []


def test_an_administrator_names_somebody_who_has_no_address(client):
    person = people.create(None, email=None, name="Learner 7K2QX", role="learner", anonymous=True)
    client.sign_in(factories.administrator())

    page = client.get(f"/people/{person.id}")
    answer = client.post(f"/people/{person.id}/edit", data={"name": "Bilal Ahmed", "role": "learner", "active": "y"})

    assert "sign in through their learning platform only" in page.text
    assert answer.status_code == 302, answer.text
    assert (person.name, person.anonymous, person.email) == ("Bilal Ahmed", False, None)
    assert client.post(f"/people/{person.id}/link").status_code == 409
