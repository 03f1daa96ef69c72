"""Certificates: issued once when a course is completed, frozen, open to anyone's check."""

import hashlib
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import abort, current_app

from academy import addresses, audit, clock, jobs, live
from academy.accounts.models import Person
from academy.certificates import serials
from academy.certificates.models import Certificate
from academy.db import db, once, pause


@dataclass(frozen=True)
class Award:
    """What a course says about itself on its certificate; `hours` are learning hours."""

    course: str
    title: str
    code: str
    hours: float
    competencies: tuple[str, ...]
    language: str


class AlreadyRevoked(Exception):
    """A certificate is revoked once."""


def certificate_or_404(serial: str) -> Certificate:
    return by_serial(serial) or abort(404)


def by_serial(text: str) -> Certificate | None:
    """The certificate of a serial as a person would type it."""
    serial = serials.normalise(text)
    return serial and db.session.scalar(sa.select(Certificate).where(Certificate.serial == serial))


def by_document(document: bytes) -> Certificate | None:
    """The certificate whose frozen document has exactly these bytes."""
    digest = hashlib.sha256(document).hexdigest()
    return db.session.scalar(sa.select(Certificate).where(Certificate.document_digest == digest))


def standing(person, course: str) -> Certificate | None:
    """The certificate that a person holds for a course, unless it was revoked."""
    query = sa.select(Certificate).filter_by(person_id=person.id, course=course, revoked_at=None)
    return db.session.scalar(query)


def of_person(person) -> list[Certificate]:
    query = sa.select(Certificate).where(Certificate.person_id == person.id)
    return list(db.session.scalars(query.order_by(Certificate.issued_at.desc())))


def listed(words: str = "", questioned: bool = False) -> sa.Select:
    """All certificates, newest first, whose holder's name, course or serial holds the words.

    `questioned` leaves those that still stand although a review took the pass away: an administrator decides.
    """
    query = sa.select(Certificate).join(Certificate.person).join(Certificate.enrolment)
    query = query.options(sa.orm.contains_eager(Certificate.person), sa.orm.contains_eager(Certificate.enrolment))
    query = query.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    if questioned:
        query = query.where(is_questioned())
    if not words:
        return query
    serial = serials.normalise(words) or words
    fits = Person.name.icontains(words, autoescape=True) | Certificate.course.icontains(words, autoescape=True)
    return query.where(fits | (Certificate.serial == serial))


def is_questioned() -> sa.ColumnElement[bool]:
    """Certificates that stand although a review has taken the pass away."""
    return Certificate.revoked_at.is_(None) & Certificate.enrolment.has(completed_at=None)


def issue(enrolment, award: Award) -> Certificate:
    """Freeze a completed course into a certificate, once; its document is drawn right after this transaction."""
    assert enrolment.completed_at, "only a completed course is certified"
    certificate, new = once(lambda: standing(enrolment.person, award.course), lambda: _drafted(enrolment, award))
    if new:
        audit.note("certificate.issued", None, certificate)
        jobs.enqueue("certificate", {"certificate": certificate.id}, key=f"certificate/{certificate.id}")
    return certificate


def revoke(actor, certificate: Certificate, reason: str) -> None:
    """Take a certificate back for a reason; its page says so from now on."""
    if certificate.revoked_at:
        raise AlreadyRevoked(certificate.serial)
    certificate.revoked_at, certificate.revoked_reason = clock.now(), reason
    db.session.flush()
    audit.note("certificate.revoked", actor, certificate, reason=reason)


@jobs.does("certificate")
def draw(job) -> None:
    """Render the document of a certificate from its frozen fields, once."""
    from academy.certificates import document  # its PDF library takes seconds to import

    certificate = db.session.get(Certificate, job.payload["certificate"])
    if certificate.ready:
        return
    fields = document.Fields.from_json(certificate.fields)
    with pause():
        drawn = document.render(fields)
    certificate.document, certificate.document_digest = drawn, hashlib.sha256(drawn).hexdigest()
    live.publish(live.of_person(certificate.person), "certificate-ready", serial=certificate.serial)


def _drafted(enrolment, award: Award) -> Certificate:
    serial = serials.new()
    return Certificate(
        serial=serial,
        person=enrolment.person,
        enrolment=enrolment,
        edition_id=enrolment.edition_id,
        course=award.course,
        fields=_fields(enrolment, award, serial),
    )


def _fields(enrolment, award: Award, serial: str) -> dict:
    """Everything that is printed, as it is today."""
    person, config = enrolment.person, current_app.config
    zone = ZoneInfo(config["TIMEZONE"])
    return {
        **{key: value for key, value in asdict(award).items() if key not in ("course", "title", "code")},
        "competencies": list(award.competencies),
        "course_title": award.title,
        "course_code": award.code,
        "name": person.name,
        "second_name": person.second_name,
        "second_language": person.second_script,
        "service_group": person.service.name if person.service else "",
        "personal_number": person.personal_number,
        "completed_on": enrolment.completed_at.astimezone(zone).date().isoformat(),
        "issued_on": clock.now().astimezone(zone).date().isoformat(),
        "serial": serial,
        "verify_url": addresses.to("verify.certificate", serial=serial),
        "issuer": config["NAME"],
        "programme": config["PROGRAMME"],
        "signatory_name": config["SIGNATORY_NAME"],
        "signatory_office": config["SIGNATORY_OFFICE"],
        "score": enrolment.score,
    }
