"""From what is frozen to the signed document: seal, credential, sheet and signature, in the order in which each holds
the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app

from academy import clock
from academy.certificates import designs, signing
from academy.certificates.sheet import document
from academy.proof import credential, seal, signature
from academy.proof.claims import Claims
from academy.proof.keys import SigningKey


@dataclass(frozen=True)
class Order:
    """All that drawing needs, so that it needs no database. `fields` is what is printed; `subject` is who the credential
    is for and how it is described, as `credential.issued` takes it."""

    fields: Mapping[str, Any]
    status_index: int
    design: document.Design | None
    subject: Mapping[str, Any]
    base_url: str
    at: datetime
    key: SigningKey


@dataclass(frozen=True)
class Drawn:
    document: bytes
    seal: str
    credential: str
    key_id: str


def order_of(certificate) -> Order:
    """Raises KeyTrouble when nothing can be signed."""
    content = certificate.design and designs.content_of(certificate.design)
    return Order(
        fields=certificate.fields,
        status_index=certificate.id,
        design=content and document.Design(content, designs.images_of(content)),
        subject=_subject(certificate),
        base_url=current_app.config["BASE_URL"].rstrip("/"),
        at=clock.now(),
        key=signing.signing_key(),
    )


def draw(order: Order) -> Drawn:
    """The same order gives the same bytes; raises DocumentError for what cannot be printed."""
    key, claims = order.key, Claims.of(order.fields, order.status_index)
    sealed = seal.sealed(claims, key)
    issued = credential.issued(claims, key, at=order.at, base_url=order.base_url, **order.subject)
    fields = replace(document.Fields.from_json(order.fields), key_id=key.public.id)
    sheet = document.render(fields, order.design, seal=sealed, credential=issued, demo=key.public.demo)
    return Drawn(signature.sign(sheet, key, order.at), sealed, issued, key.public.id)


def _subject(certificate) -> dict[str, Any]:
    fields = certificate.fields
    title, hours = fields["course_title"], fields["hours"]
    return {
        "course": certificate.course,
        "description": (certificate.basis or {}).get("summary") or title,
        "criteria": f"Every activity of “{title}” ({hours:g} learning hours) was completed with a result that passes.",
        "competencies": tuple(fields["competencies"]),
        "alignments": tuple((certificate.basis or {}).get("alignments", ())),
        "email": certificate.person.email,
        "salt": certificate.serial,
        "language": fields["language"],
    }
