"""Saved views of the register, the columns that it shows, and files that a job prepares."""

import pytest
import sqlalchemy as sa

from academy import jobs
from academy.jobs import results
from academy.jobs.models import Job
from academy.records import preparing
from academy.records.models import RegisterView
from tests import factories, pages


@pytest.fixture
def office(client, session):
    factories.started(factories.learner(name="Iqbal Begun", personal_number="007", email="iqbal@example.org"))
    return client.sign_in(factories.administrator(name="Aisha Office"))


def saved(session) -> list[RegisterView]:
    return list(session.scalars(sa.select(RegisterView).order_by(RegisterView.id)))


def save(office, name="Begun", status=302, **more):
    answer = office.post("/records/views", data={"name": name, "status": "in progress", "columns": ["email"], **more})
    assert answer.status_code == status
    return answer


def test_the_columns_are_those_that_were_chosen(office):
    page = pages.opened(office, "/records/?columns=email&columns=enrolled_at")

    assert "iqbal@example.org" in page.words
    assert "007" not in page.words
    assert "Iqbal Begun" in page.words


@pytest.mark.parametrize("given", ["columns=nonsense", "columns=name", "columns=__class__"])
def test_a_column_that_there_is_not_is_not_shown(office, given):
    assert "Iqbal Begun" in pages.opened(office, f"/records/?{given}").words


def test_a_view_is_kept_and_leads_back(office, session):
    answer = save(office)

    assert answer.location == "/records/?status=in+progress&columns=email"
    page = pages.opened(office, "/records/")
    assert "/records/?columns=email&status=in+progress" in page.links or answer.location in page.links
    assert "Begun" in page.words


def test_the_same_view_twice_is_one(office, session):
    save(office)
    save(office, shared="y", service="PAS")

    (view,) = saved(session)
    assert view.shared
    assert view.filters == {"service": "PAS", "status": "in progress"}


def test_a_view_without_a_name_is_refused_and_nothing_typed_is_lost(office, session):
    answer = save(office, name="", status=422, words="iqbal")

    assert "Give the view a name" in answer.text
    assert 'value="iqbal"' in answer.text
    assert saved(session) == []


def test_others_see_what_is_shared_and_cannot_take_it_away(office, session):
    save(office, "Mine")
    save(office, "Ours", shared="y")
    mine, ours = saved(session)
    office.sign_in(factories.administrator())

    words = pages.opened(office, "/records/").words
    assert "Ours" in words and "shared by Aisha Office" in words and "Mine" not in words
    assert office.post(f"/records/views/{ours.id}/remove").status_code == 404
    assert saved(session) == [mine, ours]


def test_a_view_is_removed_by_whoever_made_it(office, session):
    save(office)
    (view,) = saved(session)

    assert (
        office.post(f"/records/views/{view.id}/remove", data={"status": "completed"}).location
        == "/records/?status=completed"
    )
    assert saved(session) == []


def test_a_large_register_is_prepared_as_a_file(office, session, monkeypatch):
    monkeypatch.setattr(preparing, "LARGE", 0)
    page = pages.opened(office, "/records/?status=in progress")
    fields = dict(page.form("/records/prepare").fields)

    first = office.post("/records/prepare", data={**fields, "format": "csv"})
    again = office.post("/records/prepare", data={**fields, "format": "csv"})

    (job,) = session.scalars(sa.select(Job).where(Job.kind == "export"))
    assert first.location == again.location == f"/jobs/{job.id}"
    assert job.payload["filters"] == {"status": "in progress"}
    assert job.title.startswith("completions-")


def test_an_unknown_format_is_not_prepared(office):
    assert office.post("/records/prepare", data={"format": "exe"}).status_code == 400


def test_the_job_keeps_the_file_that_was_asked_for(lasting, monkeypatch):
    monkeypatch.setattr(preparing, "PAUSE", 0)
    with lasting.app_context():
        from academy.db import db

        factories.started(factories.learner(name="Iqbal Begun"))
        rows = preparing.Rows(preparing.Filters(status="in progress"), by="Aisha Office", head="1:abc")
        job_id = preparing.prepare(factories.administrator(), "csv", rows).id
        db.session.commit()

        assert jobs.run(job_id)

        job = db.session.get(Job, job_id)
        assert (job.state, job.error) == ("done", "")
        data = b"".join(results._pieces(job_id, results.file_of(job)))
        assert data.decode("utf-8-sig").count("\n") == 2
        assert "Iqbal Begun" in data.decode()
        assert job.result["file"].endswith(".csv")
