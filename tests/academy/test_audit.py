"""The audit log: entries are only ever added; what was personal in them can be erased."""

import pytest
import sqlalchemy as sa

from academy import audit
from academy.audit.models import AuditEntry, AuditValues
from tests import factories


@pytest.mark.parametrize(
    "statement", [sa.update(AuditEntry).values(action="nothing.happened"), sa.delete(AuditEntry)], ids=["update", "delete"]
)
def test_no_entry_is_changed_or_deleted(session, statement):
    entry = audit.note("door.opened", None, None)
    session.flush()

    with pytest.raises(sa.exc.IntegrityError, match="audit_entry is append-only"), session.begin_nested():
        session.execute(statement.where(AuditEntry.id == entry.id))

    assert session.scalar(sa.select(AuditEntry.action).where(AuditEntry.id == entry.id)) == "door.opened"


def test_an_entry_says_who_did_what_to_what_and_why(session):
    actor, person = factories.administrator(), factories.learner()

    entry = audit.note("person.praised", actor, person, reason="Good work")
    session.flush()

    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (actor.id, "person", person.id)
    assert entry.reason == "Good work"
    assert entry.values_digest == ""


def test_an_entry_holds_only_the_digest_of_personal_values(session):
    entry = audit.note("person.named", None, None, name="عائشہ", email="a@example.org")
    session.flush()

    columns = [getattr(entry, column.key) for column in sa.inspect(AuditEntry).column_attrs]
    kept = session.get(AuditValues, entry.id)
    assert "a@example.org" not in map(str, columns)
    assert entry.values_digest == audit.digest(kept.salt, {"email": "a@example.org", "name": "عائشہ"})


def test_the_same_values_have_another_digest_in_each_entry(session):
    entries = [audit.note("person.named", None, None, name="Ada") for _ in range(2)]

    assert entries[0].values_digest != entries[1].values_digest


def test_erased_values_leave_the_entry_with_its_digest(session):
    entry = audit.note("person.named", None, None, name="Ada")
    session.flush()
    digest, entry_id = entry.values_digest, entry.id

    audit.erase_values(entry)
    session.flush()
    session.expire_all()

    assert session.get(AuditValues, entry_id) is None
    assert session.get(AuditEntry, entry_id).values_digest == digest


def test_an_entry_of_a_request_carries_the_id_that_is_in_its_logs(client, session):
    admin, person = factories.administrator(), factories.learner()

    answer = client.sign_in(admin).post(f"/people/{person.id}/link")

    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "password.link_issued"))
    assert entry.request_id == answer.headers["X-Request-ID"]
