"""Backing up and restoring as an administrator types it: keys, heads, erasures, questions, and nothing half done."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from academy import audit, jobs
from academy.accounts.models import Person
from academy.audit import heads
from academy.audit.models import AuditEntry
from academy.backup import reading, tables
from academy.certificates import signing
from academy.db import db
from academy.jobs.models import Job, JobChunk
from academy.privacy import erasures
from tests import factories
from tests.backups import academy, restored
from tests.commands import typed
from tests.servers import ROOT

PASSPHRASE = "a passphrase of the suite"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "academy.backup"


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    return path


def committed(made):
    db.session.commit()
    return made


def names(app):
    with app.app_context():
        return db.session.scalars(sa.select(Person.name).order_by(Person.id)).all()


def test_a_backup_is_for_its_owner_only_and_is_in_the_log(house, file):
    done = typed(house, "backup", file)

    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]
    db.session.rollback()
    assert db.session.scalar(sa.select(AuditEntry.action)) == "backup.made"
    with reading.opened(file) as backup:
        backup.check()
        assert "audit-heads.jsonl" in backup.files()
        assert json.loads(backup.files()["audit-heads.jsonl"])["number"] == 1


def test_what_goes_to_standard_output_is_the_same_file(house, file):
    done = typed(house, "backup", "--to-stdout")
    file.write_bytes(done.stdout_bytes)

    assert "is written" in done.stderr and "is written" not in done.stdout_bytes.decode("latin-1")
    assert typed(house, "restore", "--check", file).exit_code == 0


@pytest.mark.parametrize("words", [(), ("file", "--to-stdout")])
def test_a_file_or_standard_output(house, words):
    assert "Name the file to write, or give --to-stdout." in typed(house, "backup", *words).output


def test_where_nothing_can_be_written(house, tmp_path):
    done = typed(house, "backup", tmp_path / "no" / "such" / "folder")

    assert (done.exit_code, "cannot be written" in done.output) == (1, True)


def test_an_empty_database_has_nothing_to_back_up(other, file):
    done = typed(other, "backup", file)

    assert (done.exit_code, "there is nothing in this database yet" in done.output, file.exists()) == (1, True, False)


def test_files_that_jobs_made_and_open_sessions_stay_out(house, other, file):
    job = jobs.enqueue("publish", {})
    db.session.flush()
    number = job.id
    job.state, job.finished_at, job.result = "done", job.created_at, {"file": "all.zip"}
    db.session.add(JobChunk(job_id=number, claim=1, number=1, content=b"personal"))
    db.session.commit()

    typed(house, "backup", file)
    restored(other, file)

    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if any(table in name for table in tables.LEFT_OUT)]
    with other.app_context():
        there = db.session.get(Job, number)
        assert (there.state, there.result) == ("done", None)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(JobChunk)) == 0


def test_a_database_with_something_in_it_is_replaced_by_a_word_only(house, other, file):
    committed(factories.learner(name="Zarnab Noorpuri"))
    typed(house, "backup", file)
    committed(factories.learner(name="Came later"))

    plain = typed(house, "restore", file)
    wrong = typed(house, "restore", "--replace", file, input="yes\n")
    nobody = typed(house, "restore", "--replace", file)
    between = names(house)
    right = typed(house, "restore", "--replace", file, input="replace\n")

    assert [done.exit_code for done in (plain, wrong, nobody, right)] == [1, 1, 1, 0], right.output
    assert "give --replace" in plain.output
    assert "ACADEMY_DATABASE has 2 people" in wrong.output
    assert (between, names(house)) == (["Zarnab Noorpuri", "Came later"], ["Zarnab Noorpuri"])


def test_tables_of_others_are_never_dropped(house, other, file):
    typed(house, "backup", file)
    with other.app_context():
        db.session.execute(sa.text("CREATE TABLE payroll (id INTEGER)"))
        db.session.commit()

    done = typed(other, "restore", "--replace", file, input="replace\n")

    assert "tables that are not the academy's: payroll" in done.output
    with other.app_context():
        assert sa.inspect(db.engine).get_table_names() == ["payroll"]


def test_a_restore_is_in_the_log_which_verifies(house, other, file):
    typed(house, "audit", "sign")
    typed(house, "backup", file)

    done = typed(other, "restore", file)

    assert done.exit_code == 0, done.output
    assert "The signed heads of the audit log were put back." in done.output
    assert "public keys were put back" in done.output
    with other.app_context():
        actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-1] == "backup.restored"
    assert "held against" in typed(other, "audit", "verify").output
    assert typed(other, "audit", "verify").exit_code == 0


def test_an_older_backup_in_its_place_is_said_to_cut_the_log_off(house, file):
    typed(house, "backup", file)
    audit.note("cohort.read", None, None)
    db.session.commit()
    typed(house, "audit", "sign")
    db.session.remove()

    done = typed(house, "restore", "--replace", file, input="replace\n")

    assert done.exit_code == 1
    assert "entries were cut off" in done.output
    assert "The academy is restored." in done.output
    heads.path().rename(heads.path().with_suffix(".before"))
    assert typed(house, "audit", "sign").exit_code == typed(house, "audit", "verify").exit_code == 0


def test_keys_of_the_academy_go_along_public_without_a_question(house, other, file):
    former = {key.id for key in signing.public_keys()}
    signing.rotate(demo=True)
    former |= {key.id for key in signing.public_keys()}
    typed(house, "backup", file)

    typed(other, "restore", file)

    assert b"PRIVATE" not in b"".join(zipfile.ZipFile(file).read(name) for name in zipfile.ZipFile(file).namelist())
    with other.app_context():
        keys = {key.id: key for key in signing.public_keys()}
        own = signing.signing_key().public.id
        assert set(keys) == former | {own}
        assert all(keys[each].retired_at for each in former)


def test_secrets_go_along_sealed(house, tmp_path, file, passphrase):
    key = signing.signing_key().public
    made = typed(house, "backup", "--with-keys", "--passphrase-file", passphrase, file)
    (tmp_path / "wrong").write_text("another passphrase\n")

    with academy(tmp_path / "other") as other:
        for path in other.config["INSTANCE_PATH"].glob("keys/*/*"):
            path.unlink()
        wrong = typed(other, "restore", "--with-keys", "--passphrase-file", tmp_path / "wrong", file)
        right = typed(other, "restore", "--with-keys", file, input=f"{PASSPHRASE}\n")

        assert [done.exit_code for done in (made, wrong, right)] == [0, 1, 0], right.output
        assert "this is not the passphrase" in wrong.output
        with other.app_context():
            other.extensions.pop("keyring", None)
            assert signing.signing_key().public.id == key.id
        private = other.config["INSTANCE_PATH"] / "keys" / key.id / "private.pem"
        assert private.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        assert b"PRIVATE" not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_short_passphrase_is_refused(house, file):
    done = typed(house, "backup", "--with-keys", file, input="short\nshort\n")

    assert (done.exit_code, "12 characters at least" in done.output, file.exists()) == (1, True, False)


def test_a_backup_without_keys_has_none_to_put_back(house, other, file):
    typed(house, "backup", file)

    assert "this backup was made without keys" in typed(other, "restore", "--with-keys", file, input="x\n").output


def test_whoever_was_erased_since_is_erased_again(house, other, file):
    gone = factories.learner(name="To be forgotten").id
    committed(factories.learner(name="Stays"))
    typed(house, "backup", file)
    erase(gone)
    elsewhere = other.config["INSTANCE_PATH"] / erasures.FILE
    elsewhere.write_bytes(erasures.path().read_bytes())
    db.session.remove()

    here = typed(house, "restore", "--replace", file, input="replace\n")
    there = typed(other, "restore", file)

    for app, done in ((house, here), (other, there)):
        assert "1 people who had been erased were erased again." in done.output
        assert "To be forgotten" not in names(app) and "Stays" in names(app)
    assert typed(other, "audit", "verify").exit_code == 0


def erase(number):
    job = erasures.ask(factories.administrator(), db.session.get(Person, number), "They asked for it.")
    db.session.commit()
    jobs.run(job.id)
    assert db.session.get(Person, number).erased_at


def test_a_database_of_an_earlier_schema_is_backed_up_and_comes_back_as_today(house, other, file):
    downgrade(revision="0015")

    made = typed(house, "backup", file)
    done = typed(other, "restore", file)

    assert (made.exit_code, done.exit_code) == (0, 0), made.output + done.output
    with other.app_context():
        assert set(sa.inspect(db.engine).get_table_names()) == {*db.metadata.tables, "alembic_version"}
    upgrade()


def test_new_rows_get_numbers_behind_those_that_came(app, tmp_path, file):
    """On the suite's own kind of database."""
    from tests.conftest import beside

    with academy(tmp_path / "house") as house:
        with house.app_context():
            upgrade()
            last = [factories.learner().id for _ in range(3)][-1]
            db.session.commit()
            typed(house, "backup", file)
    with beside(app, tmp_path) as made:
        restored(made, file)
        with made.app_context():
            assert committed(factories.learner(email="next@example.org")).id == last + 1


@pytest.mark.slow
def test_whoever_is_killed_while_writing_leaves_no_half_file(house, file):
    rows = [{"email": f"p{number}@example.org", "name": "A", "role": "learner"} for number in range(30_000)]
    db.session.execute(sa.insert(Person), rows)
    db.session.commit()
    before = b"the backup of yesterday"
    file.write_bytes(before)
    command = [sys.executable, "-m", "academy.cli", "backup", str(file)]
    own = {
        "ACADEMY_DATABASE": house.config["SQLALCHEMY_DATABASE_URI"],
        "ACADEMY_INSTANCE": str(house.config["INSTANCE_PATH"]),
    }
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | own)
    while not list(file.parent.glob(f".{file.name}.*")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert file.read_bytes() == before
    assert typed(house, "backup", file).exit_code == 0
    assert typed(house, "restore", "--check", file).exit_code == 0
