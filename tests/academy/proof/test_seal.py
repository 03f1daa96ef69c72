"""Seals: small enough to print, opened by the academy's keys alone, and refused after any change."""

from base64 import b32decode, b32encode
from dataclasses import replace
from datetime import date

import cbor2
import pytest
import segno
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import example, given
from hypothesis import strategies as st

from academy.proof import seal
from academy.proof.refusals import Altered, Refusal, Stranger, Unsigned
from tests.academy.proof.conftest import BASE_URL

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ENGLISH = {"second_name": "", "second_language": ""}
URDU = {
    "name": "عائشہ رحمان",
    "second_name": "Ayesha Rahman",
    "second_language": "en",
    "course_title": "سرکاری صفحات پر عوام کو جواب دینا",
}
BANGLA = {
    "name": "আয়েশা রহমান",
    "second_name": "Ayesha Rahman",
    "second_language": "en",
    "course_title": "সরকারি পাতায় জনগণকে উত্তর দেওয়া",
}


def message(text):
    return bytearray(b32decode(text + "=" * (-len(text) % 8)))


def text(message):
    return b32encode(message).decode().rstrip("=")


def signed(said, key):
    """What a key of the academy would sign if it were asked to sign anything."""
    kid, payload = bytes.fromhex(key.public.id), said if isinstance(said, bytes) else cbor2.dumps(said)
    protected = cbor2.dumps({1: -7, 4: kid}, canonical=True)
    signature = key.p256.sign(cbor2.dumps(["Signature1", protected, b"", payload]), ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(signature)
    raw = r.to_bytes(32, "big") + min(s, seal._ORDER - s).to_bytes(32, "big")
    return text(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, raw])))


def test_what_is_sealed_is_what_is_opened(claims, key, stranger):
    code = seal.sealed(claims, key)

    assert seal.opened(code, [stranger.public, key.public]) == (claims, key.public)


@pytest.mark.parametrize(
    "more",
    [
        {"hours": 1.5},
        {"hours": 7.3},
        {"hours": 24.0},
        {"valid_until": date(2029, 11, 21)},
        {"completed_on": date(1969, 12, 31)},
        {"status_index": 0},
        {"status_index": 10**9},
        {"course_code": "", **ENGLISH},
        URDU,
        BANGLA,
        {"name": "e\u0301 and \u00e9, \u200f\u202e, \x00, 😀"},
    ],
    ids=str,
)
def test_every_kind_of_claim_comes_back_as_it_was(claims, key, more):
    said = replace(claims, **more)

    opened, _ = seal.opened(seal.sealed(said, key), [key.public])

    assert opened == said


def test_the_same_claims_make_the_same_seal(claims, key):
    assert seal.sealed(claims, key) == seal.sealed(claims, key)


def test_a_seal_is_a_cose_message_as_others_read_it(claims, key):
    said = cbor2.loads(bytes(message(seal.sealed(claims, key))))

    protected, unprotected, payload, signature = said.value
    assert said.tag == 18
    assert cbor2.loads(protected) == {1: -7, 4: bytes.fromhex(key.public.id)}
    assert unprotected == {}
    assert cbor2.loads(payload) == {
        0: 1, 1: claims.serial, 2: 4217, 3: claims.name, 4: claims.course_title, 5: 24, 6: 20771, 7: 20779, 8: "SM-101",
        9: claims.second_name, 10: "ur",
    }  # fmt: skip
    assert len(signature) == 64


def test_the_issuer_is_who_the_key_says(claims, key):
    code = seal.sealed(replace(claims, issuer="Somebody Else"), key)

    assert seal.opened(code, [key.public])[0].issuer == key.public.issuer


def test_every_changed_letter_is_noticed(claims, key):
    code = seal.sealed(claims, key)

    for place, letter in enumerate(code):
        changed = code[:place] + LETTERS[(LETTERS.index(letter) + 1) % 32] + code[place + 1 :]
        with pytest.raises(Refusal):
            seal.opened(changed, [key.public])


def test_another_name_in_a_seal_is_called_altered(claims, key):
    changed = message(seal.sealed(claims, key)).replace(b"Ayesha", b"Aisha ")

    with pytest.raises(Altered):
        seal.opened(text(changed), [key.public])


def test_the_signature_of_another_seal_does_not_fit(claims, key):
    mine, other = (message(seal.sealed(replace(claims, name=name), key)) for name in ("Ayesha Rahman", "Bilal Hussain"))

    with pytest.raises(Altered):
        seal.opened(text(mine[:-64] + other[-64:]), [key.public])


def test_a_seal_of_another_key_is_a_strangers(claims, key, stranger):
    with pytest.raises(Stranger):
        seal.opened(seal.sealed(claims, stranger), [key.public])
    with pytest.raises(Stranger):
        seal.opened(seal.sealed(claims, key), [])


def test_a_stranger_who_takes_our_keys_id_is_found_out(claims, key, stranger):
    forged = seal.sealed(claims, replace(stranger, public=replace(stranger.public, id=key.public.id)))

    with pytest.raises(Altered):
        seal.opened(forged, [key.public])


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda code: code + "A",
        lambda code: code + "=",
        lambda code: code + "\n",
        lambda code: code[:-1],
        lambda code: code[:60],
        lambda code: code[:-1] + LETTERS[LETTERS.index(code[-1]) ^ 1],
        lambda code: text(message(code) + b"\0"),
        lambda code: text(message(code)[1:]),  # without its tag
        lambda code: text(b"\xd8\x12" + message(code)[1:]),  # the tag in a longer form
        lambda code: text(message(code).replace(b"\xa0\x58", b"\xa1\x01\x26\x58", 1)),  # a header that nobody signed
        lambda code: code * 20,
        lambda code: "",
        lambda code: "Ａ" + code[1:],
    ],
)
def test_a_seal_has_one_spelling(claims, key, change):
    code = seal.sealed(replace(claims, name="Ayesha Rahman!"), key)
    changed = change(code)
    assert changed != code

    with pytest.raises((Unsigned, Altered)):
        seal.opened(changed, [key.public])


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff",
        b"\x81" * 600,
        [],
        {},
        "a certificate",
        {0: 1},
        {0: 2},
        {0: 1, 1: "7K3M-Q0TX-9WBE-5", 99: "more"},
        cbor2.CBORTag(28, []),
    ],
    ids=repr,
)
def test_what_else_the_key_may_have_signed_is_no_seal(key, said):
    with pytest.raises(Unsigned):
        seal.opened(signed(said, key), [key.public])


@pytest.mark.parametrize(
    "more",
    [
        {5: float("nan")},
        {5: "24"},
        {5: 24.0},
        {6: 10**9},
        {6: 2**70},
        {2: True},
        {3: b"Ayesha"},
        {8: ""},
        {11: None},
        {0: 1.0},
        {0: 2},
        {12: "later"},
    ],
    ids=str,
)
def test_a_signed_map_of_another_form_is_no_seal(claims, key, more):
    usual = cbor2.loads(cbor2.loads(bytes(message(seal.sealed(claims, key)))).value[2])

    with pytest.raises(Unsigned):
        seal.opened(signed(cbor2.dumps(usual | more), key), [key.public])
    assert seal.opened(signed(cbor2.dumps(usual), key), [key.public])[0] == claims


@given(st.text(max_size=60) | st.text(LETTERS, max_size=900))
@example("2KCE")
def test_whatever_a_code_holds_nothing_but_a_refusal_comes_of_it(key, code):
    with pytest.raises(Refusal):
        seal.opened(code, [key.public])


@given(st.data())
def test_whatever_is_changed_in_a_seal_it_is_refused(claims, key, data):
    whole = message(seal.sealed(claims, key))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    changed = whole[:start] + data.draw(st.binary(max_size=40)) + whole[end:]

    if changed != whole:
        with pytest.raises(Refusal):
            seal.opened(text(changed), [key.public])


@given(st.binary(max_size=300))
def test_whatever_our_key_has_signed_a_seal_or_a_refusal_comes_of_it(key, payload):
    with pytest.raises(Unsigned):
        seal.opened(signed(payload, key), [key.public])


def test_a_long_course_title_ends_early_and_nothing_else_changes(claims, key):
    long = replace(claims, course_title="জনগণকে উত্তর দেওয়া " * 15)

    opened, _ = seal.opened(seal.sealed(long, key), [key.public])

    assert opened == seal.fitted(long) == replace(long, course_title=opened.course_title)
    assert opened.course_title.endswith("…")
    assert long.course_title.startswith(opened.course_title[:-1])
    assert len(message(seal.sealed(long, key))) <= 702


def test_the_longest_names_leave_no_room_for_the_title_and_still_open(claims, key):
    long = replace(claims, name="রহমান" * 24, second_name="عائشہ رحمان" * 10, course_title="Ethics" * 50)

    opened, _ = seal.opened(seal.sealed(long, key), [key.public])

    assert (opened.name, opened.second_name, opened.course_title) == (long.name, long.second_name, "…")


# modules a side, at error level M; a sheet prints them at 0.35 mm and more
@pytest.mark.parametrize(
    ("said", "most"),
    [(ENGLISH, 61), ({}, 65), (URDU, 69), (BANGLA, 73), ({"course_title": "সরকারি " * 43}, 109)],
    ids=str,
)
def test_a_seal_is_small_enough_to_print(claims, key, said, most):
    address = seal.address(BASE_URL, claims.serial, seal.sealed(replace(claims, **said), key))

    code = segno.make(seal.segments(address), error="m", micro=False)

    assert code.symbol_size(border=0)[0] <= most
    assert len(address) <= seal.LONGEST


def test_the_code_says_the_address_and_then_the_seal(claims, key):
    code = seal.sealed(claims, key)

    address = seal.address(BASE_URL, claims.serial, code)

    assert address == f"https://academy.example/verify/7K3M-Q0TX-9WBE-5#{code}"
    assert "".join(seal.segments(address)) == address
    assert seal.found(address) == seal.found(f" {code}\n") == code
    assert seal.segments("https://academy.example/verify/7") == ["https://academy.example/verify/7"]


def test_a_seal_has_one_signature_though_two_would_fit(key, claims):
    text = seal.sealed(claims, key)
    message = b32decode(text + "=" * (-len(text) % 8))
    twin = message[:-32] + (seal._ORDER - int.from_bytes(message[-32:], "big")).to_bytes(32, "big")

    with pytest.raises(Altered):
        seal.opened(b32encode(twin).decode().rstrip("="), [key.public])
