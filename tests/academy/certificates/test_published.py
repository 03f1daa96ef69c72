"""What is handed out to checkers, and when it is written anew."""

import json

import pytest
import sqlalchemy as sa

from academy import jobs
from academy.certificates import publishing, signing
from academy.jobs.models import Job
from academy.proof import did, status


@pytest.fixture
def published(session):
    publishing.publish()
    return publishing.folder()


@pytest.mark.parametrize(
    ("address", "mimetype"),
    [
        ("/.well-known/did.json", "application/did+json"),
        ("/did.json", "application/did+json"),
        ("/keys.json", "application/jwk-set+json"),
        ("/status/1.json", "application/vc+ld+json"),
        ("/status/1.jwt", "application/statuslist+jwt"),
        ("/verify/offline", "text/html"),
    ],
)
def test_everything_that_checkers_need_is_handed_out_to_anybody(client, published, address, mimetype):
    answer = client.get(address)

    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert b"PRIVATE" not in answer.data


def test_the_addresses_are_those_that_the_files_name(client, published):
    (key,) = signing.public_keys()

    assert client.get("/.well-known/did.json").json == did.document([key])
    assert status.read(client.get("/status/1.jwt").text, [key]).number == 1
    assert json.loads(client.get("/status/1.json").text)["id"] == "http://127.0.0.1:8000/status/1.json"
    assert client.get(f"/keys/{key.id}.pem").data == key.pem


def test_a_folder_beside_where_the_server_was_started_is_found(app, client, session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(app.config, "PUBLISHED", "published")
    publishing.publish()

    assert client.get("/keys.json").status_code == 200


@pytest.mark.parametrize("address", ["/status/2.jwt", "/keys/00000000.pem", "/keys/..%2fkeys.pem", "/status/-1.jwt"])
def test_nothing_else_is(client, published, address):
    assert client.get(address).status_code == 404


def test_the_page_that_checks_offline_runs_only_what_is_in_it(client, published):
    page = client.get("/verify/offline")

    assert page.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert "default-src 'none'; script-src 'sha256-" in page.text.replace("&#39;", "'")
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_what_becomes_of_certificates_is_published_by_a_job_of_the_same_transaction(drawn, revoke, session):
    revoke(drawn)
    job = session.scalar(sa.select(Job).where(Job.kind == "publish", Job.finished_at.is_(None)))
    session.commit()
    jobs.run(job.id)

    (list_,) = [status.read((publishing.folder() / "status" / "1.jwt").read_text(), signing.public_keys())]
    assert list_.of(drawn.id) == "revoked"


def test_a_change_while_lists_are_written_is_published_after_them(drawn, others, revoke, session):
    """The job that runs may have read the register before."""
    revoke(drawn)
    running = session.scalar(sa.select(Job).where(Job.kind == "publish", Job.finished_at.is_(None)))
    running.state = "running"
    session.flush()

    revoke(others)

    waiting = session.scalars(sa.select(Job.state).where(Job.kind == "publish", Job.finished_at.is_(None))).all()
    assert sorted(waiting) == ["running", "waiting"]


def test_lists_are_written_anew_every_day(session):
    jobs.enqueue_daily()
    jobs.enqueue_daily()

    waiting = session.scalars(sa.select(Job.kind).where(Job.kind == "publish", Job.finished_at.is_(None))).all()
    assert waiting == ["publish"]
