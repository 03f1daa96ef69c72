"""What can be said about a file or a code that somebody shows, by published keys and status lists alone."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from academy.proof import credential, seal, signature
from academy.proof.claims import Claims
from academy.proof.keys import PublicKey
from academy.proof.refusals import Altered, Refusal, Stranger

ATTACHMENT = "credential.json"
MOST_ENCLOSED = 2
ANSWERS = ("valid", "superseded", "revoked", "expired", "altered", "unknown")

Answer = Literal[ANSWERS]
Shown = Literal["serial", "document", "credential", "seal"]
Standing = Callable[[Claims], str]  # valid, superseded or revoked


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`shown` is what was presented, `why` the reason for altered and unknown: unsigned, stranger, altered, detached (a
    credential of ours in a document that is not), unregistered or mismatched (the register knows another content).

    Claims are there whenever the academy's key vouches for them. A `demo` key vouches for nothing.
    """

    answer: Answer
    shown: Shown
    claims: Claims | None = None
    demo: bool = False
    why: str = ""


def of_file(data: bytes, keys: Collection[PublicKey], standing: Standing, today: date) -> Verdict:
    """Of a document, or of a credential, bare or baked into a picture."""
    if is_document(data):
        return of_document(data, keys, standing, today)
    return _judged("credential", lambda: credential.check(bare(data), keys), standing, today)


def of_document(data: bytes, keys: Collection[PublicKey], standing: Standing, today: date) -> Verdict:
    verdict = _judged("document", lambda: opened(data, keys), standing, today)
    if verdict.why in ("unsigned", "stranger") and _carries_ours(data, keys):
        return replace(verdict, answer="altered", why="detached")
    return verdict


def of_seal(text: str, keys: Collection[PublicKey], standing: Standing, today: date) -> Verdict:
    return _judged("seal", lambda: seal.opened(text, keys), standing, today)


def opened(document: bytes, keys: Collection[PublicKey]) -> tuple[Claims, PublicKey]:
    """What the credential in a signed document says, both by the same key."""
    signer = signature.check(document, keys)
    attached = signature.attachment(document, ATTACHMENT)
    if attached is None:
        raise Altered("The document carries no credential")
    claims, key = credential.check(attached, keys)
    if key.id != signer.id:
        raise Altered("The document and the credential in it are signed by different keys")
    return claims, key


def answer(claims: Claims, standing: str, today: date) -> Answer:
    """What became of a certificate: revoked or superseded first, then its last day."""
    if standing != "valid":
        return standing
    return "expired" if claims.valid_until and claims.valid_until < today else "valid"


def is_document(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _judged(shown: Shown, check: Callable, standing: Standing, today: date) -> Verdict:
    try:
        claims, key = check()
    except Altered:
        return Verdict(answer="altered", shown=shown, why="altered")
    except Refusal as refusal:
        return Verdict(answer="unknown", shown=shown, why="stranger" if isinstance(refusal, Stranger) else "unsigned")
    return Verdict(answer=answer(claims, standing(claims), today), shown=shown, claims=claims, demo=key.demo)


def bare(data: bytes) -> bytes:
    """The credential of a file: itself, or what is baked into a picture."""
    if data.startswith(b"\x89PNG"):
        return (credential.unbaked(data) or "").encode()
    return data


def _carries_ours(document: bytes, keys: Collection[PublicKey]) -> bool:
    """Of the first files in it: nobody vouches for them, and looking into one costs time."""
    for enclosed in islice(dict.fromkeys(signature.enclosures(document)), MOST_ENCLOSED):
        with suppress(Refusal):
            return bool(credential.check(enclosed, keys))
    return False
