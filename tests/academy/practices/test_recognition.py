"""The badge for a practice: signed by the academy, checked like a certificate, revoked with the practice."""

import io
import json

import pytest
import sqlalchemy as sa
from openbadgeslib.ob3.ldp import OB3LdpVerifier

from academy import certificates, practices
from academy.accounts import people
from academy.certificates import publishing, signing
from academy.db import db
from academy.jobs.models import Job
from academy.practices import recognitions
from academy.proof import credential, did, recognition, status
from academy.proof.refusals import Unsigned
from tests import factories, pages

from .conftest import approved, submitted, work


def upload(client, data, name="badge.json"):
    return client.post("/verify/", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


@pytest.fixture
def published(signed):
    """The status lists as checkers get them."""
    publishing.publish()
    return signed


def test_an_approved_practice_gives_its_contributor_a_badge_that_an_outside_verifier_believes(client, ada, published):
    answer = client.sign_in(ada).get(f"/practices/badges/{published.serial}.json")
    (key,) = signing.public_keys()

    assert answer.mimetype == "application/vc+ld+json"
    said, _key = recognition.check(answer.data, [key])
    assert (said.name, said.second_name, said.practice) == ("Ada Karim", "عائدہ کریم", "A desk at the gate")
    document = answer.get_json(force=True)
    assert document["credentialSubject"]["achievement"]["name"] == "Good practice shared"
    assert document["evidence"][0]["id"].endswith(f"/practices/{published.practice_id}/public")
    assert "ada@example.org" not in answer.text
    assert OB3LdpVerifier(key.ed25519_pem).verify(answer.text).name == "Good practice shared"


def test_the_picture_carries_the_credential(client, ada, signed):
    answer = client.sign_in(ada).get(f"/practices/badges/{signed.serial}.png")

    assert answer.mimetype == "image/png"
    assert json.loads(credential.unbaked(answer.data)) == json.loads(signed.credential)


def test_without_agreement_the_evidence_has_no_address(ada, session):
    practice = approved(ada)
    work("recognition")

    (evidence,) = json.loads(practice.recognition.credential)["evidence"]
    assert evidence == {"type": ["Evidence"], "name": "A desk at the gate"}


def test_it_is_frozen(ada, session, signed):
    ada.name = "Another Name"
    signed.practice.title = "Another title"
    session.flush()

    assert (signed.fields["name"], signed.fields["practice"]) == ("Ada Karim", "A desk at the gate")
    with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
        signed.fields = signed.fields | {"name": "Another Name"}
        session.flush()


def test_a_withdrawn_practice_revokes_it_in_the_lists_that_everybody_reads(client, ada, published):
    said = recognition.Claims.of(published.fields, published.id)
    number, within = status.place(said.status_index)

    def bit():
        token = client.get(f"/status/{number}.jwt").text
        return status.read(token, signing.public_keys()).of(said.status_index)

    assert bit() == "valid"
    practices.withdraw(factories.administrator(), published.practice, "A person can be recognised in it.")
    publishing.publish()
    assert bit() == "revoked"
    listed = json.loads(client.get(f"/status/{number}.json").text)
    assert listed["id"] == json.loads(published.credential)["credentialStatus"]["statusListCredential"]
    page = pages.opened(client, f"/practices/badges/{published.serial}")
    assert "This badge was revoked" in page.words
    assert "A person can be recognised in it." in page.words


def test_certificates_and_badges_share_no_place_in_the_lists(published):
    certificate = factories.certificate()

    assert status.place(certificate.id)[0] == 1
    assert status.place(recognition.index_of(1))[0] == recognition.FIRST_LIST


@pytest.mark.parametrize("name", ["badge.json", "badge.png"])
def test_whoever_checks_the_file_where_certificates_are_checked_is_led_to_its_page(client, ada, signed, name):
    data = client.sign_in(ada).get(f"/practices/badges/{signed.serial}.{name.partition('.')[2]}").data

    answer = upload(client, data, name)

    assert answer.location == f"/practices/badges/{signed.serial}"
    page = pages.opened(client, answer.location)
    assert all(words in page.words for words in ("Ada Karim", "A desk at the gate", "demonstration"))
    assert client.get(f"/verify/{signed.serial.lower()}").location == answer.location


def test_an_altered_badge_is_called_altered(client, signed):
    said = json.loads(signed.credential)
    said["evidence"][0]["name"] = "A palace at the gate"

    answer = upload(client, json.dumps(said).encode())

    assert answer.status_code == 200
    assert "altered" in answer.text.lower()


def test_a_signed_badge_that_is_not_on_record_is_not_believed(client, ada, signed):
    said = recognition.Claims.of({**signed.fields, "practice": "Another"}, signed.id)
    key = signing.signing_key()
    text = recognition.issued(
        said, key, at=signed.issued_at, base_url="https://x.example", criteria="c", description="d"
    )

    assert recognitions.shown(text.encode()) is None
    answer = upload(client, text.encode())
    assert answer.status_code == 404  # a certificate it is not


def test_a_certificate_is_no_badge_and_a_badge_no_certificate(signed):
    keys = signing.public_keys()

    with pytest.raises(Unsigned):
        credential.check(signed.credential, keys)


def test_whoever_has_no_name_gets_it_once_they_say_theirs(session):
    person = factories.learner(name="Learner 7", anonymous=True)
    practice = approved(person)

    assert practice.recognition is None
    people.name(person, "Ada Karim")
    certificates.issue_held(person)
    certificates.issue_held(person)

    db.session.expire_all()
    assert practice.recognition.fields["name"] == "Ada Karim"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job).where(Job.kind == "recognition")) == 1


def test_without_a_key_it_waits_for_the_day_after_there_is_one(app, ada, session, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(signing, "state", lambda: "none")
        found = approved(ada).recognition
        work("recognition")
        assert not found.signed
    recognitions.sign_missing(None)
    work("recognition")

    assert found.signed


def test_nobody_else_has_the_files(client, signed):
    for person in (factories.learner(), factories.instructor()):
        client.sign_in(person)
        for suffix in ("json", "png"):
            assert client.get(f"/practices/badges/{signed.serial}.{suffix}").status_code == 404


def test_before_it_is_signed_its_holder_is_asked_to_wait(client, ada):
    found = approved(ada).recognition

    assert client.sign_in(ada).get(f"/practices/badges/{found.serial}.json").status_code == 409


def test_a_practice_that_waits_gives_nothing(ada):
    assert submitted(ada).recognition is None


def test_what_the_did_document_names_is_the_key_that_signed(signed):
    (key,) = signing.public_keys()

    method = json.loads(signed.credential)["proof"][0]["verificationMethod"]
    assert method in json.dumps(did.document([key]))
