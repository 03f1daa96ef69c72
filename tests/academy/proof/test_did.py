import json

import pytest
from openbadgeslib.keys import key_to_pem
from openbadgeslib.ob3.did import resolve_verification_method

from academy.proof import did
from academy.proof.keyring import Keyring
from academy.proof.keys import did_of

from .conftest import AT, BASE_URL, DID


@pytest.fixture
def rotated(tmp_path):
    """A key that has taken the place of another, which has taken that of a third."""
    keyring = Keyring(tmp_path)
    keyring.create("Example Civil Service Academy", DID, AT)
    keyring.rotate("Example Civil Service Academy", DID, AT.replace(year=2027))
    keyring.rotate("Example Civil Service Academy", DID, AT.replace(year=2028))
    return list(keyring)


def test_every_key_is_published_for_assertions_and_the_newest_is_first(rotated):
    document = did.document(reversed(rotated))

    ids = [method["id"] for method in document["verificationMethod"]]
    assert ids == document["assertionMethod"] == [name for key in rotated for name in (key.method, key.p256_method)]
    assert (document["id"], len(ids)) == (DID, 6)


def test_another_program_finds_both_halves_of_every_key(rotated):
    published = json.dumps(did.document(rotated)).encode()
    asked = []

    def download(address):
        asked.append(address)
        return published

    for key in rotated:
        assert resolve_verification_method(key.method, download) == key.ed25519_pem
        assert resolve_verification_method(key.p256_method, download) == key_to_pem(key.p256)
    assert set(asked) == {BASE_URL + did.path(DID)}


def test_keys_from_before_the_academy_moved_belong_to_another_document(tmp_path):
    keyring = Keyring(tmp_path)
    keyring.create("Example Civil Service Academy", "did:web:old.example", AT)
    new = keyring.rotate("Example Civil Service Academy", DID, AT.replace(year=2027))

    document = did.document(keyring)

    assert document["id"] == DID
    assert document["assertionMethod"] == [new.method, new.p256_method]


def test_without_a_key_there_is_no_document():
    with pytest.raises(ValueError, match="no key"):
        did.document([])


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("https://academy.example", "/.well-known/did.json"),
        ("https://academy.example:8443", "/.well-known/did.json"),
        ("https://ministry.example/training/social-media", "/training/social-media/did.json"),
    ],
)
def test_it_is_served_where_did_web_looks_for_it(base_url, path):
    assert did.path(did_of(base_url)) == path
