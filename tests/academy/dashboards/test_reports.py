"""The dashboard as a PDF: what it says, that everybody can read it, and by a job where it is long."""

import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from academy import audit, jobs
from academy.cohorts.models import Cohort
from academy.dashboards import reports
from academy.jobs import results
from academy.jobs.models import Job
from academy.printing.press import PressError
from academy.records import criteria
from academy.records.criteria import Provider, Strength
from tests import factories, pages, verapdf

ADDRESS = "/records/dashboard/report"


def words_of(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


@pytest.fixture
def judged(monkeypatch):
    """Two service groups that were judged by one criterion, one of them of few people."""
    given = [
        Strength(code, "clarity", "Is clear", people, 1.5, 0, 2)
        for code, people in (("PAS", 20), ("PSP", 9), ("FSP", 2))
    ]
    monkeypatch.setattr(criteria, "_providers", [Provider(lambda enrolments: (), lambda enrolments: given)])


@pytest.fixture
def batch(enrolled, judged):
    enrolled("Omar Late", due=-3)
    enrolled("زرناب نورپوری", due=-2)
    enrolled("Dina Done", due=-3, started=2, completed=True)


@pytest.mark.slow
@pytest.mark.parametrize("flavour", verapdf.PROFILES)
def test_the_report_conforms_to_both_standards(office, batch, flavour):
    answer = office.post(ADDRESS)

    assert answer.mimetype == "application/pdf"
    assert verapdf.failures(answer.data, flavour) == []


def test_the_report_has_the_panels_the_filter_and_the_head_of_the_log(office, batch, session):
    cohort = session.scalar(sa.select(Cohort).where(Cohort.name == "Due -3"))

    answer = office.post(ADDRESS, data={"cohort": cohort.id})

    words = words_of(answer.data)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="dashboard-')
    for expected in ("Cohort Due -3", "for Aisha Office", "1 completed it, 50%", "Omar Late", "withheld", "Is clear"):
        assert expected in words, expected
    assert str(audit.head()).split(":")[1][:20] in words.replace(" ", "")


def test_a_long_report_is_printed_by_a_job(office, batch, session, monkeypatch):
    monkeypatch.setattr(reports, "LARGE", 1)
    form = pages.opened(office, "/records/dashboard?course=tiny").form(ADDRESS)

    first, again = (office.post(ADDRESS, data=dict(form.fields)) for _ in range(2))

    (job,) = session.scalars(sa.select(Job).where(Job.kind == reports.KIND))
    assert first.location == again.location == f"/jobs/{job.id}"
    assert job.payload["filters"] == {"course": "tiny"}


def test_when_others_are_printed_a_job_does_it(office, batch, session, monkeypatch):
    monkeypatch.setattr(reports._room, "acquire", lambda blocking: False, raising=False)

    assert office.post(ADDRESS).location.startswith("/jobs/")


def test_a_fault_of_the_press_is_said(office, batch, monkeypatch):
    def broken():
        raise PressError("no Pango")

    monkeypatch.setattr(reports, "_press", broken)

    answer = office.post(ADDRESS)
    assert answer.status_code == 500 and "cannot be printed here" in answer.text


def test_the_job_keeps_the_report_of_what_its_person_may_see(lasting):
    with lasting.app_context():
        from academy.db import db

        factories.course("tiny")
        teacher, learner = factories.instructor(), factories.learner(name="Omar Unknown")
        factories.cohort(learner, courses=["tiny"])
        with lasting.test_request_context():
            from academy.dashboards import scope

            job_id = reports.prepare(scope.of(teacher, scope.Filters()), "1:abc").id
        db.session.commit()

        assert jobs.run(job_id)

        job = db.session.get(Job, job_id)
        assert (job.state, job.error) == ("done", "")
        words = words_of(b"".join(results._pieces(job_id, results.file_of(job))))
        assert "1:abc" in words and "Nobody has a course yet" in words and "Omar" not in words
