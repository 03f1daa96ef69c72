"""The chain: every entry that is committed has the next number, whatever else happens in its transaction or beside it."""

import hashlib
from datetime import datetime

import pytest
import sqlalchemy as sa

from academy import audit
from academy.audit.chain import START, hash_of
from academy.audit.models import AuditChain, AuditEntry, AuditHead
from academy.audit.verification import Verification
from academy.db import apart, begin_writing, db, pause
from tests import factories
from tests.rivals import at_once, rivals

CANONICAL = (
    '{"action":"person.changed","actor":7,"at":"2026-11-23T01:00:00.123456+00:00","number":1,"previous":"'
    + "0" * 64
    + '",'
    r'"reason":"wegen Umzugs – \u0007\t\"\\","request":"abc","subject":8,"subject_type":"person","values":"'
    + "d" * 64
    + '"}'
)


def chained(session):
    """The actions in the order of the chain, after a look at whether it holds."""
    walk = Verification([])
    list(walk.portions())
    assert walk.report().findings == []
    query = (
        sa.select(AuditEntry.action).join(AuditChain, AuditChain.entry_id == AuditEntry.id).order_by(AuditChain.number)
    )
    return list(session.scalars(query))


def test_an_entry_is_chained_by_its_commit_and_not_before(session):
    audit.note("door.opened", None, None)
    session.flush()
    before = session.scalar(sa.select(sa.func.count()).select_from(AuditChain))
    session.commit()

    assert before == 0
    assert chained(session) == ["door.opened"]


def test_the_hash_is_that_of_the_entry_and_of_the_one_before(session):
    for action in ("door.opened", "door.closed"):
        audit.note(action, None, None, reason="عائشہ was there", name="Ada")
    session.commit()

    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    first = hash_of(START, 1, entries[0])
    second = hash_of(first, 2, entries[1])
    assert session.scalars(sa.select(AuditChain.hash).order_by(AuditChain.number)).all() == [first, second]
    assert session.execute(sa.select(AuditHead.number, AuditHead.hash)).one() == (2, second)


def test_a_hash_is_the_same_for_ever(session):
    """What was chained by any version has to verify in every later one."""
    entry = AuditEntry(
        at=datetime.fromisoformat("2026-11-23T06:00:00.123456+05:00"), action="person.changed", actor_id=7, subject_type="person",
        subject_id=8, reason="wegen Umzugs – \u0007\t\"\\", request_id="abc", values_digest="d" * 64,
    )  # fmt: skip

    assert hash_of(START, 1, entry) == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_what_a_savepoint_took_back_is_not_chained(session):
    audit.note("door.opened", None, None)
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        audit.note("window.opened", None, None)
        session.flush()
        raise ZeroDivisionError
    with session.begin_nested():
        audit.note("door.closed", None, None)
    session.commit()

    assert chained(session) == ["door.opened", "door.closed"]


def test_what_was_rolled_back_leaves_no_gap(session):
    audit.note("door.opened", None, None)
    session.commit()
    audit.note("window.opened", None, None)
    session.flush()
    session.rollback()
    audit.note("door.closed", None, None)
    session.commit()

    assert chained(session) == ["door.opened", "door.closed"]


def test_many_entries_of_one_transaction_are_chained_in_their_order(session):
    actions = [f"step.{number}" for number in range(1100)]
    for action in actions:
        audit.note(action, None, None)
    session.commit()

    assert chained(session) == actions


def test_a_commit_without_entries_leaves_the_head_alone(session, query_log):
    factories.learner()
    session.commit()
    query_log.clear()
    session.commit()

    assert not [statement for statement in query_log if "audit" in statement]


def test_an_entry_costs_a_handful_of_statements(session, query_log):
    audit.note("door.opened", None, None)
    session.flush()
    query_log.clear()
    session.commit()

    assert len([statement for statement in query_log if "audit" in statement]) == 4  # read, lock, chain, move the head


@pytest.mark.parametrize("statement", ["number = number - 1", "number = number", "hash = 'x'"])
def test_the_head_goes_forwards_only(session, statement):
    audit.note("door.opened", None, None)
    session.commit()

    with pytest.raises(sa.exc.IntegrityError, match="only grows"), session.begin_nested():
        session.execute(sa.text(f"UPDATE audit_head SET {statement}"))


def test_kept_values_are_never_changed(session):
    audit.note("person.named", None, None, name="Ada")
    session.commit()

    with pytest.raises(sa.exc.IntegrityError, match="audit_values is never changed"), session.begin_nested():
        session.execute(sa.text("UPDATE audit_values SET salt = 'x'"))


def test_of_two_that_commit_at_the_same_moment_the_later_follows_the_earlier(lasting):
    def note():
        db.session.add(AuditEntry(action="rival"))
        db.session.flush()

    with lasting.app_context():
        former = chained(db.session)
        db.session.rollback()
    at_once(*[lambda: committed(lasting, note)] * 8)

    with lasting.app_context():
        assert chained(db.session) == former + ["rival"] * 8


def committed(app, note):
    with app.app_context():
        begin_writing()
        note()
        db.session.commit()


def test_apart_and_pause_chain_what_they_commit(lasting):
    with lasting.app_context():
        former = chained(db.session)
        begin_writing()
        audit.note("lost", None, None)
        with apart():
            audit.note("apart", None, None)
        begin_writing()
        audit.note("before", None, None)
        with pause():
            pass
        audit.note("after", None, None)
        db.session.commit()

        assert chained(db.session) == former + ["apart", "before", "after"]


def test_whoever_waits_for_a_row_holds_no_lock_on_the_head(lasting):
    """Two transactions that change rows in opposite order can only wait for each other if they lock the head too early."""
    with lasting.app_context():
        actor = factories.administrator()
        db.session.commit()
        actor_id = actor.id

    def change():
        audit.note("person.changed", None, None)
        db.session.flush()
        db.session.execute(sa.text("UPDATE person SET name = 'Ada' WHERE id = :id"), {"id": actor_id})

    rivals(lasting, change)
    with lasting.app_context():
        assert chained(db.session)[-2:] == ["person.changed"] * 2
