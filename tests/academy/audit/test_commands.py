"""`academy audit`: what it prints, and when it says that something is wrong."""

import pytest
import sqlalchemy as sa

from academy.audit import heads
from academy.audit.commands import audit_commands
from academy.audit.models import AuditEntry
from academy.certificates import signing
from academy.certificates.commands import keys
from academy.commands import export
from academy.proof.keyring import Keyring


@pytest.fixture
def academy(app, log):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(audit_commands, words)


def test_a_sound_log_is_said_to_be_sound(academy, log):
    log.witness()

    done = academy("verify")

    assert done.exit_code == 0
    assert f"{log.end} entries, the values of 0 erased; held against 2 signed heads." in done.output
    assert f"goes up to entry {log.end}" in done.output
    assert "stands as it was written" in done.output


def test_a_log_that_nobody_signed_says_what_that_means(academy):
    done = academy("verify")

    assert done.exit_code == 0
    assert "No head was ever signed" in done.output


def test_what_is_wrong_is_said_with_numbers(academy, log):
    log.break_in()
    log.sql("UPDATE audit_entry SET reason = 'x' WHERE id = :id", id=log.entry_id(5))

    done = academy("verify")

    assert done.exit_code == 1
    assert "Entry 5 is not as it was written." in done.output
    assert "stands as it was written" not in done.output


def test_a_head_from_paper_is_believed(academy, log):
    paper, end = academy("head").output.split()[0], log.end
    before = academy("verify", "--head", paper)
    log.break_in()
    log.cut(5)
    after = academy("verify", "--head", paper)

    assert (before.exit_code, after.exit_code) == (0, 1)
    assert f"A head was kept for entry {end}, but the log ends with entry 5: entries were cut off." in after.output


def test_a_copy_of_the_file_is_believed(academy, log, tmp_path):
    assert academy("sign").exit_code == 0
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(heads.path().read_bytes())
    heads.path().unlink()
    log.break_in()
    log.sql("DELETE FROM audit_witness")
    log.cut(5)

    assert academy("verify").exit_code == 0
    assert academy("verify", "--heads", copy).exit_code == 1


def test_what_is_no_head_is_refused(academy):
    done = academy("verify", "--head", "12")

    assert done.exit_code == 2
    assert "a number, a colon and 64 hexadecimal digits" in done.output


def test_the_head_is_printed_with_its_signature(academy, log):
    printed = academy("head").output.split()

    assert printed[0] == f"{log.head.number}:{log.head.hash}"
    assert printed[1].count(".") == 2


def test_new_keys_are_noted(app, session, published, monkeypatch, tmp_path):
    monkeypatch.setitem(app.extensions, "keyring", Keyring(tmp_path / "keys"))
    for word in ("create", "rotate"):
        assert app.test_cli_runner().invoke(keys, [word, "--demo"]).exit_code == 0

    noted = session.execute(sa.select(AuditEntry.action, AuditEntry.reason).order_by(AuditEntry.id)).all()
    newest, first = signing.public_keys()
    assert noted == [("key.created", first.id), ("key.rotated", newest.id)]


def test_an_export_by_the_command_line_is_noted_with_its_filters(app, session, published, tmp_path):
    arguments = ["completions", "--format", "csv", "--course", "tiny", "--out", str(tmp_path / "out.csv")]
    assert app.test_cli_runner().invoke(export, arguments).exit_code == 0

    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "records.exported"))
    assert "course=tiny" in entry.reason
