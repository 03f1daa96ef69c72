"""What there is to tell of certificates in xAPI: that one was issued, issued again, or revoked.

No serial is told: the page of a serial names its holder, and in statements people are numbers. Nor is why one was revoked.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from academy import xapi
from academy.certificates.models import Certificate
from academy.db import db
from academy.records.models import Enrolment
from academy.xapi import Event, Thing


@xapi.adds
def certificates(enrolments: Sequence[Enrolment]) -> dict[int, list[Event]]:
    known = {enrolment.id: enrolment for enrolment in enrolments}
    query = sa.select(Certificate).where(Certificate.enrolment_id.in_(known)).order_by(Certificate.id)
    told: dict[int, list[Event]] = {}
    for certificate in db.session.scalars(query):
        course = xapi.teller().course(known[certificate.enrolment_id])
        told.setdefault(certificate.enrolment_id, []).extend(_of(certificate, course))
    return told


def _of(certificate: Certificate, course: Thing) -> Iterator[Event]:
    key, until = f"certificate/{certificate.id}", certificate.valid_until
    said = {"valid-until": until and until.isoformat(), "reissued": certificate.supersedes_id is not None}
    extensions = {name: value for name, value in said.items() if value}
    yield Event(key, "certified", certificate.issued_at, course, extensions=extensions)
    if certificate.revoked_at:
        yield Event(f"{key}/revoked", "revoked", certificate.revoked_at, course)
