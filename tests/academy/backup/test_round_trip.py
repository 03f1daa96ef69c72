"""There and back: SQLite, a file, PostgreSQL, a file, SQLite; everything is as it was, and people go on."""

import hashlib

import pytest
import sqlalchemy as sa
import time_machine

from academy import editions, exports, jobs
from academy.accounts import people
from academy.backup import reading, tables
from academy.certificates.models import Certificate
from academy.db import db
from academy.records import register, standings
from academy.studio import drafts
from scenarios.models import Run
from tests import factories
from tests.backups import academy, backed_up, digests
from tests.commands import typed
from tests.conftest import Client
from tests.rows import Filling

OFFICER = "officer@academy.example"


@pytest.mark.slow
def test_an_academy_moves_to_postgresql_and_back(tmp_path, server):
    here, there, back = (tmp_path / f"{name}.backup" for name in ("here", "there", "back"))
    with academy(tmp_path / "sqlite") as first, academy(tmp_path / "postgresql", server) as second:
        with academy(tmp_path / "again") as third:
            lived(first)
            before = exported(first)

            moves = [typed(first, "backup", here), typed(second, "restore", here), typed(second, "backup", there)]
            moves += [typed(third, "restore", there)]
            again = backed_up(third, back)

            assert [done.exit_code for done in moves] == [0, 0, 0, 0], [done.output for done in moves]
            assert exported(second) == before == exported(third)
            after = {name: each for name, each in digests(again).items() if name not in WRITTEN}
            assert after == {name: each for name, each in digests(manifest_of(here)).items() if name not in WRITTEN}
            assert all(count for count, _ in digests(again).values())
            for app in (second, third):
                goes_on(app)


# By the commands themselves: they are in the log, and what is published is written anew.
WRITTEN = {"audit_entry", "audit_chain", "audit_head", "audit_witness", "job"}


def lived(app):
    """The demo, and whatever people did there since; tables that nobody has filled get some rows, too."""
    assert typed(app, "demo").exit_code == 0
    with app.app_context():
        person = people.by_email(OFFICER)
        factories.course("tiny")
        factories.scenario()
        factories.practice()
        certificate = factories.certificate(person)
        judged = factories.run(enrolment=factories.started(slug="practice"))
        factories.move(judged)
        for overall in (2, 3):
            factories.review(factories.finish(judged), overall=overall)
        factories.move(factories.run(person, enrolment=factories.started(person, "practice")))
        drafts.edit(factories.instructor(), editions.published("scenario", "street"))
        job = jobs.enqueue("certificate", {"certificate": certificate.id}, key=f"certificate/{certificate.id}")
        db.session.commit()
        jobs.run(job.id)
        assert db.session.get(Certificate, certificate.id).ready
        assert typed(app, "audit", "sign").exit_code == 0
        fill_the_rest()


def fill_the_rest():
    db.session.remove()
    with db.engine.connect() as connection, connection.begin():
        Filling(connection).fill(2, only_empty=True)
    for _ in standings.rebuild():
        db.session.commit()


def exported(app):
    """The digest of the register in every format, at one moment."""
    with app.app_context(), time_machine.travel("2027-01-31 09:00Z", tick=False):
        made = {
            name: hashlib.sha256(b"".join(each.write(register.rows(), exports.zone()))).hexdigest()
            for name, each in exports.FORMATS.items()
        }
        db.session.remove()
        return made


def manifest_of(path):
    with reading.opened(path) as backup:
        return backup.manifest


def goes_on(app):
    """Certificates verify, the log verifies, the register is what it would be counted anew, and a learner plays on."""
    verified = typed(app, "audit", "verify")
    assert verified.exit_code == 0, verified.output
    with app.app_context():
        kept = standing_rows()
        for _ in standings.rebuild():
            db.session.flush()
        assert standing_rows() == kept
        db.session.rollback()
        certificate = db.session.scalar(sa.select(Certificate).where(Certificate.document.is_not(None)))
        paper = app.config["INSTANCE_PATH"] / "paper.pdf"
        paper.write_bytes(certificate.document)
    verified = typed(app, "certificates", "verify", paper)
    assert verified.output.startswith("valid:"), verified.output
    with app.app_context():
        person = people.by_email(OFFICER)
        run = db.session.scalar(sa.select(Run).where(Run.person_id == person.id, Run.finished_at.is_(None)))
        app.test_client_class = Client
        learner = app.test_client().sign_in(person)
        db.session.commit()
        form = {
            "number": 2,
            "action": "reply",
            "post": "wires",
            "target": "",
            "reply": "A crew looks at the wires today.",
        }
        answer = learner.post(f"/scenarios/runs/{run.id}", data=form)
        assert answer.status_code == 302, answer.text
        db.session.rollback()
        assert db.session.get(Run, run.id).moves[-1].reply == form["reply"]


def standing_rows():
    connection = db.session.connection()
    return list(tables.lines(connection, tables.described(connection)["standing"]))
