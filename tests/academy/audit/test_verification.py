"""Whatever an intruder does to the rows of the log, its verification says where."""

import json

import pytest
import sqlalchemy as sa

from academy import audit, clock
from academy.audit import heads, verification, witnesses
from academy.audit.findings import SENTENCES, sentence
from academy.audit.models import AuditEntry
from academy.audit.verification import Finding
from academy.proof import heads as proof_heads
from academy.proof.keys import generate

FIELDS = {
    "at": "2026-01-01 00:00:00+00:00", "action": "person.created", "actor_id": 4242, "subject_type": "cohort",
    "subject_id": 4242, "reason": "another", "request_id": "another", "values_digest": "0" * 64,
}  # fmt: skip


def test_a_log_that_nobody_touched_is_sound(log):
    log.witness()

    report = log.verify()

    assert report.findings == []
    assert (report.entries, report.erased, report.unsigned) == (log.end, 0, 0)
    assert report.signed == 2  # in the log and in the file
    assert report.newest_number == log.end


def test_an_empty_log_is_sound(session, published):
    found = verification.Verification([])

    assert list(found.portions()) == []
    assert found.report().sound


@pytest.mark.parametrize("portion", [1, 3, 1000])
def test_it_is_walked_in_portions(log, monkeypatch, portion):
    monkeypatch.setattr(verification, "PORTION", portion)
    log.break_in()
    log.sql("UPDATE audit_entry SET reason = 'x' WHERE id = :id", id=log.entry_id(5))

    assert log.found() == [("changed", 5)]


@pytest.mark.parametrize("field", FIELDS)
def test_each_changed_field_is_found(log, field):
    log.break_in()
    log.sql(f"UPDATE audit_entry SET {field} = :value WHERE id = :id", value=FIELDS[field], id=log.entry_id(5))

    assert ("changed", 5) in log.found()


def test_a_field_that_cannot_even_be_read_is_found(log):
    if log.session.connection().dialect.name != "sqlite":
        pytest.skip("only SQLite keeps a time that is none")
    log.break_in()
    log.sql("UPDATE audit_entry SET at = 'yesterday', reason = 'x' WHERE id = :id", id=log.entry_id(5))
    log.sql("UPDATE audit_entry SET reason = 'x' WHERE id = :id", id=log.entry_id(7))

    assert log.found() == [("changed", 5), ("changed", 7)]


def test_changed_values_are_found(log):
    log.break_in()
    log.sql(
        """UPDATE audit_values SET "values" = '{"before": {"name": "Eve"}}' WHERE entry_id = :id""", id=log.entry_id(5)
    )

    assert log.found() == [("values", 5)]


def test_values_of_an_entry_that_had_none_are_found(log):
    audit.note("person.praised", log.actor, log.actor)
    log.session.commit()
    log.break_in()
    log.sql(
        """INSERT INTO audit_values (entry_id, salt, "values") VALUES (:id, 'x', '{"name": "Eve"}')""",
        id=log.entry_id(log.end),
    )

    assert log.found() == [("added", log.end)]


def test_erased_values_are_counted_and_no_fault(log):
    for number in (4, 5):
        audit.erase_values(log.session.get(AuditEntry, log.entry_id(number)))
    log.session.commit()

    report = log.verify()

    assert report.sound
    assert report.erased == 2


def test_an_entry_that_was_deleted_is_found(log):
    log.break_in()
    log.sql("DELETE FROM audit_values WHERE entry_id = :id", id=log.entry_id(5))
    log.sql("DELETE FROM audit_entry WHERE id = :id", id=log.entry_id(5))

    assert log.found() == [("gone", 5)]


def test_an_entry_that_was_deleted_with_its_place_is_found(log):
    log.break_in()
    entry_id = log.entry_id(5)
    log.sql("DELETE FROM audit_chain WHERE number IN (5, 6)")
    log.sql("DELETE FROM audit_values WHERE entry_id = :id", id=entry_id)
    log.sql("DELETE FROM audit_entry WHERE id = :id", id=entry_id)

    assert log.verify().findings[0][:3] == ("missing", 5, 6)


def test_two_entries_that_changed_places_are_found(log):
    log.break_in()
    first, second = log.entry_id(4), log.entry_id(6)
    log.sql("UPDATE audit_chain SET entry_id = -1 WHERE number = 4")
    log.sql("UPDATE audit_chain SET entry_id = :id WHERE number = 6", id=first)
    log.sql("UPDATE audit_chain SET entry_id = :id WHERE number = 4", id=second)

    assert log.found() == [("changed", 4), ("changed", 6)]


def test_an_entry_that_was_slipped_in_is_found(log):
    log.break_in()
    log.sql(
        "INSERT INTO audit_entry (at, action, subject_type, reason, request_id, values_digest)"
        " VALUES ('2026-01-01 00:00:00+00:00', 'person.created', '', '', '', '')"
    )
    slipped = log.session.scalar(sa.text("SELECT max(id) FROM audit_entry"))

    assert log.found() == [("stray", slipped)]


def test_an_entry_that_was_slipped_into_the_chain_is_found(log):
    log.break_in()
    last = log.entry_id(log.end)
    log.sql(
        "INSERT INTO audit_entry (id, at, action, subject_type, reason, request_id, values_digest)"
        " VALUES (:id, '2026-01-01 00:00:00+00:00', 'person.created', '', '', '', '')",
        id=last + 1,
    )
    end = log.end
    log.sql(
        "INSERT INTO audit_chain (number, entry_id, hash) VALUES (:number, :id, :hash)",
        number=end + 1,
        id=last + 1,
        hash="0" * 64,
    )

    assert log.found() == [("changed", end + 1), ("head", end)]


def test_a_tail_that_was_cut_off_is_found_by_the_head(log):
    log.break_in()
    end = log.end
    former = log.head
    log.cut(end - 3)
    log.sql("UPDATE audit_head SET number = :number, hash = :hash", number=former.number, hash=former.hash)

    assert log.found() == [("head", end)]


def test_a_tail_that_was_cut_off_with_the_head_put_back_is_found_by_the_heads_kept(log):
    log.witness()
    log.break_in()
    end = log.end
    log.cut(end - 3)

    assert log.found() == [("cut", end)]
    assert log.verify().findings[0].other == end - 3


def test_a_chain_that_was_rebuilt_is_found_by_the_heads_kept(log):
    log.witness()
    log.break_in()
    log.sql("UPDATE audit_entry SET reason = 'nothing happened' WHERE id = :id", id=log.entry_id(5))
    log.rebuild(5)

    assert log.found() == [("rewritten", log.end)]


@pytest.mark.parametrize("how", ["cut", "rebuilt"])
def test_the_file_knows_when_the_heads_in_the_log_were_deleted(log, how):
    log.witness()
    log.break_in()
    log.sql("DELETE FROM audit_witness")
    end = log.end
    if how == "cut":
        log.cut(5)
    else:
        log.sql("UPDATE audit_entry SET reason = 'nothing happened' WHERE id = :id", id=log.entry_id(5))
        log.rebuild(5)

    assert log.found() == [("cut" if how == "cut" else "rewritten", end)]


@pytest.mark.parametrize("how", ["cut", "rebuilt"])
def test_paper_knows_when_nothing_else_does(log, how, published):
    end, paper = log.end, witnesses.given(str(heads.head()))
    log.break_in()
    if how == "cut":
        log.cut(5)
    else:
        log.sql("UPDATE audit_entry SET reason = 'nothing happened' WHERE id = :id", id=log.entry_id(5))
        log.rebuild(5)

    assert log.found() == []
    assert log.found(paper) == [("cut" if how == "cut" else "rewritten", end)]


def test_a_head_that_another_key_signed_is_found(log):
    log.witness()
    log.break_in()
    log.sql("UPDATE audit_entry SET reason = 'nothing happened' WHERE id = :id", id=log.entry_id(5))
    log.rebuild(5)
    (published := heads.path()).unlink()
    forger = generate("Demonstration Civil Service Academy", "did:web:academy.example", clock.now(), demo=True)
    token = proof_heads.token(*log.head, key=forger, at=clock.now())
    log.sql("UPDATE audit_witness SET hash = :hash, token = :token", hash=log.head.hash, token=token)

    assert [kind for kind, _ in log.found()] == ["forged"]
    assert not published.exists()


def test_a_token_that_says_something_else_than_its_row_is_found(log):
    log.witness()
    log.break_in()
    heads.path().unlink()
    log.sql("UPDATE audit_witness SET number = number - 1")

    assert [kind for kind, _ in log.found()] == ["forged"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"number": "1", "hash": "", "at": "2026-01-01T00:00:00+00:00", "signed": ""}',
        "[" * 3000,
        "\udcff",
    ],
)
def test_a_line_of_the_file_that_is_no_head_is_found(log, line):
    log.witness()
    with heads.path().open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")

    assert log.found() == [("forged", 2)]


def test_an_unsigned_head_counts_for_less(log, monkeypatch):
    monkeypatch.setattr(heads, "_signed", lambda *given: "")
    log.witness()

    report = log.verify()

    assert report.sound
    assert (report.signed, report.unsigned, report.newest_at) == (0, 2, None)


def test_a_log_without_its_head_says_so(log):
    log.break_in()
    log.sql("DELETE FROM audit_head")

    assert log.found() == [("headless", log.end)]


def test_a_head_that_was_changed_is_found(log):
    log.break_in()
    log.sql("UPDATE audit_head SET hash = :hash", hash="0" * 64)

    assert log.found() == [("head_hash", log.end)]


def test_what_is_written_during_the_walk_is_no_fault(log):
    walk = verification.Verification([])
    portions = walk.portions()
    next(portions)
    audit.note("person.praised", log.actor, log.actor)
    log.session.commit()

    assert list(portions) == [log.end]
    assert walk.report().sound


def test_a_thousand_faults_are_counted_and_a_hundred_kept(log, monkeypatch):
    monkeypatch.setattr(verification, "MOST_FINDINGS", 3)
    log.break_in()
    log.sql("UPDATE audit_entry SET reason = 'x'")

    report = log.verify()

    assert len(report.findings) == 3
    assert report.more == report.entries - 3


@pytest.mark.parametrize("kind", SENTENCES)
def test_each_finding_is_said_with_its_number(app, kind):
    with app.test_request_context():
        said = sentence(Finding(kind, 4711, 4713, "2026-11-01T00:00:00+00:00"))

    assert "4711" in said
    assert "%" not in said


@pytest.mark.parametrize("text", ["", "5", "5:abc", f"-1:{'0' * 64}", f"5:{'g' * 64}", f"５:{'0' * 64}"])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match="a head is"):
        witnesses.given(text)


def test_each_line_of_the_file_is_a_head_that_anybody_can_read(log):
    log.witness()

    said = json.loads(heads.path().read_text())

    assert (said["number"], said["hash"]) == tuple(log.head)
    assert set(said) == {"number", "hash", "at", "signed"}
