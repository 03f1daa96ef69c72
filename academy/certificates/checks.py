"""Checking what somebody shows, against the register: it knows every certificate, and what became of it."""

import json
from collections.abc import Callable
from dataclasses import replace

from academy import audit, certificates, clock
from academy.certificates import signing
from academy.certificates.models import Certificate
from academy.db import apart
from academy.proof import seal, verdict
from academy.proof.claims import Claims
from academy.proof.verdict import Verdict


_others: list[Callable[[bytes], str]] = []
_serials: list[Callable[[str], str]] = []


def answers_also(of_file: Callable[[bytes], str], of_serial: Callable[[str], str]) -> None:
    """A feature signs credentials of its own: what it gives for one of them is the address of the page that answers, and for
    anything else ""."""
    _others.append(of_file)
    _serials.append(of_serial)


def elsewhere(file: bytes = b"", serial: str = "") -> str:
    """The address of the page that answers for what is no certificate, "" where there is none."""
    found = [ask(file) for ask in _others] if file else [ask(serial) for ask in _serials]
    return next(filter(None, found), "")


def by_serial(text: str) -> Verdict:
    """What a person typed from paper."""
    found = certificates.by_serial(text)
    if found is None:
        return Verdict(answer="unknown", shown="serial", why="unregistered")
    return _of_row("serial", found)


def of_file(data: bytes) -> Verdict:
    """An uploaded document, a credential, or a picture with one in it."""
    if verdict.is_document(data) and (found := certificates.by_document(data)):
        return _of_row("document", found)
    found = _registered(verdict.of_file(data, signing.public_keys(), _standing, clock.today()))
    if found.shown == "credential" and found.claims and not _is_ours(data, found.claims.serial):
        return Verdict(answer="altered", shown="credential", why="mismatched")
    return found


def of_seal(text: str) -> Verdict:
    return _registered(verdict.of_seal(text, signing.public_keys(), _standing, clock.today()))


def note(shown: Verdict) -> None:
    """On record, in a transaction of its own: which certificate was asked about, how, and what the answer was."""
    with apart():
        found = certificates.by_serial(shown.claims.serial) if shown.claims else None
        audit.note("certificate.checked", None, found, reason=f"{shown.shown}: {shown.answer}")


def _of_row(shown: str, certificate: Certificate) -> Verdict:
    return Verdict(
        answer=certificate.status, shown=shown, claims=_claims(certificate), demo=_is_demo(certificate.key_id)
    )


def _registered(found: Verdict) -> Verdict:
    """A key's word alone is not enough here: what it vouches for has to be what the register has, to the letter.

    A document that is signed and is not the one on record byte for byte is not what was issued, whoever signed it.
    """
    if found.claims is None:
        return found
    certificate = certificates.by_serial(found.claims.serial)
    if certificate is None:
        return Verdict(answer="unknown", shown=found.shown, why="unregistered")
    ours = _claims(certificate)
    if certificate.erased_at:
        ours = _named_as(ours, found.claims)  # our key vouches for the name, which is not kept here any more
    if found.shown == "seal":
        ours = replace(seal.fitted(ours), issuer=found.claims.issuer)  # a seal says by its key who issues
    if found.shown == "document" or found.claims != ours:
        return Verdict(answer="altered", shown=found.shown, why="mismatched")
    return replace(found, claims=_claims(certificate)) if certificate.erased_at else found


def _named_as(ours: Claims, shown: Claims) -> Claims:
    return replace(ours, name=shown.name, second_name=shown.second_name, second_language=shown.second_language)


def _is_ours(data: bytes, serial: str) -> bool:
    """Whether a credential says all that ours says, and nothing else; wallets may lay it out anew. Of one that was erased
    nothing is left to compare, and its signature alone speaks."""
    certificate = certificates.by_serial(serial)
    if certificate is not None and certificate.erased_at:
        return True
    return certificate is not None and json.loads(verdict.bare(data)) == json.loads(certificate.credential or "null")


def _claims(certificate: Certificate) -> Claims:
    return Claims.of(certificate.fields, certificate.id)


def _standing(claims: Claims) -> str:
    certificate = certificates.by_serial(claims.serial)
    status = certificate.status if certificate else "valid"
    return "valid" if status == "expired" else status  # the claims say themselves until when


def _is_demo(key_id: str | None) -> bool:
    return any(key.id == key_id and key.demo for key in signing.public_keys())
