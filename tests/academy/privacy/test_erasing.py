"""An erasure empties all that is personal, wherever it stands, and leaves what the academy has to answer for."""

import pytest
import sqlalchemy as sa

from academy import audit, clock, mail
from academy.accounts.models import Person
from academy.audit.models import AuditEntry, AuditValues
from academy.certificates.models import Certificate
from academy.db import db
from academy.privacy import erasing, holdings
from academy.privacy.holdings import GONE
from academy.privacy.models import Erasure
from scenarios.models import Grade, Move, Review
from tests import factories
from tests.academy.privacy import filled


@pytest.fixture
def somebody(session):
    return filled.person(session)


def under_way(person=None):
    """Put an erasure on record, which triggers ask for."""
    known = person and db.session.scalar(sa.select(Erasure).where(Erasure.person_id == person.id))
    if known:
        known.finished_at = None
    else:
        db.session.add(Erasure(person_id=person and person.id))
    db.session.flush()


def erase(person):
    under_way(person)
    return erasing.erase(person)


def wordy(table):
    return any(isinstance(getattr(c.type, "impl", c.type), (sa.String, sa.JSON, sa.LargeBinary)) for c in table.c)


def kept():
    """The columns that are kept by every holding of their table that is about the person, as "table.column"."""
    found = set()
    for each in holdings.all_held():
        if each.erases is not GONE:
            found |= {f"{each.table.name}.{name}" for name in each.keeps}
    return found


def test_the_proof_is_no_empty_one(somebody):
    """A row in each table that is held, and the word in each that has a column for words."""
    there = {place.partition(".")[0] for place in filled.told()}
    held = {each.table for each in holdings.all_held()}

    empty = [table.name for table in held if not db.session.scalar(sa.select(sa.func.count()).select_from(table))]
    assert empty == []
    coded = {"sign_in_failure", "live_event", "reminder_message", "reminder", "audit_entry", "job", "sample", "erasure"}
    assert {table.name for table in held if wordy(table)} - there <= coded | {"run_summary"}


def test_no_word_of_theirs_is_left_but_where_it_is_said_to_stay(somebody):
    erase(somebody)

    assert filled.told() <= kept()
    assert filled.told(filled.EMAIL) == set()
    assert filled.told(filled.NUMBER) == set()


def test_a_name_gives_way_to_a_number(somebody):
    erase(somebody)

    assert (somebody.name, somebody.email, somebody.active) == (f"Erased person {somebody.id}", None, False)
    assert somebody.erased_at and not somebody.password_hash


def test_what_it_came_to_stays(somebody):
    grade, review = db.session.scalars(sa.select(Grade)).one(), db.session.scalars(sa.select(Review)).one()
    levels = [each["level"] for each in grade.detail["criteria"].values()]
    given = review.levels
    erase(somebody)

    assert [each["level"] for each in grade.detail["criteria"].values()] == levels
    assert (grade.score, grade.detail["overall"], review.levels) == (1, 1, given)
    assert grade.detail["found"] == [] and set(review.reasons.values()) == {""}


def test_a_certificate_keeps_serial_status_and_digest(somebody):
    certificate = db.session.scalars(sa.select(Certificate)).one()
    before = certificate.serial, certificate.status, certificate.document_digest, certificate.issued_at
    erase(somebody)

    assert (certificate.serial, certificate.status, certificate.document_digest, certificate.issued_at) == before
    assert (certificate.document, certificate.credential, certificate.seal, certificate.basis) == (
        b"",
        None,
        None,
        None,
    )
    assert certificate.fields["name"] == "" and certificate.fields["course_title"] == "Tiny course"


def test_the_values_of_the_log_go_and_its_entries_stay(somebody):
    about = audit.note("person.changed", None, somebody, before={"name": "Before"}, after={"name": "After"})
    failed = audit.note("sign_in.failed", None, None, email=filled.EMAIL)
    looked = audit.note("records.exported", None, None, words=f"{filled.WORD} Khan")
    other = audit.note("person.changed", None, factories.learner(), before={"name": "X"}, after={"name": "Y"})
    db.session.flush()
    ids = [entry.id for entry in (about, failed, looked)]
    erase(somebody)

    assert db.session.scalars(
        sa.select(AuditValues.entry_id).where(AuditValues.entry_id.in_([*ids, other.id]))
    ).all() == [other.id]
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.id.in_(ids))) == 3


def test_others_lose_nothing(somebody):
    other = factories.learner(name="Bystander", email="bystander@example.org")
    run = factories.run(other)
    factories.move(run, reply="The words of a bystander.")
    factories.certificate(other)
    factories.person("instructor", name="Bystander as well")
    before = filled.told("bystander")
    erase(somebody)

    assert filled.told("bystander") == before
    assert other.active and db.session.scalars(sa.select(Move.reply).where(Move.run_id == run.id)).one()


def test_erasing_again_changes_nothing_and_is_no_fault(somebody):
    erase(somebody)
    name, at = somebody.name, somebody.erased_at
    again = erase(somebody)

    assert (somebody.name, filled.told(filled.EMAIL)) == (name, set())
    assert "sessions" not in again and at


def test_messages_in_the_outbox_go(somebody, app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path))
    for number, to in enumerate((filled.EMAIL, "other@example.org")):
        message = mail.messages.Message(to, "Hello", f"Dear {filled.WORD}", str(number), clock.now())
        mail.hand_over(message)
    erase(somebody)

    assert [path.name for path in tmp_path.iterdir()] == ["00000001.eml"]


def test_the_preview_says_what_becomes_of_each_kind(app, somebody):
    with app.test_request_context():
        lines = {line.kind: line._replace(why=str(line.why)) for line in erasing.preview(somebody)}

    assert (
        lines["moves"].fate == "emptied" and lines["sessions"].fate == "deleted" and lines["enrolments"].fate == "kept"
    )
    assert all(line.why for line in lines.values() if line.fate == "kept" and line.kind not in ("audit_values",))


def test_an_erased_person_is_found_by_nobody(somebody):
    erase(somebody)

    assert db.session.scalars(sa.select(Person.id).where(Person.name.contains(filled.WORD))).all() == []
