"""Certificates: issued once, frozen, revoked for a reason, and known again byte for byte."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from pypdf import PdfReader

from academy import certificates, clock, jobs, live, records
from academy.accounts import people
from academy.audit.models import AuditEntry
from academy.certificates import checks, designs, facts, signing
from academy.certificates.designs.content import Content
from academy.certificates.models import Certificate
from academy.db import db
from academy.jobs.models import Job
from academy.records.models import Result
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

    with pytest.raises(sa.exc.IntegrityError, match="is written once|is emptied by erasures only"), session.begin_nested():
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


def test_what_it_rests_on_is_kept(session, certificate):
    played = {"activity": "scenario/street", "attempt": 1, "score": 80, "passed": True, "evidence": {"graders": ["1"]}}
    street = factories.rules()
    session.add(Result(enrolment=certificate.enrolment, revision=1, edition_id=street.id, **played))
    other = certificates.issue(certificate.enrolment, replace(AWARD, course="other", summary="What it is about."))

    edition = certificate.enrolment.edition
    assert certificate.basis == {"course": edition.digest, "rules": None, "summary": "", "results": []}
    assert other.basis["summary"] == "What it is about."
    assert other.basis["results"] == [played | {"edition": street.digest}]


def test_a_course_that_has_to_be_renewed_gives_a_certificate_with_a_last_day(session, monkeypatch):
    certificate = certificates.issue(completed(), replace(AWARD, valid_months=24))
    last_day = facts.after_months(certificate.completed_on, 24)

    assert certificate.valid_until == last_day
    assert certificate.fields["valid_until"] == last_day.isoformat()
    assert certificate.status == "valid"
    with time_machine.travel(datetime.combine(last_day, time(), UTC) + timedelta(days=2)):
        assert certificate.status == "expired"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 5), 12, date(2027, 12, 5)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_months_end_where_there_is_no_such_day(day, months, later):
    assert facts.after_months(day, months) == later


def test_a_reissue_has_the_name_of_today_and_the_achievement_of_then(session, certificate):
    people.change(factories.administrator(), certificate.person, name="Zarnab Noorpuri Khan")
    foreseen = certificates.would_print(certificate)

    new = certificates.reissue(factories.administrator(), certificate, "Name misspelt")

    assert foreseen == {"name": ("Zarnab Noorpuri", "Zarnab Noorpuri Khan")}
    differs = {name for name in new.fields if new.fields[name] != certificate.fields[name]}
    assert differs == {"name", "serial", "verify_url"}
    assert new.basis == certificate.basis
    assert (certificate.status, new.status) == ("superseded", "valid")
    assert certificates.standing(certificate.person, "tiny") is new
    assert certificates.successor(certificate) is new and new.supersedes is certificate


def test_a_reissue_is_drawn_and_its_former_stays_as_it_was(session, certificate):
    before = draw(certificate).document

    new = draw(certificates.reissue(None, certificate, "Name misspelt"))

    assert certificate.document == before != new.document
    assert certificates.by_document(before) is certificate


def test_what_no_longer_stands_is_not_issued_again(session, certificate):
    new = certificates.reissue(None, certificate, "Name misspelt")
    certificates.revoke(None, new, "Issued by mistake")

    for former in (certificate, new):
        with pytest.raises(certificates.NotStanding):
            certificates.reissue(None, former, "Again")


def test_two_that_reissue_it_at_the_same_moment_reissue_it_once(lasting):
    with lasting.app_context():
        serial = certificates.issue(completed(), replace(AWARD, course="twice")).serial
        db.session.commit()

    def reissue():
        try:
            return certificates.reissue(None, certificates.by_serial(serial), "Name misspelt").serial
        except certificates.NotStanding:
            return None

    made = rivals(lasting, reissue)

    assert made.count(None) == 1 and len(set(made)) == 2


def test_holders_are_told_of_corrections_and_not_by_their_name(session, certificate):
    new = certificates.reissue(None, certificate, "Name misspelt")
    certificates.revoke(None, new, "Issued by mistake")

    again, over = [job.payload for job in session.scalars(sa.select(Job).where(Job.kind == "mail").order_by(Job.id))]
    assert again["to"] == over["to"] == certificate.person.email
    assert new.serial in again["body"] and "Name misspelt" not in again["body"]
    assert "Issued by mistake" in over["body"]
    assert "Zarnab" not in again["body"] + over["body"]


def test_corrections_are_on_record(session, certificate):
    admin = factories.administrator()
    new = certificates.reissue(admin, certificate, "Name misspelt")

    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.actor_id == admin.id)).all()
    assert {(entry.action, entry.subject_id, entry.reason) for entry in entries} == {
        ("certificate.superseded", certificate.id, "Name misspelt"),
        ("certificate.reissued", new.id, "Name misspelt"),
    }


def test_a_certificate_is_never_deleted(session, certificate):
    with pytest.raises(sa.exc.IntegrityError, match="is never deleted"), session.begin_nested():
        session.execute(sa.delete(Certificate).where(Certificate.id == certificate.id))


def test_a_new_design_logo_name_or_course_changes_no_issued_certificate(app, session, certificate, monkeypatch):
    document, fields = draw(certificate).document, dict(certificate.fields)

    designs.create(factories.administrator(), "New", Content(issuer="Renamed", signatories=[{"name": "N", "office": "O"}]), "")
    monkeypatch.setitem(app.config, "SIGNATORY_NAME", "Another")
    people.change(factories.administrator(), certificate.person, name="Somebody Else", second_name="", second_script="")
    session.expire_all()

    assert (certificate.document, certificate.fields) == (document, fields)
    assert checks.of_file(document).answer == "valid"


def test_a_design_says_who_issues_and_signs_in_the_language_of_the_course(session):
    words = {"ur": {"issuer": "نمونہ اکیڈمی"}}
    signatories = [{"name": "First", "office": "Director"}, {"name": "Second", "office": ""}]
    content = Content(issuer="Of the design", signatories=signatories, words=words)
    design = designs.create(factories.administrator(), "Own", content, "")
    designs.make_standard(factories.administrator(), design)

    english = certificates.issue(completed(), AWARD)
    urdu = certificates.issue(completed(), replace(AWARD, language="ur"))

    assert english.fields["signatories"] == [["First", "Director"], ["Second", ""]]
    assert (english.fields["issuer"], urdu.fields["issuer"]) == ("Of the design", "نمونہ اکیڈمی")
    assert english.design.design is design
    assert draw(english).ready


def test_without_a_key_the_document_waits_for_one(lasting, tmp_path):
    with lasting.app_context():
        lasting.extensions.pop("keyring", None)
        kept, lasting.config["KEYS"] = lasting.config["KEYS"], str(tmp_path)
        try:
            waiting = certificates.issue(completed(), replace(AWARD, course="waiting"))
            db.session.commit()
            (job_id,) = db.session.scalars(sa.select(Job.id).where(Job.key == f"certificate/{waiting.id}"))
            jobs.run(job_id)
            assert not waiting.ready and "academy keys create" in db.session.get(Job, job_id).error
            signing.create(demo=True)
            with time_machine.travel(clock.now() + timedelta(minutes=1)):
                assert draw(waiting).ready
        finally:
            lasting.extensions.pop("keyring", None)
            lasting.config["KEYS"] = kept


def test_after_a_revocation_the_course_can_be_certified_anew(session, certificate):
    certificates.revoke(None, certificate, "Name misspelt")

    again = certificates.issue(certificate.enrolment, AWARD)

    assert again.serial != certificate.serial
    assert certificates.standing(certificate.person, "tiny") is again


def test_a_serial_is_found_as_people_type_it(session, certificate):
    typed = certificate.serial.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert certificates.by_serial(typed) is certificate
    assert certificates.by_serial("not a serial") is None
