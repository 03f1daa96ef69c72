"""What the public pages say of a certificate whose holder was erased: the truth, and no name."""

import io
import json

import pytest

from academy.db import db
from academy.privacy import erasing
from academy.privacy.models import Erasure
from tests import factories, signed
from tests.academy.privacy.filled import text_of


@pytest.fixture
def key(app, tmp_path):
    with signed.keys(app, tmp_path / "keys") as key:
        yield key


@pytest.fixture
def genuine(key, zarnab):
    """A certificate with its signed document, and what it was before its holder was erased."""
    certificate = signed.drawn(factories.certificate(zarnab))
    before = certificate.document, certificate.credential, certificate.seal
    db.session.add(Erasure(person_id=zarnab.id))
    erasing.erase(zarnab)
    return certificate, *before


def answered(client, **sent):
    return client.post("/verify/", data=sent)


def test_the_document_is_known_by_its_digest(client, genuine):
    answer = answered(client, file=(io.BytesIO(genuine[1]), "certificate.pdf"))

    assert "This certificate is valid" in text_of(answer) or "Valid, but only" in text_of(answer)
    assert "The name is not kept any more" in answer.text and "Zarnab" not in answer.text


def test_its_credential_and_its_seal_are_vouched_for_by_their_signature(client, genuine):
    for sent in ({"file": (io.BytesIO(genuine[2].encode()), "credential.json")}, {"code": genuine[3]}):
        answer = answered(client, **sent)
        assert answer.status_code == 200 and "altered" not in text_of(answer), sent
        assert "The name is not kept any more" in answer.text and "Zarnab" not in answer.text


def test_a_credential_that_was_changed_is_still_found_out(client, genuine):
    changed = json.loads(genuine[2])
    changed["credentialSubject"]["achievement"]["name"] = "Another course"

    answer = answered(client, file=(io.BytesIO(json.dumps(changed).encode()), "credential.json"))

    assert "altered" in text_of(answer)
