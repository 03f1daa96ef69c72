"""What is told of certificates: that there is one, for how long, and when it was taken back; never whose it is or why."""

import json
from dataclasses import replace

import pytest

from academy import certificates, records
from academy.accounts import people
from academy.certificates import holds
from academy.db import db
from academy.xapi import telling
from courses import lessons
from tests import factories
from tests.academy.xapi.conftest import work, written
from tests.academy.xapi.test_telling import extension, of, verbs

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def tiny(store):
    """Somebody enrolled in a course of one lesson, and a store that is told."""
    factories.course()
    return factories.enrolment()


def waiting():
    return [statement.content for statement in written("waiting")]


def test_whoever_completes_a_course_is_certified_in_the_same_transaction(tiny, store, base):
    lessons.finish(tiny, "lesson/read-me")

    (certified,) = of(waiting(), "certified")
    assert certified["verb"]["id"] == f"{base}/xapi/verbs/certified"
    assert certified["object"]["id"] == f"{base}/xapi/activities/tiny"
    assert certified["actor"]["account"]["name"] == str(tiny.person_id)
    assert "result" not in certified  # it does not expire
    work()
    assert certified["id"] in {said["id"] for said in store.statements(base)}
    assert {statement.state for statement in written()} == {"sent"}


def test_a_certificate_that_was_not_issued_is_not_told_of(tiny):
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        lessons.finish(tiny, "lesson/read-me")
        raise ZeroDivisionError

    assert written() == []


def test_how_long_it_is_valid_is_told(tiny, base):
    begun = factories.started(slug="tiny")
    records.complete(begun, 80)
    certificate = certificates.issue(begun, replace(factories.AWARD, valid_months=24))

    (certified,) = of(waiting(), "certified")
    assert extension(certified, base, "valid-until") == certificate.valid_until.isoformat()


def test_issued_again_and_revoked_are_told_and_nothing_that_was_told_changes(tiny, base):
    lessons.finish(tiny, "lesson/read-me")
    before = waiting()
    (first,) = certificates.of_enrolment(tiny)
    second = certificates.reissue(None, first, "A name was misspelt.")
    certificates.revoke(None, second, "It was somebody else who learned.")

    assert waiting()[: len(before)] == before
    assert verbs(waiting()[len(before) :]) == ["certified", "revoked"]
    assert extension(waiting()[len(before)], base, "reissued") is True
    told = json.dumps(waiting())
    secrets = [first.serial, second.serial, tiny.person.name, "somebody else", "misspelt"]
    assert not [secret for secret in secrets if secret in told]


def test_the_file_tells_of_it_as_the_store_is_told(tiny):
    lessons.finish(tiny, "lesson/read-me")
    certificates.revoke(None, certificates.of_enrolment(tiny)[0], "A reason.")

    assert sorted(telling.of_enrolments([tiny])) == sorted(str(statement.uuid) for statement in written())


def test_somebody_without_a_name_is_certified_when_they_say_it(tiny):
    tiny.person.anonymous = True
    lessons.finish(tiny, "lesson/read-me")
    assert not of(waiting(), "certified")

    people.name(tiny.person, "Ayesha Rehman")
    certificates.issue_held(tiny.person)

    assert len(of(waiting(), "certified")) == 1


def test_one_that_is_held_back_is_told_of_when_it_is_issued(tiny, monkeypatch):
    monkeypatch.setattr(holds, "of", lambda enrolment: True)
    lessons.finish(tiny, "lesson/read-me")
    assert not of(waiting(), "certified")

    monkeypatch.setattr(holds, "of", lambda enrolment: None)
    certificates.issue_due(tiny)

    assert len(of(waiting(), "certified")) == 1


def test_without_a_store_nothing_is_written(app, tiny, monkeypatch):
    monkeypatch.setitem(app.config, "LRS_URL", "")
    lessons.finish(tiny, "lesson/read-me")

    assert certificates.of_enrolment(tiny) and written() == []
