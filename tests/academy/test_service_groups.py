"""Service groups: shipped, added, renamed, retired; what was edited stays as it is."""

import pytest

from academy.accounts import service_groups
from academy.accounts.models import ServiceGroup
from academy.audit.models import AuditEntry
from tests import factories, pages


@pytest.fixture
def office(client, session):
    service_groups.add_missing()
    return client.sign_in(factories.administrator())


def test_the_shipped_ones_are_the_css_groups_and_the_bcs_cadres(office):
    by_country = {}
    for group, _people in service_groups.listed():
        by_country.setdefault(group.country, []).append(group.code)

    assert {country: len(codes) for country, codes in by_country.items()} == {"PK": 12, "BD": 26}
    assert "Bangladesh Civil Service (Administration)" in pages.opened(office, "/services/").words


def test_setting_up_again_leaves_what_was_edited(office, session):
    group = service_groups.group_or_404("IG")
    form = pages.opened(office, "/services/IG").form("/services/IG")
    office.post(form.action, data=form.filled(name="Information Service"))
    office.post("/services/PG/retire")
    session.delete(service_groups.group_or_404("CTG"))
    session.flush()
    session.add(ServiceGroup(code="X", name="Commerce and Trade Group"))
    session.flush()

    service_groups.add_missing()

    assert group.name == "Information Service"
    assert service_groups.group_or_404("PG").retired_at
    assert session.get(ServiceGroup, "CTG") is None


def test_one_is_added_and_offered(office):
    form = pages.opened(office, "/services/new").form("/services/new")

    office.post(form.action, data=form.filled(code="NPF", name="National Postal Force", country="PK"))

    assert "National Postal Force" in pages.opened(office, "/services/").words
    assert "National Postal Force" in pages.opened(office, "/people/new").words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "PAS", "name": "Another"}, "There is a service group of this code or name already"),
        ({"code": "NEW", "name": "Postal Group"}, "There is a service group of this code or name already"),
        ({"code": "", "name": "Another"}, "Enter a code"),
        ({"code": "a/b", "name": "Another"}, "Use letters, digits and hyphens"),
        ({"code": "x" * 21, "name": "Another"}, "cannot be longer than 20"),
        ({"code": "NEW", "name": " "}, "Enter a name"),
        ({"code": "NEW", "name": "Another", "country": "XX"}, "Not a valid choice"),
    ],
)
def test_one_that_cannot_be_is_refused(office, values, words):
    before = len(service_groups.listed())

    answer = office.post("/services/new", data={"country": ""} | values)

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert len(service_groups.listed()) == before


def test_a_name_that_another_has_is_refused(office):
    answer = office.post("/services/PG", data={"name": "Information Group", "country": "PK"})

    assert answer.status_code == 400
    assert "There is a service group of this name already" in pages.read(answer).words


def test_whoever_has_a_retired_one_keeps_it_and_nobody_else_gets_it(office, session):
    ada = factories.learner(service_code="PG")
    for _ in range(2):
        office.post("/services/PG/retire")

    assert ">Postal Group<" not in office.get("/people/new").text
    assert ("service_code", "PG") in pages.opened(office, f"/people/{ada.id}/edit").form(
        f"/people/{ada.id}/edit"
    ).fields
    assert session.query(AuditEntry).filter_by(action="service.retired", reason="PG").count() == 1
    office.post("/services/PG/resume")
    assert ">Postal Group<" in office.get("/people/new").text


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_they_are_for_administrators(client, office, role):
    client.sign_in(factories.person(role))

    assert client.get("/services/").status_code == 403
    assert client.post("/services/PG/retire").status_code == 403
    assert client.post("/services/new", data={"code": "N", "name": "N", "country": ""}).status_code == 403
