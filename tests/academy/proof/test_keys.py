"""Signing keys: made, kept where only their owner reads them, replaced, never lost sight of."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from academy.proof import keyring, keys
from academy.proof.keyring import KeyExposed, KeyLocked, Keyring, KeyTrouble, NoKey
from academy.proof.keys import PublicKey

AT = datetime(2026, 11, 22, tzinfo=UTC)
LATER = AT + timedelta(days=400)
ISSUER, DID = "Example Academy", "did:web:academy.example"


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "keys", "a long passphrase")


def test_a_key_is_made_once_and_signs(ring):
    made = ring.create(ISSUER, DID, AT)

    assert ring.signing().public == ring.active == made
    assert ring.signing().p256.public_key() == made.p256
    with pytest.raises(KeyTrouble, match=f"There is a signing key, {made.id}.*academy keys rotate"):
        ring.create(ISSUER, DID, AT)


def test_without_a_key_it_is_said_what_to_type(ring):
    assert list(ring) == [] and ring.active is None
    with pytest.raises(NoKey, match="academy keys create"):
        ring.signing()
    with pytest.raises(NoKey, match="academy keys create"):
        ring.rotate(ISSUER, DID, AT)


def test_a_new_key_takes_over_and_the_former_can_sign_no_more_but_stays_known(ring):
    former = ring.create(ISSUER, DID, AT)
    new = ring.rotate(ISSUER, DID, LATER)

    assert list(ring) == [new, replace(former, retired_at=LATER)]
    assert ring.signing().public == new
    assert not (ring.folder / former.id / keyring.PRIVATE).exists()


def test_private_halves_are_locked_by_the_passphrase_and_read_by_their_owner_only(ring):
    made = ring.create(ISSUER, DID, AT)
    path = ring.folder / made.id / keyring.PRIVATE

    assert path.read_text().count("BEGIN ENCRYPTED PRIVATE KEY") == 2
    assert path.stat().st_mode & 0o777 == 0o600
    for passphrase, said in (("", "is locked"), ("another", "does not open")):
        with pytest.raises(KeyLocked, match=said):
            Keyring(ring.folder, passphrase).signing()


def test_a_key_without_a_passphrase_that_others_can_read_is_refused(tmp_path):
    ring = Keyring(tmp_path)
    path = tmp_path / ring.create(ISSUER, DID, AT).id / keyring.PRIVATE
    ring.signing()
    os.chmod(path, 0o640)

    with pytest.raises(KeyExposed, match=f"chmod 600 {path}"):
        Keyring(tmp_path).signing()


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff\x00"])
def test_a_damaged_key_is_a_message_and_no_crash(tmp_path, damage):
    ring = Keyring(tmp_path)
    path = tmp_path / ring.create(ISSUER, DID, AT).id / keyring.PRIVATE
    path.write_bytes(damage)

    with pytest.raises(KeyLocked, match="does not open"):
        Keyring(tmp_path).signing()


def test_nothing_private_shows_when_a_key_is_printed(ring):
    ring.create(ISSUER, DID, AT)

    assert "private" not in repr(ring.signing()).lower()
    assert b"PRIVATE" not in (ring.folder / ring.active.id / keyring.PUBLIC).read_bytes()


def test_a_public_key_survives_its_file(ring):
    made = ring.create("Академия اکیڈمی", DID, AT, demo=True)

    assert PublicKey.from_json(made.to_json()) == made
    assert next(iter(ring)) == made


def test_what_was_broken_off_leaves_nothing_behind(ring, monkeypatch):
    monkeypatch.setattr(keyring, "_json", lambda key: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        ring.create(ISSUER, DID, AT)

    assert [path.name for path in ring.folder.iterdir()] == [".lock"]


def test_what_was_killed_half_way_is_mended_by_the_next_rotation(ring):
    first = ring.create(ISSUER, DID, AT)
    ghost = ring.folder / ".abcd1234"
    ghost.mkdir()
    (ghost / keyring.PUBLIC).write_bytes((ring.folder / first.id / keyring.PUBLIC).read_bytes())
    (ghost / keyring.PRIVATE).write_text("secret")
    kept = (ring.folder / first.id / keyring.PRIVATE).read_bytes()
    second = ring.rotate(ISSUER, DID, LATER)
    (ring.folder / first.id / keyring.PRIVATE).write_bytes(kept)  # as if killed before it was destroyed

    third = ring.rotate(ISSUER, DID, LATER + timedelta(days=1))

    assert [key.id for key in ring] == [third.id, second.id, first.id]
    assert [key.retired_at is None for key in ring] == [True, False, False]
    assert [path.parent.name for path in ring.folder.rglob(keyring.PRIVATE)] == [third.id]
    assert not ghost.exists()


def test_two_that_make_a_key_at_the_same_moment_make_one(ring):
    def make(number):
        try:
            return Keyring(ring.folder).create(ISSUER, DID, AT + timedelta(seconds=number)).id
        except KeyTrouble:
            return None

    with ThreadPoolExecutor(8) as threads:
        made = [each for each in threads.map(make, range(8)) if each]

    assert made == [key.id for key in ring]
    assert len(made) == 1


def test_readers_meanwhile_see_whole_keys(ring):
    ring.create(ISSUER, DID, AT)
    seen = []

    def look():
        while len(seen) < 400:
            seen.append(len(list(ring)))

    with ThreadPoolExecutor(2) as threads:
        looking = threads.submit(look)
        for number in range(1, 6):
            ring.rotate(ISSUER, DID, AT + timedelta(days=number))
        looking.result()

    assert set(seen) <= set(range(1, 7))


@pytest.mark.parametrize(("issuer", "demo"), [(ISSUER, False), (ISSUER, True), ("A" * 200, False), ("سول " * 40, True)])
def test_the_certificate_names_the_academy_and_says_when_it_is_a_demonstration(issuer, demo):
    made = keys.generate(issuer, DID, AT, demo).public

    certificate = x509.load_der_x509_certificate(made.certificate)
    (name,) = certificate.subject
    assert certificate.issuer == certificate.subject
    assert name.value.startswith(issuer[:15])
    assert name.value.endswith("(DEMONSTRATION)") is demo
    assert certificate.not_valid_after_utc > AT + timedelta(days=365 * 29)
    certificate.verify_directly_issued_by(certificate)


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://academy.example", "did:web:academy.example"),
        ("https://academy.example/", "did:web:academy.example"),
        ("https://gov.example/training/academy", "did:web:gov.example:training:academy"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_an_academy_is_identified_by_its_address(address, did):
    assert keys.did_of(address) == did
