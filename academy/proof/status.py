"""Status lists: which certificates were revoked or superseded, as bits in long lists that anybody may fetch and keep.

Every certificate has a place in them from its issue, its `status_index`; a list holds so many that fetching it does not
tell whose certificate is looked at. Each list is published in two forms:

    credential  a Bitstring Status List (W3C, 1.0) for wallets, signed by the Ed25519 half. 1 bit a place, the highest
                of a byte first: whether it was ended, revoked or superseded
    token       a Token Status List (IETF, draft-ietf-oauth-status-list) as a JWT, signed by the P-256 half, which a
                browser checks by itself. 2 bits a place, the lowest of a byte first: 0 valid, 1 revoked, 3 superseded

Indexes are those of the certificates, everywhere: a list knows which of them are its own and passes over the others.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from jwt.utils import base64url_decode
from openbadgeslib.ob3.ldp import add_data_integrity_proof
from openbadgeslib.ob3.status_list import build_status_list_credential

from academy.proof import jws
from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Unsigned

PLACES = 131_072  # in a list, the least that the W3C's specification allows
LONGEST = 64 * 1024  # bytes of a token; 32 KB of noise, which nothing makes shorter, are 44 KB in base 64
KIND = "statuslist+jwt"

_BITS = 2  # of a place in a token
_STATUS = ("valid", "revoked", None, "superseded")  # by what these bits say; 2 is taken, for suspended
_ADDRESS = re.compile(r".+/status/([1-9][0-9]{0,8})\.(?:json|jwt)")

Status = Literal["valid", "revoked", "superseded"]


@dataclass(frozen=True)
class StatusList:
    """What a token says: the statuses of the certificates whose places are in list `number`, from `at` `until`."""

    number: int
    at: datetime
    until: datetime
    places: bytes = field(repr=False)

    def of(self, index: int) -> Status:
        """Raises LookupError for a certificate whose place is in another list, or says what nobody here writes."""
        number, within = place(index)
        if number != self.number:
            raise LookupError(f"{index} is in list {number}, this is {self.number}")
        byte, rest = divmod(within * _BITS, 8)
        status = _STATUS[self.places[byte] >> rest & 3]
        if status is None:
            raise LookupError(f"{index} has a status that this academy does not give")
        return status


def place(index: int) -> tuple[int, int]:
    """The number of the list, from 1, and the place in it, from 0."""
    return index // PLACES + 1, index % PLACES


def index_of(address: str, within: int) -> int:
    """The other way, from the address of a list; raises ValueError."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 <= within < PLACES:
        raise ValueError(f"{address} has no place {within}")
    return (int(found[1]) - 1) * PLACES + within


def address(base_url: str, number: int, form: Literal["json", "jwt"] = "json") -> str:
    """Where a list is published, as a credential or as a token."""
    return f"{base_url}/status/{number}.{form}"


def credential_list(
    number: int, ended: Iterable[int], *, key: SigningKey, base_url: str, at: datetime, until: datetime
) -> str:
    """The list for wallets. It knows one kind of end: pass the revoked and the superseded."""
    bits = bytearray(PLACES // 8)
    for within in _own(number, ended):
        bits[within // 8] |= 0x80 >> within % 8
    said = build_status_list_credential(
        key.public.did, address(base_url, number), "revocation", (), issued=at, valid_until=until
    )
    # Written again: the library's gzip carries the time of day.
    packed = zlib.compress(bits, level=9, wbits=31)
    said["credentialSubject"]["encodedList"] = "u" + _base64url(packed)
    return json.dumps(add_data_integrity_proof(said, key.ed25519, key.public.method, created=at))


def token(
    number: int,
    revoked: Iterable[int],
    superseded: Iterable[int],
    *,
    key: SigningKey,
    base_url: str,
    at: datetime,
    until: datetime,
) -> str:
    """The list for browsers; a certificate that was superseded and then revoked is revoked."""
    places = bytearray(PLACES * _BITS // 8)
    ends = dict.fromkeys(_own(number, superseded), "superseded") | dict.fromkeys(_own(number, revoked), "revoked")
    for within, status in ends.items():
        byte, rest = divmod(within * _BITS, 8)
        places[byte] |= _STATUS.index(status) << rest
    said = {
        "iss": key.public.did,
        "sub": address(base_url, number, "jwt"),
        "iat": int(at.timestamp()),
        "exp": int(until.timestamp()),
        "ttl": int((until - at).total_seconds()),
        "status_list": {"bits": _BITS, "lst": _base64url(zlib.compress(places, level=9))},
    }
    return jws.sign(said, key, KIND)


def read(token: str, keys: Iterable[PublicKey]) -> StatusList:
    """What a token says; raises Unsigned, Stranger or Altered. Whether it is too old by now is for others to judge."""
    said, _ = jws.read(token, keys, KIND, "status list", LONGEST)
    return _status_list(said)


def _status_list(said: dict[str, Any]) -> StatusList:
    """Of what a key of ours has signed."""
    try:
        packed = base64url_decode(said["status_list"]["lst"])
        if said["status_list"]["bits"] != _BITS:
            raise ValueError("another form")
        number, _ = place(index_of(said["sub"], 0))
        at, until = (datetime.fromtimestamp(said[name], UTC) for name in ("iat", "exp"))
        return StatusList(number, at, until, _unpacked(packed))
    except (LookupError, TypeError, ValueError, OverflowError, OSError, zlib.error):
        raise Unsigned("The token is signed, but in a form that is not known here.") from None


def _unpacked(packed: bytes) -> bytes:
    """As long as all lists are; no more of it is ever made."""
    inflator, size = zlib.decompressobj(), PLACES * _BITS // 8
    places = inflator.decompress(packed, size)
    if len(places) != size or inflator.decompress(inflator.unconsumed_tail, 1) or not inflator.eof:
        raise ValueError("another length")
    return places


def _own(number: int, indexes: Iterable[int]) -> Iterable[int]:
    """The places within a list of those certificates that have one there."""
    return (within for other, within in map(place, indexes) if other == number)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
