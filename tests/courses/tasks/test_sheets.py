"""Marking sheets of tasks: out without names, back with points; nothing is published before it was looked at."""

import io

import openpyxl
import pytest
import sqlalchemy as sa

from academy import records
from academy.audit.models import AuditEntry
from academy.jobs.models import Job
from academy.queue import claims
from academy.queue.models import Batch
from courses.tasks import marks, submissions
from courses.tasks.marks import Judgement
from courses.tasks.models import Mark, UnfinishedMark
from tests import factories
from tests.courses.tasks.conftest import BEST, COURSE, LOWEST, TEXT, mark, published, write
from tests.pages import opened, read
from tests.spreadsheets import as_csv, as_xlsx, do_jobs, downloaded, keep, opened_and_saved
from tests.spreadsheets import send as send_to

pytestmark = pytest.mark.usefixtures("request_context")
SHEET = "/review/tasks/sheets/charter.csv"
FULL = {"scope points": "1", "tone points": "4", "comment": "Which office?\nSay it."}


@pytest.fixture
def submission(request_context, enrolment):
    return write(enrolment)


@pytest.fixture
def desk(client, submission, instructor):
    return client.sign_in(instructor)


def lines(desk):
    return downloaded(desk, SHEET)


def send(desk, rows, **more):
    return send_to(desk, "/review/tasks/sheets", as_csv(rows), **more)


def marked(session):
    return [(one.marker.name, one.points, one.comment) for one in session.scalars(sa.select(Mark).order_by(Mark.id))]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sheet_holds_the_text_and_its_rubric_and_no_name(desk, submission, session, suffix):
    (row,) = downloaded(desk, f"/review/tasks/sheets/charter.{suffix}")

    assert (row["task"], row["written"]) == ("Write the charter", TEXT)
    assert row["scope levels"] == "What the page is for: 2 Clear; 1 Partly; 0 Missing"
    assert not row["scope points"] and not row["comment"]
    assert not any(submission.enrolment.person.name in str(cell) for cell in row.values())
    noted = session.query(AuditEntry).filter_by(action="sheet.downloaded").one()
    assert noted.reason == "charter: 1 texts"


def test_the_workbook_offers_the_points_and_says_what_they_mean(desk):
    data = desk.get("/review/tasks/sheets/charter.xlsx", buffered=True).data
    book = openpyxl.load_workbook(io.BytesIO(data))

    offered = {each.formula1 for each in book.worksheets[0].data_validations.dataValidation}
    said = {row[0]: row[1] for row in book.worksheets[1].values}
    assert offered == {'"2,1,0"', '"4,1"'}
    assert said["tone: 1"] == "How it speaks, Stiff: Office phrases."


@pytest.mark.parametrize("saved", [list, opened_and_saved])
def test_a_filled_sheet_is_looked_at_and_then_published(desk, session, submission, saved):
    rows = saved([lines(desk)[0] | FULL])

    sent = send(desk, rows)
    page = opened(desk, sent.location)

    assert "Texts1 Texts that pass1 Texts that do not pass0" in page.words
    assert "62 % PassedWhat the page is for: PartlyHow it speaks: PlainWhich office? Say it." in page.words
    assert marked(session) == []
    keep(desk, sent.location)
    assert marked(session) == [("Gul Bano", {"scope": 1, "tone": 4}, "Which office?\nSay it.")]
    mail = session.scalar(sa.select(Job).where(Job.kind == "mail", Job.state != "done"))
    assert "Your work is marked" in mail.payload["subject"]
    assert "1 text is judged." in opened(desk, sent.location).words


def test_it_comes_back_as_a_workbook_too(desk, session):
    rows = downloaded(desk, "/review/tasks/sheets/charter.xlsx")
    rows[0] |= {"scope points": 2, "tone points": 4.0}

    keep(desk, send_to(desk, "/review/tasks/sheets", as_xlsx(rows), "a.xlsx").location)

    assert marked(session) == [("Gul Bano", BEST, "")]


def test_a_row_in_which_nothing_is_filled_in_is_left_alone(desk, session, course):
    other = write(factories.enrolment(course="writing"), "Another charter, of mine.")
    rows = lines(desk)
    next(row for row in rows if row["text"] == str(other.id)).update(FULL)

    keep(desk, send(desk, rows).location)

    assert [one.submission for one in session.query(Mark)] == [other]
    assert "No row of this sheet is filled in." in read(send(desk, lines(desk))).words


def test_what_is_wrong_is_named_by_line_and_column_and_nothing_is_published(desk, session, course):
    for text in ("A second charter.", "A third charter."):
        write(factories.enrolment(course="writing"), text)
    rows = lines(desk)
    rows[0] |= FULL | {"scope points": "3", "tone points": "", "comment": "x" * 4001}
    rows[1] |= FULL | {"text": "999999"}
    rows[2] |= FULL

    answer = send(desk, [*rows, rows[2]])

    page = read(answer)
    assert answer.status_code == 400
    for wrong in (
        "2 Columnscope pointsWhat to doWrite the points of one of the levels",
        "2 Columntone pointsWhat to doWrite the points of one of the levels",
        "2 ColumncommentWhat to doThis is too long.",
        "3 ColumntextWhat to doThere is no such text for you to mark.",
        "5 ColumntextWhat to doThis text is in the sheet twice.",
    ):
        assert wrong in page.words
    assert session.query(Batch).count() == 0
    assert "Texts1" in opened(desk, send(desk, rows, partly="y").location).words


def test_of_two_people_who_send_the_same_sheet_the_second_is_told(client, desk, session, instructor):
    second = factories.instructor(name="Hira Shah")
    rows = lines(desk)
    mine = send(desk, [rows[0] | FULL]).location
    theirs = send(client.sign_in(second), [rows[0] | FULL | {"scope points": "0"}]).location

    keep(client.sign_in(instructor), mine)
    before = opened(client.sign_in(second), theirs).words
    keep(client, theirs)

    for words in (before, opened(client, theirs).words):
        assert "It has been marked since this sheet was written." in words
    assert [name for name, *_ in marked(session)] == ["Gul Bano"]


def test_what_another_has_at_hand_or_is_begun_on_its_page_is_left_to_that(
    desk, session, course, instructor, submission
):
    begun = write(factories.enrolment(course="writing"), "Another charter, of mine.")
    rows = [row | FULL for row in lines(desk)]
    claims.take(factories.instructor(), "task", submission.id)
    marks.keep(instructor, begun, Judgement({}, "On the page.", [{"start": 0, "stop": 7, "text": "Here."}]), 0)

    address = send(desk, rows).location
    before = opened(desk, address).words
    keep(desk, address)

    for words in (before, opened(desk, address).words):
        assert "Somebody else has this text at hand." in words and "You have begun another mark on its page." in words
    assert marked(session) == [] and session.query(UnfinishedMark).one().comments


@pytest.mark.parametrize("version", ["", "v1", "-1", "x", "9" * 40])
def test_a_version_that_nobody_has_seen_publishes_nothing(desk, session, version):
    keep(desk, send(desk, [lines(desk)[0] | FULL | {"version": version}]).location)

    assert marked(session) == []


def test_what_is_marked_already_is_not_corrected_by_a_sheet(desk, session, submission):
    row = lines(desk)[0] | FULL
    mark(submission, points=LOWEST)
    address = send(desk, [row]).location
    keep(desk, address)

    assert len(marked(session)) == 1 and "It has been marked since" in opened(desk, address).words


def test_whose_text_it_is_has_it_in_no_sheet(client, session, submission):
    writer = submission.enrolment.person
    writer.role = "instructor"
    session.flush()
    client.sign_in(writer)

    assert client.get(SHEET).status_code == 404
    row = {"text": submission.id, "version": "v0", "comment": "", "scope points": 2, "tone points": 4}
    assert "There is no such text for you to mark." in read(send(client, [row])).words


def test_a_draft_is_in_no_sheet(client, instructor, session, enrolment):
    draft = submissions.start(enrolment, "task/charter")
    row = {"text": draft.id, "version": "v0", "comment": "", "scope points": 2, "tone points": 4}

    assert "There is no such text for you to mark." in read(send(client.sign_in(instructor), [row])).words


def test_a_cohort_has_its_own_sheet(desk, course, submission):
    other = factories.learner()
    cohort = factories.cohort(other, courses=["writing"])
    (enrolment,) = records.enrolments_of(other)
    own = write(enrolment, "The charter of the cohort.")

    rows = downloaded(desk, f"{SHEET}?cohort={cohort.id}")

    assert [row["text"] for row in rows] == [str(own.id)]
    assert len(lines(desk)) == 2


def test_rubrics_of_two_editions_are_in_one_sheet_each_text_by_its_own(desk, session, submission):
    published(COURSE.replace("slug: tone", "slug: manner"))
    newer = write(factories.enrolment(course="writing"), "A charter by the newer rubric.")
    rows = {row["text"]: row for row in lines(desk)}
    old, new = rows[str(submission.id)], rows[str(newer.id)]

    assert new["tone levels"] == "" and old["tone levels"].startswith("How it speaks")
    old |= {"scope points": "2", "tone points": "4"}
    new |= {"scope points": "2", "manner points": "1"}
    keep(desk, send(desk, list(rows.values())).location)
    assert sorted((each.submission_id, tuple(sorted(each.points))) for each in session.query(Mark)) == [
        (submission.id, ("scope", "tone")),
        (newer.id, ("manner", "scope")),
    ]


def test_a_sheet_of_replies_is_sent_where_it_belongs(desk):
    assert "This is not a sheet of the kind that is marked here." in read(send(desk, [{"text": 1, "version": 2}])).words


def test_what_looks_like_a_formula_goes_out_and_comes_back_as_text(desk, session, course):
    write(factories.enrolment(course="writing"), '=HYPERLINK("http://x") is what I write')
    row = next(row for row in lines(desk) if "HYPERLINK" in row["written"])
    assert row["written"].startswith("'=")

    keep(desk, send(desk, [row | FULL | {"comment": "'=no sum"}]).location)

    assert marked(session)[0][2] == "=no sum"


def test_the_longest_text_goes_out_whole_and_does_not_spoil_the_sheet(desk, session, course):
    published(COURSE.replace("words: {least: 3, most: 40}", "words: {}"))
    long = "=" + "x" * 19_998
    write(factories.enrolment(course="writing"), long)
    rows = lines(desk)

    assert f"'{long}" in [row["written"] for row in rows]
    assert send(desk, [row | FULL for row in rows]).status_code == 302


def test_nothing_is_published_in_the_name_of_somebody_who_left(desk, session, instructor, submission):
    address = send(desk, [lines(desk)[0] | FULL]).location
    desk.post(address)
    instructor.active = False
    do_jobs()

    assert marked(session) == [] and submission.waits is not None
