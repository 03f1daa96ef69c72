"""What a person is handed: everything that is kept about them, to read and to compute with, and nothing about others."""

import csv
import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from academy import mail
from academy.audit.models import AuditEntry
from academy.db import db
from academy.jobs.models import Job
from academy.privacy import exporting, holdings
from tests import factories
from tests.academy.privacy import filled
from tests.academy.privacy.filled import text_of


def archive(client, job):
    answer = client.get(f"/jobs/{job.id}/result", buffered=True)
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.data))


@pytest.fixture
def handed(office, nasreen, zarnab, work):
    mail.send(zarnab.email, "Your certificate", "It is ready.")
    work("mail", "certificate")
    office.post(f"/privacy/people/{zarnab.id}/export")
    work("export-person")
    return archive(office, db.session.scalars(sa.select(Job).where(Job.kind == "export-person")).one())


def test_an_administrator_has_it_gathered(handed, zarnab):
    moves = json.loads(handed.read("moves.json"))
    person = json.loads(handed.read("person.json"))

    assert moves[0]["reply"] == "Zarnab here: a crew comes on Thursday."
    assert person[0]["email"] == "zarnab@example.org" and "password_hash" not in person[0]
    assert json.loads(handed.read("reviews.json"))[0]["reasons"] == {"clarity": "Look at clarity."}
    assert [entry.subject_id for entry in db.session.query(AuditEntry).filter_by(action="person.exported")] == [
        zarnab.id
    ]


def test_documents_messages_and_a_table_are_in_it(handed):
    certificate = json.loads(handed.read("certificates.json"))[0]

    assert handed.read(certificate["document"]).startswith(b"%PDF")
    assert b"To: zarnab@example.org" in handed.read(
        next(name for name in handed.namelist() if name.startswith("mail/"))
    )
    rows = list(csv.reader(io.StringIO(handed.read("results.csv").decode("utf-8-sig"))))
    assert rows[0][:3] == ["course", "activity", "attempt"] and rows[1][:2] == ["tiny", "scenario/street"]


def test_it_has_a_page_to_read(handed):
    page = handed.read("index.html").decode()

    assert "What is kept about Zarnab Nuri" in page
    assert "What was done and written in scenarios" in page and "a crew comes on Thursday" in page


def test_it_is_about_nobody_else(office, work, zarnab):
    other = factories.learner(name="Bystander", email="bystander@example.org")
    factories.move(factories.run(other), reply="The words of a bystander.")
    office.post(f"/privacy/people/{zarnab.id}/export")
    work("export-person")
    found = archive(office, db.session.scalars(sa.select(Job).where(Job.kind == "export-person")).one())

    assert not [name for name in found.namelist() if b"ystander" in found.read(name)]


def test_everybody_may_ask_for_their_own(client, zarnab, work):
    client.sign_in(zarnab)
    shown = client.get("/privacy/mine")
    assert "What was done and written in scenarios" in shown.text and "Whom to ask" in shown.text

    client.post("/privacy/mine/export")
    work("export-person")
    job = db.session.scalars(sa.select(Job).where(Job.kind == "export-person")).one()

    assert json.loads(archive(client, job).read("person.json"))[0]["name"] == "Zarnab Nuri"
    client.sign_in(factories.learner())
    assert client.get(f"/jobs/{job.id}/result", buffered=True).status_code == 404


def test_every_kind_that_is_exported_comes_with_its_rows(session, work):
    """From a person of whom there is a row in each table."""
    somebody = filled.person(session)
    job = exporting.ask(somebody, somebody)
    work("export-person")
    chunks = sa.text("SELECT content FROM job_chunk WHERE job_id = :job ORDER BY number").bindparams(job=job.id)
    data = b"".join(bytes(content) for content in db.session.scalars(chunks))
    names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())

    due = {f"{each.kind}.json" for each in holdings.all_held() if each.exported and not each.kind.startswith("shared_")}
    assert due - names <= {"messages.json", "draft_versions.json", "practices_begun.json"}
    secrets = {"key_digest", "sealed_secret", "code_digest", "token_digest", "salt"}
    for name in names & {f"{each.kind}.json" for each in holdings.all_held()}:
        assert not secrets & set(json.loads(zipfile.ZipFile(io.BytesIO(data)).read(name))[0]), name


@pytest.mark.parametrize("own", [True, False])
def test_what_is_secret_is_in_no_archive_that_somebody_else_asks_for(session, work, own):
    somebody = filled.person(session)
    secret = {f"{each.kind}.json" for each in holdings.all_held() if each.secret}
    exporting.ask(somebody if own else factories.administrator(), somebody)
    work("export-person")

    chunks = sa.text("SELECT content FROM job_chunk ORDER BY job_id DESC, number")
    data = b"".join(bytes(content) for content in db.session.scalars(chunks))
    names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert "lesson_reflections.json" in secret
    assert secret & names == (secret if own else set())


def test_formulas_in_the_table_are_neutralised(zarnab, office, work):
    from academy import editions, records

    enrolment = records.enrolments_of(zarnab)[0]
    records.record(enrolment, "=1+1", attempt=1, edition=editions.published("course", "tiny"), score=1, passed=False)
    office.post(f"/privacy/people/{zarnab.id}/export")
    work("export-person")
    found = archive(office, db.session.scalars(sa.select(Job).where(Job.kind == "export-person")).one())

    assert "'=1+1" in found.read("results.csv").decode()


def test_their_own_page_tells_what_is_kept_and_for_how_long(client, zarnab):
    shown = text_of(client.sign_in(zarnab).get("/privacy/mine"))

    assert "Replies that were never sent" in shown and "90 days" in shown
