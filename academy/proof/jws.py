"""What the P-256 half signs for programs: JSON as a compact JWS (RFC 7515, ES256) with the key's id in its header."""

import json
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from jwt import PyJWS, PyJWTError
from jwt.algorithms import ECAlgorithm
from jwt.utils import der_to_raw_signature

from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Altered, Stranger, Unsigned


def sign(said: dict[str, Any], key: SigningKey, kind: str) -> str:
    """`kind` stands in the header as its type, so that nothing signed for one purpose serves another."""
    return _jws.encode(json.dumps(said).encode(), key.p256, "ES256", headers={"typ": kind, "kid": key.public.id})


def read(
    token: str, keys: Iterable[PublicKey], kind: str, called: str, longest: int
) -> tuple[dict[str, Any], PublicKey]:
    """What was signed, and by which of these keys; raises Unsigned, Stranger or Altered, whose messages call it so."""
    header = _header(token) if len(token) <= longest and token.count(".") == 2 else {}
    if header.get("typ") != kind:
        raise Unsigned(f"This is not a {called}.")
    key = next((key for key in keys if key.id == header.get("kid")), None)
    if key is None:
        raise Stranger(f"The {called} is signed by no key of this academy.")
    try:
        return json.loads(_jws.decode(token, key.p256, algorithms=["ES256"])), key
    except (PyJWTError, ValueError, RecursionError):
        raise Altered(f"The {called} is not as the academy signed it.") from None


def _header(token: str) -> dict[str, Any]:
    try:
        return _jws.get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError):
        return {}


class _Deterministic(ECAlgorithm):
    """ES256 whose signature follows from key and message (RFC 6979): what has not changed is published unchanged."""

    def sign(self, msg: bytes, key: EllipticCurvePrivateKey) -> bytes:
        return der_to_raw_signature(key.sign(msg, ECDSA(SHA256(), deterministic_signing=True)), key.curve)


_jws = PyJWS(algorithms=["ES256"])
_jws.unregister_algorithm("ES256")
_jws.register_algorithm("ES256", _Deterministic(ECAlgorithm.SHA256, SECP256R1))
