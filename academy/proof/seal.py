"""Seals: what a QR code holds so that a phone can check a sheet of paper with nothing but the academy's public keys.

A seal is a COSE_Sign1 message (RFC 9052, tag 18) in base 32 without padding, in capitals: QR codes hold those in few
dots. Its protected header names the algorithm, ES256, and the key, by the 4 bytes of its id; it has no other header. It
signs a CBOR map in canonical form (RFC 8949, § 4.2.1) with these numbers as keys:

     0  version, 1                        6  completed_on, in days since 1970
     1  serial                            7  issued_on, in days since 1970
     2  status_index                      8  course_code    }
     3  name                              9  second_name    } left out
     4  course_title                     10  second_language} when empty
     5  hours, an integer when whole     11  valid_until    }, in days since 1970

Who issued it is said by the key. The checking page reads the same format in academy/static/js/seal.mjs.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from academy.proof.claims import Claims
from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Altered, Stranger, Unsigned

VERSION = 1
LARGEST = 620  # bytes of claims; signed they are 700, about what a code of 4 cm can hold in print
LONGEST = 4000  # characters of a text that may be a seal

_FORM = {
    1: ("serial", str),
    2: ("status_index", int),
    3: ("name", str),
    4: ("course_title", str),
    5: ("hours", float),
    6: ("completed_on", date),
    7: ("issued_on", date),
    8: ("course_code", str),
    9: ("second_name", str),
    10: ("second_language", str),
    11: ("valid_until", date),
}
_EPOCH = date(1970, 1, 1)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256: s and this less s are twins
_SIGN1, _ALGORITHM, _KEY, _ES256 = 18, 1, 4, -7  # COSE's numbers
_BEFORE, _SIGNATURE = 13, 64  # bytes: all that comes before the payload, and the signature by itself
_ALPHABET = re.compile(r"[A-Z2-7]+")


def sealed(claims: Claims, key: SigningKey) -> str:
    """The seal of these claims, the same for the same key; it says them as `fitted` does."""
    kid, payload = bytes.fromhex(key.public.id), _payload(fitted(claims))
    signature = key.p256.sign(_signed(kid, payload), ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(signature)
    s = min(s, _ORDER - s)
    return _text(_message(kid, payload, r.to_bytes(32, "big") + s.to_bytes(32, "big")))


def opened(text: str, keys: Iterable[PublicKey]) -> tuple[Claims, PublicKey]:
    """What a seal says and the key that signed it; raises Unsigned, Stranger or Altered.

    Each seal has one spelling: no other capitals, spaces, or way to write its CBOR.
    """
    kid, payload, signature = _parts(text)
    key = next((key for key in keys if bytes.fromhex(key.id) == kid), None)
    if key is None:
        raise Stranger(f"Key {kid.hex()} signed the code. It is no key of this academy.")
    if not _verified(key, _signed(kid, payload), signature):
        raise Altered("The code is not as the academy signed it.")
    return _claims(payload, key), key


def fitted(claims: Claims) -> Claims:
    """The claims as their seal says them: a course title that makes it too large ends early, with "…"."""
    excess = len(_payload(claims)) - LARGEST
    if excess <= 0:
        return claims
    title = claims.course_title.encode()
    start = title[: max(len(title) - excess - len("…".encode()), 0)].decode(errors="ignore")
    return replace(claims, course_title=f"{(start.rpartition(' ')[0] or start).rstrip()}…")


def address(base_url: str, serial: str, seal: str) -> str:
    """What the QR code says. The seal comes after "#", so no server is sent it, and no log keeps it."""
    return f"{base_url}/verify/{serial}#{seal}"


def segments(address: str) -> list[str]:
    """For `segno.make(…, error="m", micro=False)`: it finds the smallest mode of each part, bytes and capitals."""
    page, mark, seal = address.partition("#")
    return [page + mark, seal] if seal else [page]


def found(text: str) -> str:
    """The seal in what a reader of QR codes gives: the whole address, or the seal by itself."""
    return text.rpartition("#")[2].strip()


def _payload(claims: Claims) -> bytes:
    values = {number: getattr(claims, field) for number, (field, _) in _FORM.items()}
    said = {number: _number(value) for number, value in values.items() if value not in ("", None)}
    return cbor2.dumps({0: VERSION} | said, canonical=True)


def _number(value: Any) -> Any:
    """Days and whole hours as integers, all else as it is."""
    if isinstance(value, date):
        return (value - _EPOCH).days
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _signed(kid: bytes, payload: bytes) -> bytes:
    """What is signed of a message: its Sig_structure (RFC 9052, § 4.4)."""
    return cbor2.dumps(["Signature1", _protected(kid), b"", payload], canonical=True)


def _protected(kid: bytes) -> bytes:
    return cbor2.dumps({_ALGORITHM: _ES256, _KEY: kid}, canonical=True)


def _message(kid: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(_SIGN1, [_protected(kid), {}, payload, signature]), canonical=True)


def _text(message: bytes) -> str:
    return base64.b32encode(message).decode().rstrip("=")


def _parts(text: str) -> tuple[bytes, bytes, bytes]:
    """Key, payload and signature. They lie at places that follow from the length, and what is around them is the same
    in all seals: putting it together again shows whether this is one, and no decoder reads what nobody has signed."""
    if len(text) > LONGEST or not _ALPHABET.fullmatch(text):
        raise Unsigned("This is not the code of a certificate.")
    try:
        message = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raise Unsigned("The code is incomplete.") from None
    end = len(message) - _SIGNATURE - 2  # the signature has a head of 2 bytes, the payload one of 2 or 3
    kid = message[_BEFORE - 5 : _BEFORE - 1]
    payload = message[_BEFORE + (2 if end - _BEFORE < 256 + 2 else 3) : max(end, 0)]
    parts = kid, payload, message[end + 2 :]
    if _text(_message(*parts)) != text:
        raise Unsigned("This is not the code of a certificate, or not all of it.")
    return parts


def _verified(key: PublicKey, signed: bytes, signature: bytes) -> bool:
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    if s > _ORDER // 2:
        return False
    try:
        key.p256.verify(encode_dss_signature(r, s), signed, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _claims(payload: bytes, key: PublicKey) -> Claims:
    """What a key of ours has signed, taken only in the form in which `sealed` writes it."""
    try:
        said = dict(cbor2.loads(payload))
        version = said.pop(0)
        fields = {_FORM[number][0]: _value(number, value) for number, value in said.items()}
        claims = Claims(issuer=key.issuer, **fields)
    except (cbor2.CBORDecodeError, LookupError, TypeError, ValueError, OverflowError):
        raise Unsigned("The code is signed, but in a form that is not known here.") from None
    if version != VERSION or _payload(claims) != payload:
        raise Unsigned("The code is signed, but in a form that is not known here.")
    return claims


def _value(number: int, value: Any) -> Any:
    kind = _FORM[number][1]
    if kind is date and type(value) is int:
        return _EPOCH + timedelta(days=value)
    if type(value) is kind and value == value or kind is float and type(value) is int:
        return value
    raise TypeError(number)
