"""Signed heads of the audit log: who signed them, and nothing else taken for one."""

from datetime import UTC, datetime

import jwt
import pytest

from academy.proof import heads, jws
from academy.proof.heads import SignedHead
from academy.proof.keys import generate
from academy.proof.refusals import Altered, Stranger, Unsigned

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
HASH = "ab" * 32


@pytest.fixture(scope="module")
def key():
    return generate("Academy", "did:web:academy.example", AT)


@pytest.fixture(scope="module")
def token(key):
    return heads.token(42, HASH, key=key, at=AT)


def test_a_head_comes_back_as_it_was_signed(key, token):
    assert heads.read(token, [key.public]) == SignedHead(42, HASH, AT, demo=False)


def test_any_program_can_check_it(key, token):
    said = jwt.decode(token, key.public.p256, ["ES256"], options={"verify_iat": False})

    assert (said["number"], said["hash"], said["iss"]) == (42, HASH, "did:web:academy.example")
    assert jwt.get_unverified_header(token)["kid"] == key.public.id


def test_a_demonstration_says_so():
    demo = generate("Academy", "did:web:academy.example", AT, demo=True)

    assert heads.read(heads.token(1, HASH, key=demo, at=AT), [demo.public]).demo


def test_another_key_is_a_stranger(token):
    other = generate("Academy", "did:web:academy.example", AT)

    with pytest.raises(Stranger):
        heads.read(token, [other.public])


def test_a_changed_token_is_found(key, token):
    header, _payload, signature = token.split(".")
    other = heads.token(43, HASH, key=key, at=AT).split(".")[1]

    with pytest.raises(Altered):
        heads.read(f"{header}.{other}.{signature}", [key.public])


@pytest.mark.parametrize("text", ["", "a.b.c", "....", "x" * 3000, "e30.e30.e30", "W10.e30.e30"])
def test_what_is_no_token_is_none(key, text):
    with pytest.raises(Unsigned):
        heads.read(text, [key.public])


def test_what_the_key_signed_for_another_purpose_is_no_head(key):
    token = jws.sign({"number": 1, "hash": HASH, "iat": 1}, key, "statuslist+jwt")

    with pytest.raises(Unsigned):
        heads.read(token, [key.public])


@pytest.mark.parametrize(
    "said",
    [
        [], "text", {}, {"number": "1", "hash": HASH, "iat": 1}, {"number": True, "hash": HASH, "iat": 1},
        {"number": -1, "hash": HASH, "iat": 1}, {"number": 1, "hash": "x", "iat": 1}, {"number": 1, "hash": HASH, "iat": 1e300},
    ],
)  # fmt: skip
def test_a_form_that_nobody_here_signs_is_refused(key, said):
    with pytest.raises(Unsigned):
        heads.read(jws.sign(said, key, heads.KIND), [key.public])
