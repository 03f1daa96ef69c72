"""What becomes of practices and badges when somebody is exported, erased, or long silent."""

import json
from datetime import timedelta

import pytest

from academy import clock, practices
from academy.db import db
from academy.jobs.models import Job
from academy.practices import recognitions
from academy.practices.models import Practice
from academy.privacy import erasing, periods
from academy.privacy.models import Erasure
from tests import factories, pages

from .conftest import approved, submitted, written


def erase(person):
    db.session.add(Erasure(person_id=person.id))
    db.session.flush()
    return erasing.erase(person)


@pytest.fixture
def erased(ada, signed):
    """Everything of a contributor in each state, erased."""
    begun, waiting, credential = written(ada), submitted(ada), signed.credential
    numbers = signed.practice_id, begun.id, waiting.id
    erase(ada)
    return signed, numbers, credential


def test_a_practice_stays_without_its_name_and_drafts_go(client, erased):
    recognition, (shared, begun, waiting), _credential = erased

    page = pages.opened(client.sign_in(factories.learner()), f"/practices/{shared}")
    assert "A desk at the gate" in page.words and "whose name is not kept any more" in page.words
    assert "Ada" not in page.text
    assert db.session.get(Practice, begun) is None and db.session.get(Practice, waiting) is None


def test_the_badge_still_answers_and_names_nobody(client, erased):
    recognition, _numbers, credential = erased

    assert (recognition.credential, recognition.fields["name"], recognition.status) == (None, "", "valid")
    page = pages.opened(client, f"/practices/badges/{recognition.serial}")
    assert "The name is not kept any more" in page.words and "Ada" not in page.text
    assert recognitions.shown(credential.encode()) is recognition  # our key vouches for the name, which is not here
    said = json.loads(credential)
    said["evidence"][0]["name"] = "Another"
    assert recognitions.shown(json.dumps(said).encode()) is None


def test_an_erased_person_gets_no_badge_later(session):
    person = factories.learner(anonymous=True)
    practice = approved(person)
    erase(person)

    recognitions.recognise_held(person)

    assert practice.recognition is None


def test_what_was_never_approved_is_forgotten_after_a_while_and_what_waits_is_not(ada):
    kept, waiting, old = approved(ada), submitted(ada), written(ada)
    for each in (kept, waiting, old):
        each.saved_at = clock.now() - timedelta(days=800)
    practices.hold(old)
    (period,) = [each for each in periods.every() if each.kind == "practices"]

    assert period.look(periods.before("practices")).count == 1
    period.forget(periods.before("practices"))

    db.session.expire_all()
    assert {each.id for each in db.session.query(Practice)} == {kept.id, waiting.id}


def test_the_mails_tell_the_title_and_not_what_was_said(session, ada):
    practice = submitted(ada)
    practices.give_back(factories.instructor(), practice, "A secret remark", practice.version)

    (mail,) = [job.payload for job in db.session.query(Job).filter_by(kind="mail")]
    assert mail["to"] == "ada@example.org" and "A desk at the gate" in mail["subject"]
    assert "A secret remark" not in mail["body"]
