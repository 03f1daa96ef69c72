"""A head of the audit log, signed: so many entries, and the hash that all of them lead to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from academy.proof import jws
from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Unsigned

KIND = "audit-head+jwt"
LONGEST = 2000  # bytes of a token
HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class SignedHead:
    """What a token says; `demo`: by a key that proves nothing."""

    number: int
    hash: str
    at: datetime
    demo: bool


def token(number: int, hash: str, *, key: SigningKey, at: datetime) -> str:
    return jws.sign({"iss": key.public.did, "iat": int(at.timestamp()), "number": number, "hash": hash}, key, KIND)


def read(token: str, keys: Iterable[PublicKey]) -> SignedHead:
    """Raises Unsigned, Stranger or Altered."""
    said, key = jws.read(token, keys, KIND, "head of an audit log", LONGEST)
    try:
        number, hash, at = said["number"], said["hash"], datetime.fromtimestamp(said["iat"], UTC)
        if type(number) is not int or number < 0 or not HASH.fullmatch(hash):
            raise ValueError("another form")
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        raise Unsigned("The token is signed, but in a form that is not known here.") from None
    return SignedHead(number, hash, at, key.demo)
