"""Certificates of a cohort at once: who would get one and why, issuing, and all documents in one file."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine
from pypdf import PdfReader

from academy import certificates, clock, cohorts, jobs, records
from academy.accounts.models import Person
from academy.audit.models import AuditEntry
from academy.certificates import archives, bulk, bulk_views, designs
from academy.certificates.designs.content import Content
from academy.cohorts.models import Assignment, Membership
from academy.db import db
from academy.jobs import results
from academy.jobs.models import Job, JobChunk
from academy.records.models import Enrolment
from tests import factories, pages
from tests.rivals import rivals


@pytest.fixture
def batch(session):
    """A cohort that takes the tiny course."""
    factories.course("tiny")
    return factories.cohort(name="Batch A", courses=["tiny"])


@pytest.fixture
def given(batch):
    return db.session.get(Assignment, (batch.id, "tiny"))


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


def member(batch, name, done=True, **details):
    """The enrolment of a learner of the cohort, who has completed the course or only begun."""
    person = factories.learner(name=name, **details)
    cohorts.add(None, batch, person)
    enrolment = factories.started(person)
    if done:
        records.complete(enrolment, 81.5)
    return enrolment


def record(enrolment, activity, **result):
    return records.record(enrolment, activity, **{"attempt": 1, "edition": enrolment.edition, "score": 50, **result})


def run(kind):
    """Do the jobs of a kind that are waiting, and whatever they lead to."""
    db.session.commit()
    for job_id in db.session.scalars(sa.select(Job.id).where(Job.kind == kind, Job.finished_at.is_(None))).all():
        jobs.run(job_id)
    db.session.expire_all()


def address(given, *more):
    return "/".join([f"/cohorts/{given.cohort_id}/certificates/{given.course}", *more])


def states(given):
    return {line.name: line.state for line in bulk.plan(given)}


# Who would get one, and why


def test_everybody_is_told_what_would_happen_to_them(batch, given):
    member(batch, "Due")
    member(batch, "Unprintable \u4e00")
    certificates.issue(holder := member(batch, "Holder"), certificates.award_of(holder))
    revoked = member(batch, "Revoked")
    certificates.revoke(None, certificates.issue(revoked, certificates.award_of(revoked)), "Name misspelt")
    waiting, failed, half = (member(batch, name, done=False) for name in ("Waiting", "Failed", "Half-way"))
    for result in ({"passed": True}, {"passed": False, "attempt": 2, "provisional": True}):
        record(waiting, "quiz/one", **result)
    for attempt, revision in enumerate((False, True, False), 1):
        record(failed, "quiz/one", passed=revision, attempt=attempt)
    record(failed, "quiz/one", passed=False, attempt=2)  # a review took the pass away
    record(failed, "quiz/two", passed=True)
    record(half, "quiz/one", passed=False)
    record(half, "quiz/one", passed=True, attempt=2)
    cohorts.add(None, batch, factories.learner(name="Absent"))
    member(factories.cohort(courses=["tiny"]), "In another cohort")

    plan = {line.name: line for line in bulk.plan(given)}

    assert {name: line.state for name, line in plan.items()} == {
        "Absent": "not started",
        "Due": "due",
        "Failed": "not passed",
        "Half-way": "in progress",
        "Holder": "held",
        "Revoked": "revoked",
        "Unprintable \u4e00": "unprintable",
        "Waiting": "awaiting review",
    }
    assert list(plan) == sorted(plan)
    assert (plan["Failed"].passed, plan["Failed"].failed, plan["Half-way"].passed) == (1, 1, 1)
    assert "name" in plan["Unprintable \u4e00"].why


def test_who_came_to_the_course_by_another_way_is_counted_with_their_cohort(batch, given):
    early = factories.started(factories.learner(name="Early"))
    records.complete(early, 90)
    cohorts.add(None, batch, early.person)

    assert states(given) == {"Early": "due"}


def test_a_reissued_certificate_counts_as_held(batch, given):
    enrolment = member(batch, "Ada")
    certificates.reissue(None, certificates.issue(enrolment, certificates.award_of(enrolment)), "Name misspelt")

    assert states(given) == {"Ada": "held"}
    assert bulk.drawing(given).held == 1


def test_the_page_says_it_in_words_and_leads_to_each_group(office, batch, given):
    member(batch, "Ada Due")
    failed = member(batch, "Bilal Failed", done=False)
    record(failed, "quiz/one", passed=False)

    page = pages.opened(office, address(given))
    failing = pages.opened(office, address(given) + "?state=not+passed")

    assert "Issue 1 certificate" in page.words
    assert "0 activities passed, 1 not passed" in page.words
    assert f"{address(given)}?state=not+passed#members" in page.links
    assert "Bilal Failed" in failing.words and "Ada Due" not in failing.words


def test_a_course_that_the_cohort_does_not_have_is_not_found(office, batch):
    factories.course("other")

    assert office.get(f"/cohorts/{batch.id}/certificates/other").status_code == 404
    assert office.post(f"/cohorts/{batch.id}/certificates/other/issue").status_code == 404


def test_only_administrators_see_any_of_it(client, batch, given):
    client.sign_in(factories.instructor())

    assert [client.get(address(given, *more)).status_code for more in ([], ["work"], ["archive.zip"])] == [403] * 3
    assert [client.post(address(given, verb)).status_code for verb in ("issue", "draw", "archive")] == [403] * 3


@pytest.mark.parametrize("words", ["?page=99999", "?page=x", "?page=-1", "?state=none", "?state=due"])
def test_whatever_the_address_says_there_is_a_page(office, batch, given, words):
    member(batch, "Ada")

    assert "Batch A" in pages.opened(office, address(given) + words).words


def test_a_page_of_two_thousand_costs_no_more_queries_than_one_of_two(office, batch, given):
    crowd(batch, 2)
    office.get(address(given))  # who looks at it first within an hour is noted
    few = queries_of(office, address(given))
    crowd(batch, 1998)

    many = queries_of(office, address(given))

    assert "2000 members" in pages.opened(office, address(given)).words
    assert many == few <= 20


def crowd(batch, count):
    """Members who have completed the course, begun it, or done neither."""
    edition, start = factories.edition("tiny", factories.TINY), clock.now()
    after = db.session.scalar(sa.select(sa.func.count()).select_from(Person))
    own = {"role": "learner"}
    rows = [
        {"email": f"c{number}@example.org", "name": f"Crowd {number}", **own} for number in range(after, after + count)
    ]
    ids = list(db.session.scalars(sa.insert(Person).returning(Person.id), rows))
    db.session.execute(sa.insert(Membership), [{"cohort_id": batch.id, "person_id": person_id} for person_id in ids])
    facts = {"course": "tiny", "cohort_id": batch.id, "edition_id": edition.id, "started_at": start}
    enrolments = [
        {"person_id": person_id, **facts, "completed_at": start if person_id % 2 else None} for person_id in ids
    ]
    db.session.execute(sa.insert(Enrolment), enrolments)
    db.session.flush()


def queries_of(client, place):
    asked = []

    def note(*given):
        asked.append(given[2])

    connection = db.session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    client.get(place)
    sa.event.remove(connection, "before_cursor_execute", note)
    return len(asked)


# Issuing


def test_what_is_due_is_issued_once_however_often_it_is_asked_for(office, batch, given, monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 2)
    monkeypatch.setattr(bulk, "BREATH", 0)
    for number in range(5):
        member(batch, f"Learner {number}")
    member(batch, "Unprintable \u4e00")

    for _ in range(2):
        office.post(address(given, "issue"))
    run(bulk.ISSUE)
    office.post(address(given, "issue"))
    run(bulk.ISSUE)

    assert bulk.drawing(given).held == 5
    assert states(given)["Unprintable \u4e00"] == "unprintable"
    asked = db.session.scalars(sa.select(Job).where(Job.kind == bulk.ISSUE).order_by(Job.id)).all()
    assert [(job.state, job.done, job.total) for job in asked] == [("done", 6, 6), ("done", 1, 1)]
    assert "certificates.issued" in db.session.scalars(sa.select(AuditEntry.action)).all()


def test_a_cohort_is_issued_in_the_design_of_the_course(office, batch, given):
    content = Content(issuer="Of the design", signatories=[{"name": "First", "office": "Director"}])
    clerk = factories.administrator()
    designs.make_standard(clerk, designs.create(clerk, "Own", content, ""))
    enrolment = member(batch, "Learner")

    assert "Learner" in pages.opened(office, address(given)).words
    office.post(address(given, "issue"))
    run(bulk.ISSUE)

    assert certificates.standing(enrolment.person, "tiny").fields["issuer"] == "Of the design"


def test_nobody_whose_certificate_was_revoked_gets_another_by_itself(batch, given):
    revoked = member(batch, "Revoked")
    certificates.revoke(None, certificates.issue(revoked, certificates.award_of(revoked)), "Name misspelt")

    bulk.issue(None, given)
    run(bulk.ISSUE)

    assert bulk.drawing(given).held == 0


def test_a_worker_that_is_lost_half_way_is_followed_by_one_that_goes_on(batch, given, monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 2)
    monkeypatch.setattr(bulk, "BREATH", 0)
    for number in range(5):
        member(batch, f"Learner {number}")
    job = bulk.issue(None, given)
    db.session.commit()
    with pytest.raises(SystemExit), monkeypatch.context() as lost:
        lost.setattr(bulk, "pause", lambda: exec("raise SystemExit('killed')"))
        jobs.run(job.id)
    before = bulk.drawing(given).held

    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        jobs.run(job.id)

    db.session.expire_all()
    assert before == 2
    assert bulk.drawing(given).held == 5
    assert (job.state, job.done, job.tries) == ("done", 5, 2)


def test_two_who_click_at_once_share_a_job(lasting):
    with lasting.app_context():
        factories.course("tiny")
        batch = factories.cohort(courses=["tiny"])
        member(batch, "Ada")
        db.session.commit()
        place = (batch.id, "tiny")

    asked = rivals(lasting, lambda: bulk.issue(None, db.session.get(Assignment, place)).id)

    assert len(set(asked)) == 1


def test_without_a_key_nothing_is_issued(office, batch, given, monkeypatch):
    member(batch, "Ada")
    monkeypatch.setattr(bulk_views.signing, "state", lambda: "none")

    page = pages.opened(office, address(given))
    answer = office.post(address(given, "issue"))

    assert "academy keys create" in page.words and "Issue 1 certificate" not in page.words
    assert answer.status_code == 409
    assert bulk.newest_job(bulk.ISSUE, given) is None


def test_the_page_follows_the_work_and_loads_itself_again_when_it_is_over(office, batch, given):
    member(batch, "Ada")
    office.post(address(given, "issue"))

    page = pages.opened(office, address(given))
    (work,) = page.all("section", id="work")
    running = office.get(work["hx-get"])
    run(bulk.ISSUE)
    over = office.get(work["hx-get"])

    assert "Issued about to begin" in page.words and "Issue 1 certificate" not in page.words
    assert (running.status_code, over.status_code) == (200, 204)
    assert over.headers["HX-Refresh"] == "true"
    assert "Documents drawn 0 of 1" in pages.opened(office, address(given)).words


def test_documents_that_were_given_up_are_said_and_tried_again(office, batch, given, monkeypatch):
    member(batch, "Ada")
    bulk.issue(None, given)
    run(bulk.ISSUE)
    job = db.session.scalar(sa.select(Job).where(Job.kind == "certificate"))
    job.state, job.finished_at, job.error = "failed", clock.now(), "DocumentError: The fonts are missing"
    db.session.flush()

    page = pages.opened(office, address(given))
    office.post(address(given, "draw"))
    again = pages.opened(office, address(given))

    assert "1 document could not be drawn." in page.words and "The fonts are missing" in page.words
    assert page.all("section", id="work") == [{"id": "work", "aria-labelledby": "documents"}], "nothing is under way"
    assert "could not be drawn" not in again.words and "The fonts are missing" not in again.words


def test_a_drawing_that_went_wrong_and_is_tried_again_says_why(office, batch, given):
    member(batch, "Ada")
    bulk.issue(None, given)
    run(bulk.ISSUE)
    db.session.scalar(sa.select(Job).where(Job.kind == "certificate")).error = "PressError: Pango is missing"
    db.session.flush()

    assert "tried again by itself: PressError: Pango is missing" in pages.opened(office, address(given)).words


# All documents in one file


@pytest.fixture
def drawn(app, batch, given):
    """Two certificates with their documents, as far as an archive looks into them, and one without."""
    issued = [
        member(batch, "Zarnab Noorpuri", second_name="زرناب نورپوری", second_script="ur"),
        member(batch, "=Ada/Karim"),
        member(batch, "Late"),
    ]
    found = [certificates.issue(enrolment, certificates.award_of(enrolment)) for enrolment in issued]
    for certificate in found[:2]:
        certificate.document = b"%PDF " + certificate.serial.encode()
        certificate.document_digest = hashlib.sha256(certificate.document).hexdigest()
    db.session.flush()
    return found


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_all_documents_come_in_one_zip_with_an_index(office, batch, given, drawn):
    office.post(address(given, "archive"))
    run(archives.PACK)

    page = pages.opened(office, address(given))
    answer = office.get(address(given, "archive.zip"), buffered=True)
    archive = opened(answer)

    ada, zarnab = drawn[1].serial, drawn[0].serial
    names = {f"{zarnab} Zarnab Noorpuri.pdf", f"{ada} =Ada Karim.pdf"}
    assert set(archive.namelist()) == names | {"index.html", "index.csv", "README.txt"}
    assert archive.read(f"{zarnab} Zarnab Noorpuri.pdf") == drawn[0].document
    assert archive.testzip() is None
    assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert "It holds 2 documents" in page.words and "1 was still being drawn" in page.words
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tiny Batch A.zip"'


def test_what_is_issued_drawn_and_packed_is_a_document_that_says_so(office, batch, given):
    member(batch, "Zarnab Noorpuri")
    office.post(address(given, "issue"))
    run(bulk.ISSUE)
    run("certificate")
    office.post(address(given, "archive"))
    run(archives.PACK)

    archive = opened(office.get(address(given, "archive.zip"), buffered=True))

    (name,) = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert "Zarnab Noorpuri" in PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text()


def test_its_index_is_for_people_and_for_spreadsheets(office, given, drawn):
    archives.prepare(factories.administrator(), given)
    run(archives.PACK)

    archive = opened(office.get(address(given, "archive.zip"), buffered=True))
    html = pages.Page(archive.read("index.html").decode())
    rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))

    assert html.faults == []
    assert [unquote(link) for link in html.links] == [row["file"] for row in rows]
    assert "زرناب نورپوری" in html.words
    assert [row["name"] for row in rows] == ["'=Ada/Karim", "Zarnab Noorpuri"]
    assert [row["file"] in archive.namelist() for row in rows] == [True, True]
    assert "/verify/" in archive.read("README.txt").decode()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Ada Karim", "S Ada Karim.pdf"),
        ("../../etc/passwd", "S .. .. etc passwd.pdf"),
        ("A\\B:C*D?\"E<F>G|H", "S A B C D E F G H.pdf"),
        ("line\nbreak\x00\u202e\u2028", "S line break.pdf"),
        ("زرناب نورپوری", "S زرناب نورپوری.pdf"),
        ("ends with a dot. ", "S ends with a dot.pdf"),
        ("ক" * 100, f"S {'ক' * 40}.pdf"),
        ("/", "S.pdf"),
    ],
)
def test_the_name_of_a_file_is_one_everywhere(name, file):
    assert archives.file_name("S", name) == file


def test_a_zip_asked_for_again_takes_the_place_of_the_former_and_is_one_job(office, given, drawn):
    for _ in range(2):
        office.post(address(given, "archive"))
    run(archives.PACK)
    first = archives.newest(given)
    office.post(address(given, "archive"))
    run(archives.PACK)
    second = archives.newest(given)

    assert first.id < second.id
    assert results.file_of(second) and results.file_of(first) is None
    assert chunks() == {second.id}


def test_a_worker_that_is_lost_leaves_no_half_zip_to_anybody(app, office, given, drawn, monkeypatch):
    job = archives.prepare(factories.administrator(), given)
    db.session.commit()
    before = set(app.config["INSTANCE_PATH"].iterdir())
    with pytest.raises(SystemExit), monkeypatch.context() as lost:
        lost.setattr(archives, "_about", lambda *given: exec("raise SystemExit('killed')"))
        jobs.run(job.id)
    half = chunks(), set(app.config["INSTANCE_PATH"].iterdir())
    answer = office.get(address(given, "archive.zip"))

    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        jobs.run(job.id)

    assert half == (set(), before)
    assert answer.status_code == 404
    assert chunks() == {job.id}


def chunks():
    """The jobs that have something of a file in the database."""
    return set(db.session.scalars(sa.select(JobChunk.job_id)))


def test_a_zip_that_cannot_be_written_says_why_and_can_be_tried_again(office, given, drawn, monkeypatch):
    monkeypatch.setattr(jobs, "TRIES", 1)
    with monkeypatch.context() as broken:
        broken.setattr(archives, "_about", lambda *given: exec("raise OSError(28, 'No space left on device')"))
        office.post(address(given, "archive"))
        run(archives.PACK)
    page = pages.opened(office, address(given))

    office.post(address(given, "archive"))
    run(archives.PACK)

    assert "No space left on device" in page.words and "Prepare a zip of all 2 documents" in page.words
    assert office.get(address(given, "archive.zip"), buffered=True).status_code == 200


def test_a_zip_that_is_cancelled_while_it_is_made_is_not_there(office, given, drawn):
    office.post(address(given, "archive"))
    job = archives.newest(given)
    job.cancel_asked_at = clock.now()
    db.session.commit()

    run(archives.PACK)

    assert (archives.newest(given).state, chunks()) == ("cancelled", set())
    assert "Prepare a zip of all 2 documents" in pages.opened(office, address(given)).words


def test_who_downloads_a_zip_is_noted(office, given, drawn):
    office.post(address(given, "archive"))
    run(archives.PACK)
    office.get(address(given, "archive.zip"), buffered=True)

    actions = db.session.execute(sa.select(AuditEntry.action, AuditEntry.subject_id, AuditEntry.reason)).all()
    assert ("certificates.archived", given.cohort_id, "tiny") in actions
    assert ("certificates.downloaded", given.cohort_id, "tiny") in actions


def test_a_zip_is_kept_for_a_week(office, given, drawn):
    office.post(address(given, "archive"))
    run(archives.PACK)
    job = archives.newest(given)

    for days, there in ((6, True), (8, False)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            results.forget(None)
        assert bool(results.file_of(db.session.get(Job, job.id, populate_existing=True))) is there

    assert office.get(address(given, "archive.zip")).status_code == 404
    assert "Download the zip" not in pages.opened(office, address(given)).words


def test_what_earlier_versions_kept_in_a_folder_is_deleted(app, session):
    left = app.config["INSTANCE_PATH"] / "archives" / "1.zip"
    left.parent.mkdir()
    left.write_bytes(b"PK")

    archives.forget(None)

    assert not left.parent.exists()


def test_without_a_document_there_is_nothing_to_pack(office, batch, given):
    member(batch, "Ada")

    assert office.post(address(given, "archive")).status_code == 409
    assert "Prepare a zip" not in pages.opened(office, address(given)).words
