"""Certificates: issued once when a course is completed, frozen, signed, open to anyone's check."""

import hashlib
from collections.abc import Callable

import sqlalchemy as sa
from flask import abort
from flask_babel import lazy_gettext as _l

from academy import audit, clock, jobs, live, records
from academy.accounts.models import Person
from academy.certificates import designs, facts, holds, notices, publishing, serials
from academy.certificates.facts import Alignment, Award  # features say certificates.Award
from academy.certificates.models import Certificate
from academy.certificates.sheet.fields import Fields
from academy.db import db, once, pause
from academy.printing import raster
from academy.proof import credential
from academy.records import standings
from academy.xapi import outbox

__all__ = ["Alignment", "Award"]

BADGE_WIDTH = 1000

_providers: list[Callable] = []
_also: list[Callable] = []


class AlreadyRevoked(Exception):
    """A certificate is revoked once."""


class NotStanding(Exception):
    """A certificate that was revoked or superseded is not issued again."""


def provide_awards(provide: Callable) -> None:
    """The feature that knows courses gives a function from an enrolment to its Award."""
    _providers[:] = [provide]


def issues_also(issue: Callable) -> None:
    """A feature recognises people, too: it hears of whoever has a name now."""
    _also.append(issue)


def award_of(enrolment) -> Award:
    (provide,) = _providers
    return provide(enrolment)


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
    """The certificate that a person holds for a course, unless it was revoked; a reissue takes the place of another."""
    query = sa.select(Certificate).filter_by(person_id=person.id, course=course, revoked_at=None, superseded_at=None)
    return db.session.scalar(query)


def of_person(person) -> list[Certificate]:
    query = sa.select(Certificate).where(Certificate.person_id == person.id)
    return list(db.session.scalars(query.order_by(Certificate.issued_at.desc(), Certificate.id.desc())))


def of_enrolment(enrolment) -> list[Certificate]:
    """Every certificate that this completion ever had, also those that no longer stand."""
    return list(db.session.scalars(sa.select(Certificate).where(Certificate.enrolment_id == enrolment.id)))


def held_back(person) -> list[tuple[Award, holds.Hold]]:
    """The completed courses of a person whose certificate waits for something, and for what."""
    missing = [each for each in records.completed(person=person) if not standing(person, each.course)]
    held = holds.of_many(missing)
    return [(award_of(each), held[each.id]) for each in missing if each.id in held]


def successor(certificate: Certificate) -> Certificate | None:
    """The one that superseded it."""
    return db.session.scalar(sa.select(Certificate).where(Certificate.supersedes_id == certificate.id))


def listed(words: str = "", status: str = "") -> sa.Select:
    """All certificates, newest first, whose holder's name, course or serial holds the words; of one status if given.

    `questioned` are those that still stand although a review took the pass away: an administrator decides.
    """
    query = sa.select(Certificate).join(Certificate.person).join(Certificate.enrolment)
    query = query.options(sa.orm.contains_eager(Certificate.person), sa.orm.contains_eager(Certificate.enrolment))
    query = query.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    if status:
        query = query.where(_has(status))
    if not words:
        return query
    serial = serials.normalise(words) or words
    fits = Person.name.icontains(words, autoescape=True) | Certificate.course.icontains(words, autoescape=True)
    return query.where(fits | (Certificate.serial == serial))


def is_questioned() -> sa.ColumnElement[bool]:
    """Certificates that stand although a review has taken the pass away."""
    return _stands() & Certificate.enrolment.has(completed_at=None)


def issue(enrolment, award: Award) -> Certificate:
    """Freeze a completed course into a certificate, once; its document is drawn right after this transaction."""
    assert enrolment.completed_at, "only a completed course is certified"
    assert not enrolment.person.anonymous, "a made-up name is never certified"
    certificate, new = once(lambda: standing(enrolment.person, award.course), lambda: _frozen(enrolment, award))
    if new:
        standings.keep(enrolment)
        audit.note("certificate.issued", None, certificate)
        outbox.tell(enrolment)
        _draw_soon(certificate)
    return certificate


def earn(enrolment, award: Award) -> Certificate | None:
    """Issue it, unless its holder has not said their name yet (`issue_held` does it then) or something holds it back
    (`issue_due` does it then)."""
    # who is named just now waits for this enrolment to be let go, or is named already, which may be news to us
    db.session.refresh(enrolment.person, ["anonymous"])
    return None if enrolment.person.anonymous or holds.of(enrolment) else issue(enrolment, award)


def issue_due(enrolment) -> Certificate | None:
    """What held the certificate of a course back is over: issue it, unless the course is not completed, or had its
    certificate since."""
    records.hold(enrolment)
    if not enrolment.completed_at or any(one.issued_at >= enrolment.completed_at for one in of_enrolment(enrolment)):
        return None
    return earn(enrolment, award_of(enrolment))


def issue_held(person) -> list[Certificate]:
    """Somebody who was anonymous has a name now: issue what they earned without one. Nothing while they have none."""
    if person.anonymous:
        return []
    for issue_theirs in _also:
        issue_theirs(person)
    for enrolment in records.enrolments_of(person):
        records.hold(enrolment)
    waiting = [each for each in records.completed(person=person) if not of_enrolment(each)]
    held = holds.of_many(waiting)
    return [issue(each, award_of(each)) for each in waiting if each.id not in held]


def would_print(certificate: Certificate) -> dict[str, tuple]:
    """What a reissue would print otherwise: (printed now, printed then) by name of field."""
    before = Fields.from_json(certificate.fields).to_json()
    now = facts.of_the_person(certificate.person)
    now |= facts.of_the_sheet(facts.content_of(designs.current(certificate.course)), before["language"])
    return {name: (before[name], now[name]) for name in now if before[name] != now[name]}


def reissue(actor, certificate: Certificate, reason: str) -> Certificate:
    """Issue it again with what is right today about its holder and its sheet; the former one is superseded for ever."""
    db.session.refresh(certificate, with_for_update={"of": Certificate})
    if certificate.revoked_at or certificate.superseded_at or certificate.erased_at:
        raise NotStanding(certificate.serial)
    certificate.superseded_at, certificate.superseded_reason = clock.now(), reason
    db.session.flush()
    new = _again(certificate)
    db.session.add(new)
    standings.keep(certificate.enrolment)
    audit.note("certificate.superseded", actor, certificate, reason=reason)
    audit.note("certificate.reissued", actor, new, reason=reason)
    outbox.tell(certificate.enrolment)
    notices.reissued(certificate.person, new)
    _draw_soon(new)
    publishing.publish_soon()
    return new


def revoke(actor, certificate: Certificate, reason: str) -> None:
    """Take a certificate back for a reason; its page says so from now on."""
    db.session.refresh(certificate, with_for_update={"of": Certificate})
    if certificate.revoked_at:
        raise AlreadyRevoked(certificate.serial)
    certificate.revoked_at, certificate.revoked_reason = clock.now(), reason
    db.session.flush()
    audit.note("certificate.revoked", actor, certificate, reason=reason)
    outbox.tell(certificate.enrolment)
    notices.revoked(certificate)
    publishing.publish_soon()


def draw_missing(among: sa.Select | None = None) -> int:
    """Have every document drawn that is not there yet, of all certificates or of some: how many those are."""
    query = sa.select(Certificate) if among is None else among
    undrawn = Certificate.document_digest.is_(None), Certificate.erased_at.is_(None)
    missing = db.session.scalars(query.where(*undrawn)).all()
    for certificate in missing:
        _draw_soon(certificate)
    return len(missing)


def badge(certificate: Certificate) -> bytes:
    """A picture of the document with its credential in it."""
    return credential.bake(raster.picture(certificate.document, BADGE_WIDTH), certificate.credential)


@jobs.does("certificate", words=_l("Draw a certificate"))
def draw(job) -> None:
    """Render the document of a certificate from what is frozen, and sign it, once; raises KeyTrouble without a key."""
    from academy.certificates import drawing  # its PDF library takes seconds to import

    certificate = db.session.get(Certificate, job.payload["certificate"])
    if certificate.ready or certificate.erased_at:
        return
    order = drawing.order_of(certificate)
    with pause():
        drawn = drawing.draw(order)
    db.session.refresh(certificate, with_for_update={"of": Certificate})
    if certificate.erased_at:
        return  # in the meantime
    certificate.key_id, certificate.seal, certificate.credential = drawn.key_id, drawn.seal, drawn.credential
    certificate.document, certificate.document_digest = drawn.document, hashlib.sha256(drawn.document).hexdigest()
    live.publish(live.of_person(certificate.person), "certificate-ready", serial=certificate.serial)


def _draw_soon(certificate: Certificate) -> None:
    jobs.enqueue("certificate", {"certificate": certificate.id}, key=f"certificate/{certificate.id}")


def _frozen(enrolment, award: Award) -> Certificate:
    serial, design = serials.new(), designs.current(award.course)
    fields = facts.printed(enrolment, award, serial, design)
    return Certificate(
        serial=serial,
        person=enrolment.person,
        enrolment=enrolment,
        edition_id=enrolment.edition_id,
        design=design,
        course=award.course,
        fields=fields,
        basis=facts.basis(enrolment, award),
        valid_until=facts.last_day(fields),
    )


def _again(former: Certificate) -> Certificate:
    serial, design = serials.new(), designs.current(former.course)
    fields = facts.printed_again(former.fields, former.person, serial, design)
    return Certificate(
        serial=serial,
        person=former.person,
        enrolment=former.enrolment,
        edition_id=former.edition_id,
        design=design,
        supersedes=former,
        course=former.course,
        fields=fields,
        basis=former.basis,
        valid_until=former.valid_until,
    )


def _stands() -> sa.ColumnElement[bool]:
    return Certificate.revoked_at.is_(None) & Certificate.superseded_at.is_(None)


def _has(status: str) -> sa.ColumnElement[bool]:
    expired = sa.func.coalesce(Certificate.valid_until < clock.today(), False)
    return {
        "questioned": is_questioned(),
        "revoked": Certificate.revoked_at.is_not(None),
        "superseded": Certificate.revoked_at.is_(None) & Certificate.superseded_at.is_not(None),
        "expired": _stands() & expired,
        "valid": _stands() & ~expired,
    }.get(status, sa.true())
