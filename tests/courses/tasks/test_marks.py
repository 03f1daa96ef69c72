"""Marking a task: the queue, what is kept unfinished, the mark, its corrections, and who is told."""

import pytest
import sqlalchemy as sa

from academy import queue, records
from academy.audit.models import AuditEntry
from academy.jobs.models import Job
from academy.live.models import LiveEvent
from academy.queue import claims
from academy.records.models import Enrolment
from courses import progress
from courses.tasks import marks
from courses.tasks.marks import Judgement
from courses.tasks.models import Mark, UnfinishedMark
from tests import factories
from tests.courses.tasks.conftest import ACTIVITY, BEST, LOWEST, PLACE, TASK, TEXT, mark, write
from tests.pages import opened, read

pytestmark = pytest.mark.usefixtures("request_context")
JSON = {"Accept": "application/json"}


@pytest.fixture
def submission(request_context, enrolment):
    return write(enrolment)


@pytest.fixture
def bench(client, submission, instructor):
    """The browser of an instructor at the text, with the fields of its form filled in: `bench(points_scope=2)`."""
    client.sign_in(instructor)
    place = f"/review/tasks/{submission.id}"

    def send(to="", headers=None, **filled):
        form = opened(client, place).form(place)
        return client.post(place + to, data=form.filled(**filled), headers=headers)

    send.place = place
    return send


FULL = {"points_scope": "2", "points_tone": "4", "comment": "Good."}


def marked(session):
    return [(one.number, one.points, one.comment) for one in session.scalars(sa.select(Mark).order_by(Mark.number))]


def revisions(enrolment):
    query = (
        sa.select(records.Result).where(records.Result.enrolment_id == enrolment.id).order_by(records.Result.revision)
    )
    return [(each.revision, each.score, each.passed, each.provisional) for each in records.db.session.scalars(query)]


def test_submitted_work_waits_in_the_review_queue(client, submission, instructor):
    page = opened(client.sign_in(instructor), "/review/")

    assert "Write the charter" in page.words and "written work that nobody has marked yet" in page.words
    assert f"/review/tasks/{submission.id}" in page.links


def test_marked_work_waits_no_more_and_is_still_found(submission, instructor):
    mark(submission, instructor)

    assert queue.listed(instructor).items == []
    (place,) = queue.listed(instructor, "all").items
    assert (place.entry.state.text, place.entry.score) == ("Passed", 100)


def test_the_text_stands_beside_its_rubric(client, bench):
    page = opened(client, bench.place)

    assert "Criticism stays." in page.words and "Names neither." in page.words
    assert "13 words" in page.words


def test_a_mark_settles_the_result_with_the_weights_of_the_rubric(bench, session, enrolment):
    answer = bench(**FULL | {"points_scope": "1"})

    assert answer.status_code == 302
    assert marked(session) == [(1, {"scope": 1, "tone": 4}, "Good.")]
    assert revisions(enrolment) == [(1, None, False, True), (2, 62.5, True, False)]
    assert progress.of(enrolment).of(ACTIVITY).state == "passed"


def test_the_same_mark_twice_is_one(bench, client, session):
    form = opened(client, bench.place).form(bench.place).filled(**FULL)
    answers = [client.post(bench.place, data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(marked(session)) == 1


def test_a_mark_without_a_level_comes_back_as_it_was_filled_in(bench, session):
    answer = bench(points_tone="4", comment="Good so far.", at=PLACE, said="Well said.")
    page = read(answer)
    fields = page.form(bench.place).fields

    assert answer.status_code == 400 and "Choose a level for “What the page is for”." in page.words
    assert {("points_tone", "4"), ("comment", "Good so far."), ("said", "Well said.")} <= set(fields)
    assert marked(session) == []


def test_a_comment_without_its_words_is_asked_for_them_and_stays(bench, session):
    answer = bench(**FULL, at="", said="About what?")

    assert answer.status_code == 400 and "Choose for each comment the words" in answer.text
    assert "About what?" in answer.text
    assert marked(session) == []


@pytest.mark.parametrize("place", ["61-45", "0-9999", "a-b", "45", "-1-5"])
def test_a_place_outside_the_text_is_none(bench, place):
    assert bench(**FULL, at=place, said="Here.").status_code == 400


def test_the_learner_reads_levels_comments_and_points(bench, client, enrolment, session):
    bench(**FULL, at=PLACE, said="The best line.")

    page = opened(client.sign_in(enrolment.person), TASK)

    assert "Marked by Gul Bano" in page.words and "100 %" in page.words
    assert "Names the office and what it answers." in page.words and "Good." in page.words
    assert "Criticism stays. The best line." in " ".join(page.words.replace("”", " ").split())


def test_the_learner_is_told_by_mail_and_live(bench, session, enrolment):
    bench(**FULL)

    mail = session.scalar(sa.select(Job).where(Job.kind == "mail")).payload
    event = session.scalar(sa.select(LiveEvent).where(LiveEvent.kind == "task_marked"))
    assert mail["to"] == enrolment.person.email
    assert "Your work is marked: Write the charter" in mail["subject"] and TASK in mail["body"]
    assert "Good." not in mail["body"]
    assert event.data == {"activity": ACTIVITY, "mark": 1}


def test_a_correction_needs_a_reason_and_counts_in_place_of_the_first(bench, session, enrolment):
    bench(**FULL)
    refused = bench(points_scope="0", points_tone="1")
    answer = bench(points_scope="0", points_tone="1", reason="It names no office.")

    assert refused.status_code == 400 and "Say why you correct the mark" in refused.text
    assert answer.status_code == 302
    assert [points for _, points, _ in marked(session)] == [BEST, LOWEST]
    assert revisions(enrolment)[-1][1:] == (6.25, False, False)


def test_the_learner_sees_why_a_mark_was_corrected(client, submission, enrolment):
    mark(submission, points=LOWEST)
    mark(submission, reason="I overlooked the first line.")

    words = opened(client.sign_in(enrolment.person), TASK).words
    assert "This mark corrects an earlier one: I overlooked the first line." in words


def test_each_mark_is_in_the_audit_log_with_before_and_after(submission, session, instructor):
    mark(submission, instructor, points=LOWEST)
    mark(submission, instructor, reason="I misread it.")

    first, second = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "task.marked").order_by(AuditEntry.id)
    )
    assert first.values_row.values["before"] is None
    assert second.values_row.values["before"]["points"] == LOWEST
    assert second.values_row.values["after"] == {
        "score": 100, "passed": True, "points": BEST, "comment": "Good.", "comments": [], "reason": "I misread it.",
    }  # fmt: skip
    assert second.reason == "I misread it."


def test_nobody_marks_past_somebody_else(bench, client, submission, session):
    form = opened(client, bench.place).form(bench.place).filled(**FULL)
    other = factories.instructor(name="Hira Noor")
    claims.take_over(other, marks.SOURCE, submission.id)
    mark(submission, other, points=LOWEST, comment="Too little.")

    answer = client.post(bench.place, data=form)
    page = read(answer)

    assert answer.status_code == 409
    assert "Hira Noor has marked this text in the meantime" in page.words and "Too little." in page.words
    again = page.form(bench.place)
    assert dict(again.fields)["comment"] == "Good."
    assert len(marked(session)) == 1
    assert client.post(bench.place, data=again.filled(reason="I read it otherwise.")).status_code == 302
    assert len(marked(session)) == 2


def test_who_has_lost_the_text_to_somebody_else_cannot_publish_and_loses_no_word(bench, submission, session):
    claims.take(factories.instructor(name="Hira Noor"), marks.SOURCE, submission.id)

    answer = bench(**FULL)

    assert answer.status_code == 409 and "Hira Noor" in answer.text and "Good." in answer.text
    assert marked(session) == []
    assert bench(**FULL, take_over="y").status_code == 302
    assert len(marked(session)) == 1


def test_a_published_mark_lets_go_of_the_text_and_goes_on_to_the_next(bench, submission, session, instructor):
    second = write(factories.enrolment(course="writing"))
    claims.take(instructor, marks.SOURCE, submission.id)

    answer = bench(**FULL)

    assert answer.location == f"/review/tasks/{second.id}"
    assert claims.of([(marks.SOURCE, submission.id)]) == {}


def test_what_is_filled_in_is_kept_unfinished_and_seen_by_nobody_else(bench, client, submission, session, enrolment):
    kept = bench("/unfinished", headers=JSON, points_scope="1", comment="So far.", at="", said="A thought.")

    assert kept.json == {"version": 1, "other": None}
    fields = opened(client, bench.place).form(bench.place).fields
    assert {("points_scope", "1"), ("comment", "So far."), ("said", "A thought."), ("version", "1")} <= set(fields)
    assert "So far." not in client.sign_in(factories.instructor()).get(bench.place).text
    assert "So far." not in client.sign_in(enrolment.person).get(TASK).text


def test_publishing_clears_what_was_unfinished(bench, session):
    bench("/unfinished", comment="So far.")
    bench(**FULL)

    assert session.scalar(sa.select(sa.func.count()).select_from(UnfinishedMark)) == 0


def test_a_stale_page_does_not_replace_what_the_marker_kept_on_another(bench, client):
    stale = opened(client, bench.place).form(bench.place).filled(comment="At the desk.")
    bench("/unfinished", headers=JSON, comment="On the tablet.")

    assert client.post(f"{bench.place}/unfinished", data=stale, headers=JSON).json == {
        "version": 1,
        "other": "On the tablet.",
    }
    answer = client.post(f"{bench.place}/unfinished", data=stale)
    assert answer.status_code == 409 and "At the desk." in answer.text


def test_nobody_marks_their_own_text(client, submission, enrolment, session):
    """Whoever wrote it as a learner and teaches now."""
    enrolment.person.role = "instructor"
    session.flush()
    client.sign_in(enrolment.person)

    assert client.get(f"/review/tasks/{submission.id}").status_code == 404
    assert client.post(f"/review/tasks/{submission.id}", data=FULL).status_code == 404
    assert queue.listed(enrolment.person).items == []


def test_drafts_are_seen_by_nobody_but_their_writers(client, course, session, instructor):
    draft = marks.submissions.start(factories.enrolment(course="writing"), ACTIVITY)
    client.sign_in(instructor)

    assert client.get(f"/review/tasks/{draft.id}").status_code == 404
    assert queue.listed(instructor).items == []


@pytest.mark.parametrize("role", ["learner", "administrator"])
def test_marking_is_for_instructors(client, submission, role):
    client.sign_in(factories.person(role))

    assert client.get(f"/review/tasks/{submission.id}").status_code == 403


def test_a_correction_can_take_the_pass_away_and_reopens_the_course(client, submission, enrolment, session):
    mark(submission)
    client.sign_in(enrolment.person).post("/courses/writing/lesson/read-me")
    completed = session.get(Enrolment, enrolment.id).completed_at
    mark(submission, points=LOWEST, reason="It was copied.")
    session.refresh(enrolment)

    assert completed and enrolment.completed_at is None


def test_marks_are_never_changed(submission, session):
    mark(submission)

    for change in (sa.update(Mark).values(comment="Forged"), sa.delete(Mark)):
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(change)


def test_words_of_a_learner_and_of_a_marker_never_become_markup(client, enrolment, instructor):
    submission = write(enrolment, "<img src=x onerror=alert(1)> " + TEXT)
    judgement = Judgement(BEST, "<b>Good</b>", [{"start": 0, "stop": 4, "text": "<i>no</i>"}])
    marks.give(instructor, submission, judgement, seen=0)

    for person, address in ((instructor, f"/review/tasks/{submission.id}"), (enrolment.person, TASK)):
        page = client.sign_in(person).get(address).text
        assert "<img src=x" not in page and "<b>Good" not in page and "<i>no" not in page


def test_a_mark_is_news_on_the_start_page_and_a_correction_takes_its_place(client, enrolment, request_context):
    submission = write(enrolment)
    mark(submission)
    first = opened(client.sign_in(enrolment.person), "/")
    mark(submission, points=LOWEST, reason="I had the wrong text before me.")
    then = opened(client, "/").words

    assert "Your work is marked:" in first.words
    assert any("/task/" in link and "attempt=1" in link for link in first.links)
    assert "The mark of your work is corrected:" in then and "Your work is marked:" not in then
