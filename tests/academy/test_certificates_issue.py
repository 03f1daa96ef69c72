"""Certificates: issued once, frozen, revoked for a reason, and known again byte for byte."""

import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from academy import certificates, clock, jobs, live, records
from academy.accounts import people
from academy.audit.models import AuditEntry
from academy.certificates.models import Certificate
from academy.db import db
from academy.jobs.models import Job
from tests import factories
from tests.rivals import rivals

AWARD = certificates.Award("tiny", "A tiny course", "T-1", 1.5, ("Reads before replying",), "en")


def completed(**details):
    enrolment = factories.enrolment(factories.learner(**details))
    records.start(enrolment, factories.rules())
    records.complete(enrolment, 82.5)
    return enrolment


@pytest.fixture
def certificate(session):
    return certificates.issue(completed(name="Zarnab Noorpuri", second_name="زرناب نورپوری", second_script="ur"), AWARD)


def draw(certificate):
    job_id = db.session.scalar(sa.select(Job.id).where(Job.key == f"certificate/{certificate.id}", Job.finished_at.is_(None)))
    db.session.commit()
    jobs.run(job_id)
    db.session.expire_all()
    return certificate


def test_a_completed_course_is_certified_once(session):
    enrolment = completed()

    first, second = certificates.issue(enrolment, AWARD), certificates.issue(enrolment, AWARD)

    assert first is second
    issued = sa.select(sa.func.count()).where(AuditEntry.action == "certificate.issued", AuditEntry.subject_id == first.id)
    assert session.scalar(issued) == 1


def test_only_a_completed_course_is_certified(session):
    with pytest.raises(AssertionError, match="only a completed course"):
        certificates.issue(factories.enrolment(), AWARD)


def test_two_that_issue_it_at_the_same_moment_issue_one(lasting):
    with lasting.app_context():
        enrolment_id = completed().id
        db.session.commit()

    def issue():
        return certificates.issue(db.session.get(records.Enrolment, enrolment_id), AWARD).serial

    serials = rivals(lasting, issue)

    assert len(serials) == 2
    assert len(set(serials)) == 1
    with lasting.app_context():
        query = sa.select(sa.func.count()).where(Certificate.enrolment_id == enrolment_id)
        assert db.session.scalar(query) == 1


def test_what_is_printed_is_what_was_true_at_the_time(app, session, certificate, monkeypatch):
    before = dict(certificate.fields)
    admin = factories.administrator()

    people.change(admin, certificate.person, name="Somebody Else", second_name="", second_script="")
    monkeypatch.setitem(app.config, "NAME", "Another academy")
    session.expire_all()

    assert certificate.fields == before
    assert certificate.fields["name"] == "Zarnab Noorpuri"
    assert certificate.fields["second_name"] == "زرناب نورپوری"
    assert certificate.fields["completed_on"] == clock.today().isoformat()
    assert certificate.fields["score"] == 82.5
    assert certificate.fields["verify_url"] == f"http://127.0.0.1:8000/verify/{certificate.serial}"


@pytest.mark.parametrize(
    "change",
    [{"fields": {"name": "X"}}, {"serial": "X"}, {"issued_at": clock.now()}, {"document": b"x"}, {"document_digest": "0" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_what_is_issued_is_never_altered(session, certificate, change):
    draw(certificate)

    with pytest.raises(sa.exc.IntegrityError, match="is written once"), session.begin_nested():
        session.execute(sa.update(Certificate).where(Certificate.id == certificate.id).values(**change))


def test_a_certificate_cannot_become_another_persons(session, certificate):
    other = factories.learner()

    with pytest.raises(sa.exc.IntegrityError, match="person_id is written once"), session.begin_nested():
        session.execute(sa.update(Certificate).where(Certificate.id == certificate.id).values(person_id=other.id))


def test_the_document_is_drawn_once_after_the_transaction_and_says_what_is_frozen(session, certificate):
    assert not certificate.ready

    document = draw(certificate).document

    text = " ".join(PdfReader(io.BytesIO(document)).pages[0].extract_text().split())
    assert certificate.serial in text
    assert "Zarnab Noorpuri" in text
    assert "A tiny course" in text
    assert certificates.by_document(document) is certificate
    assert certificates.by_document(document + b" ") is None
    assert [event.kind for event in live.since(live.of_person(certificate.person), 0)] == ["certificate-ready"]


def test_drawing_again_changes_nothing(session, certificate):
    digest = draw(certificate).document_digest
    jobs.enqueue("certificate", {"certificate": certificate.id}, key=f"certificate/{certificate.id}")

    assert draw(certificate).document_digest == digest
    assert session.scalar(sa.select(Job.state).order_by(Job.id.desc()).limit(1)) == "done"


def test_a_revoked_certificate_keeps_its_words_and_says_why(session, certificate):
    certificates.revoke(factories.administrator(), certificate, "Issued by mistake")

    assert certificate.status == "revoked"
    assert certificate.revoked_reason == "Issued by mistake"
    assert certificate.fields["name"] == "Zarnab Noorpuri"
    with pytest.raises(certificates.AlreadyRevoked):
        certificates.revoke(None, certificate, "Again")


def test_no_revocation_is_taken_back(session, certificate):
    certificates.revoke(None, certificate, "Issued by mistake")

    with pytest.raises(sa.exc.IntegrityError, match="revoked_at is written once"), session.begin_nested():
        statement = sa.update(Certificate).where(Certificate.id == certificate.id)
        session.execute(statement.values(revoked_at=None, revoked_reason=""))


def test_no_revocation_goes_without_a_reason(session, certificate):
    with pytest.raises(sa.exc.IntegrityError, match="revoked_for_a_reason"):
        certificates.revoke(None, certificate, "")


def test_after_a_revocation_the_course_can_be_certified_anew(session, certificate):
    certificates.revoke(None, certificate, "Name misspelt")

    again = certificates.issue(certificate.enrolment, AWARD)

    assert again.serial != certificate.serial
    assert certificates.standing(certificate.person, "tiny") is again


def test_a_serial_is_found_as_people_type_it(session, certificate):
    typed = certificate.serial.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert certificates.by_serial(typed) is certificate
    assert certificates.by_serial("not a serial") is None
