"""Jobs on screen: what runs, waits and failed; cancelling, trying again, and who may see what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock, jobs
from academy.audit.models import AuditEntry
from academy.db import db
from academy.jobs import desk, kinds, results
from academy.jobs.models import Job
from tests import factories, pages

undone = []


@jobs.does("report-of-all", words="Write the report", cancellable=True, roles=("administrator", "instructor"))
def write_report(job):
    if job.payload.get("fails"):
        raise jobs.Failure("The paper is empty.", "PaperError: 7", final=True)
    results.keep(job, "report سال.csv", "text/csv", [b"a,b\n", b"1,2\n"])


@jobs.does("stubborn", words="Do what must be done")
def stubborn(job):
    raise ValueError("made to fail")


@jobs.undoes("report-of-all")
def forget_report(job):
    undone.append(job.payload["word"])


def asked(person=None, kind="report-of-all", key=None, **payload):
    undone.clear()
    job = jobs.enqueue(kind, {"word": "word", **payload}, key=key, person=person, title="Batch of spring")
    db.session.commit()
    return job


def run(job):
    db.session.commit()
    jobs.run(job.id)
    return db.session.get(Job, job.id, populate_existing=True)


@pytest.fixture
def office(client):
    return client.sign_in(factories.administrator())


def test_administrators_see_what_runs_waits_failed_and_was_done(office):
    asker = factories.instructor(name="Ada Karim")
    running, waiting = asked(asker), asked(asker)
    failed, done = run(asked(asker, fails=True)), run(asked(asker))
    running.state, running.done, running.total = "running", 30, 120
    db.session.flush()

    page = pages.opened(office, "/jobs/")

    assert [page.words.index(word) for word in ("Failed (1)", "Running (1)", "Waiting (1)", "Done lately")]
    assert "30 of 120" in page.words and "The paper is empty." in page.words and "Ada Karim" in page.words
    assert "PaperError" not in page.words
    assert {f"/jobs/{job.id}" for job in (running, waiting, failed, done)} <= set(page.links)


def test_the_daily_round_is_not_listed_once_it_went_well(office):
    daily = kinds.daily()[0]
    for state in ("done", "failed"):
        db.session.add(Job(kind=daily, payload={}, state=state, finished_at=clock.now()))
    db.session.flush()

    assert pages.opened(office, "/jobs/?state=done").words.count("Housekeeping") == 0
    assert pages.opened(office, "/jobs/?state=failed").words.count("Housekeeping") == 1


def test_the_page_of_all_asks_as_much_with_many_jobs_as_with_few(office, app):
    def queries():
        asked_for = []
        listen = lambda *given: asked_for.append(given[2])  # noqa: E731
        connection = db.session.connection()
        sa.event.listen(connection, "before_cursor_execute", listen)
        pages.opened(office, "/jobs/")
        pages.opened(office, "/jobs/?state=waiting")
        sa.event.remove(connection, "before_cursor_execute", listen)
        return len([each for each in asked_for if each.startswith("SELECT")])

    asked(factories.instructor())
    few = queries()
    for _ in range(15):
        asked(factories.instructor())

    assert queries() == few


def test_whoever_asked_sees_it_and_others_do_not(client):
    asker, other = factories.instructor(), factories.instructor()
    job = asked(asker)

    page = pages.opened(client.sign_in(asker), f"/jobs/{job.id}")

    assert "Batch of spring" in page.words and "You can leave this page" in page.words
    for address in ("", "/work", "/result"):
        assert client.sign_in(other).get(f"/jobs/{job.id}{address}").status_code == 404
    for address in ("/cancel", "/again"):
        assert client.sign_in(other).post(f"/jobs/{job.id}{address}").status_code == 404
    assert client.sign_in(asker).get("/jobs/").status_code == 403


def test_whoever_lost_the_role_that_it_was_for_lost_what_came_of_it(client):
    asker = factories.instructor()
    job = run(asked(asker))
    client.sign_in(asker)

    before = client.get(f"/jobs/{job.id}/result", buffered=True).status_code
    asker.role = "learner"

    assert (before, client.get(f"/jobs/{job.id}/result", buffered=True).status_code) == (200, 404)


def test_an_open_page_polls_and_loads_itself_again_at_the_end(office):
    job = asked()
    job.state, job.done, job.total = "running", 25, 100
    db.session.flush()

    early = office.get(f"/jobs/{job.id}/work?said=20")
    later = office.get(f"/jobs/{job.id}/work?said=10")
    job.state, job.finished_at = "done", clock.now()
    db.session.flush()
    over = office.get(f"/jobs/{job.id}/work")

    assert "25 of 100" in early.text and "data-announce" not in early.text
    assert 'data-announce="25 percent done"' in later.text and "said=25" in later.text
    assert over.headers["HX-Refresh"] == "true"


def test_without_scripts_the_page_loads_itself_again(office):
    job = asked()

    waiting = office.get(f"/jobs/{job.id}").text
    done = office.get(f"/jobs/{run(job).id}").text

    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in waiting and refresh not in done


def test_what_came_of_it_is_downloaded_and_that_is_noted(office):
    job = run(asked())

    page = pages.opened(office, f"/jobs/{job.id}")
    answer = office.get(f"/jobs/{job.id}/result", buffered=True)

    assert f"/jobs/{job.id}/result" in page.links
    assert answer.data == b"a,b\n1,2\n"
    assert answer.headers["Content-Length"] == "8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "filename*=UTF-8''report%20%D8%B3%D8%A7%D9%84.csv" in answer.headers["Content-Disposition"]
    assert ("job.result_read", job.id) in noted()


def test_a_result_is_kept_for_a_week(office, app):
    job = run(asked())

    with time_machine.travel(clock.now() + timedelta(days=app.config["RESULT_DAYS"], seconds=1)):
        office.sign_in(factories.administrator())
        gone = office.get(f"/jobs/{job.id}/result", buffered=True).status_code
        results.forget(None)

    assert gone == 404
    assert db.session.scalar(sa.text("SELECT count(*) FROM job_chunk")) == 0
    assert db.session.get(Job, job.id, populate_existing=True).result is None


def test_a_waiting_job_is_cancelled_at_once_and_does_not_come_back(office):
    job = asked()

    office.post(f"/jobs/{job.id}/cancel")
    office.post(f"/jobs/{job.id}/cancel")
    again = office.post(f"/jobs/{job.id}/again")

    db.session.commit()
    assert (job.state, job.payload, undone) == ("cancelled", {}, ["word"])
    assert again.status_code == 409
    assert jobs.run(job.id) is False and job.id not in jobs.due()
    assert noted().count(("job.cancelled", job.id)) == 1
    assert "Nobody takes it up again" in pages.opened(office, f"/jobs/{job.id}").words


def test_what_must_be_done_cannot_be_cancelled(office):
    job = asked(kind="stubborn")

    assert "Cancel it" not in pages.opened(office, f"/jobs/{job.id}").words
    assert office.post(f"/jobs/{job.id}/cancel").status_code == 409
    assert job.state == "waiting"


def test_a_job_that_is_over_cannot_be_cancelled(office):
    job = run(asked())

    assert office.post(f"/jobs/{job.id}/cancel").status_code == 409
    assert results.file_of(job)


def test_a_failed_job_says_why_and_is_tried_again(office):
    job = run(asked(fails=True))

    page = pages.opened(office, f"/jobs/{job.id}")
    office.post(f"/jobs/{job.id}/again")
    office.post(f"/jobs/{job.id}/again")

    assert "The paper is empty." in page.words and "PaperError: 7" in page.words
    assert (job.state, job.tries, job.finished_at) == ("waiting", 1, None)
    job.payload = {**job.payload, "fails": False}
    assert run(job).state == "done"
    assert noted().count(("job.again", job.id)) == 1


def test_a_job_that_is_tried_again_has_as_many_tries_as_a_new_one(office):
    job = asked(kind="stubborn")
    _fail_for_good(job)
    first = job.tries

    desk.again(None, job)
    db.session.commit()
    with time_machine.travel(clock.now(), tick=False):
        jobs.run(job.id)
        pause = (job.not_before - clock.now()).total_seconds()

    assert (first, pause) == (jobs.TRIES, 10)
    _fail_for_good(job)
    assert job.tries == 2 * jobs.TRIES


def _fail_for_good(job):
    while job.state != "failed":
        with time_machine.travel(max(clock.now(), job.not_before) + timedelta(seconds=1)):
            jobs.run(job.id)
            db.session.refresh(job)


def test_what_is_under_way_already_is_not_tried_again(office):
    failed = run(asked(key="the-key", fails=True))
    newer = asked(key="the-key")

    answer = office.post(f"/jobs/{failed.id}/again")

    assert answer.status_code == 409 and "is under way" in answer.text
    assert failed.state == "failed" and newer.state == "waiting"


def test_all_that_failed_is_tried_again_but_for_what_something_came_after(office):
    followed = run(asked(key="the-key", fails=True))
    newer = run(asked(key="the-key", fails=True))
    other = run(asked(fails=True))

    start = pages.opened(office, "/")
    office.post("/jobs/again")

    assert "2 jobs have failed for good" in start.words and "/jobs/?state=failed" in start.links
    assert [job.state for job in (followed, newer, other)] == ["failed", "waiting", "waiting"]
    assert "failed for good" not in pages.opened(office, "/").words


def test_a_failed_job_can_be_left_undone(office):
    job = run(asked(fails=True))

    office.post(f"/jobs/{job.id}/cancel")

    assert job.state == "cancelled"
    assert "failed for good" not in pages.opened(office, "/").words


def test_a_kind_of_an_older_program_can_be_looked_at_and_cancelled(office):
    job = Job(kind="of-old", payload={})
    db.session.add(job)
    db.session.commit()

    page = pages.opened(office, f"/jobs/{job.id}")
    run(job)
    office.post(f"/jobs/{job.id}/cancel")

    assert "of-old" in page.words
    assert "nobody does jobs of the kind" in job.error and job.state == "cancelled"


def test_every_kind_of_job_says_what_it_is(app):
    ours = {name: kind for name, kind in jobs.kinds.known().items() if not kind.do.__module__.startswith("tests.")}

    assert [name for name, kind in ours.items() if kind.words == name] == [], "say words=_l(…) where these are done"


def noted():
    return [tuple(row) for row in db.session.execute(sa.select(AuditEntry.action, AuditEntry.subject_id))]
