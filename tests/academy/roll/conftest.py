"""An office with service groups and an administrator, who brings files."""

import io

import pytest

from academy import jobs
from academy.accounts import service_groups
from academy.db import db
from academy.jobs.models import Job
from tests import factories


@pytest.fixture(autouse=True)
def _one_connection(request, monkeypatch):
    """A test that is rolled back has one connection only, so nothing can be told beside its transaction."""
    if "lasting" not in request.fixturenames:
        monkeypatch.setattr(jobs, "report", lambda job, done, total: None)


@pytest.fixture
def nasreen(session):
    service_groups.add_missing()
    return factories.administrator(name="Nasreen Akhtar", email="nasreen@example.org")


@pytest.fixture
def office(client, nasreen):
    """The browser of an administrator."""
    return client.sign_in(nasreen)


@pytest.fixture
def send(office):
    """Sends a file: its text or bytes."""

    def sent(data, name="people.csv"):
        data = data.encode() if isinstance(data, str) else data
        return office.post(
            "/people/import/", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
        )

    return sent


@pytest.fixture
def kept(send):
    """Sends a file that can be read: the address of its page."""

    def sent(data, name="people.csv"):
        answer = send(data, name)
        assert answer.status_code == 302, answer.text
        return answer.location

    return sent


@pytest.fixture
def imported(office, kept):
    """Sends a file and has it imported: the address of its page."""

    def done(data, how="whole", name="people.csv", **more):
        address = kept(data, name)
        assert office.post(address, data={"how": how, **more}).status_code == 302
        run_jobs("people.import")
        return address

    return done


def run_jobs(*kinds):
    """Do the jobs of these kinds that wait, in the transaction of the test."""
    db.session.commit()
    for job_id in [
        job.id for job in db.session.query(Job).filter(Job.kind.in_(kinds), Job.state == "waiting").order_by(Job.id)
    ]:
        jobs.run(job_id)
    db.session.expire_all()
