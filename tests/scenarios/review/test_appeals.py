"""A learner asks for another look at a grade; an instructor who has not judged it decides, and answers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock
from academy.audit.models import AuditEntry
from academy.jobs.models import Job
from academy.live.models import LiveEvent
from academy.records.models import Result
from scenarios.models import Review
from scenarios.review import reviews
from scenarios.review.models import Appeal
from tests import factories, pages

REASON = "The crew and the day\nare both named."
ANSWER = "You are right:\nthe day is named."


@pytest.fixture
def run(played):
    """A run that failed by one poor reply."""
    return played(level=0, **dict.fromkeys(("neutrality", "office_not_person", "privacy", "composure"), 2))


@pytest.fixture
def appeal(client, run):
    """Send the form of the debrief as the run's learner."""

    def appeal(reason=REASON, number=1, person=None):
        client.sign_in(person or run.person)
        return client.post(f"/scenarios/runs/{run.id}/{number}/appeal", data={"reason": reason})

    return appeal


@pytest.fixture
def decide(client, run):
    """Send the review form of the appealed text."""

    def decide(instructor, answer=ANSWER, **changes):
        grade = run.moves[0].grade
        form = {f"level_{name}": each["level"] for name, each in grade.detail["criteria"].items()}
        form |= {"overall": grade.detail["overall"], "answer": answer, "version": reviews.version(grade), **changes}
        return client.sign_in(instructor).post(f"/review/runs/{run.id}/1", data=form)

    return decide


def debrief(client, run):
    return pages.opened(client.sign_in(run.person), f"/scenarios/runs/{run.id}/debrief")


def all_appeals(session):
    return session.scalars(sa.select(Appeal)).all()


def actions(session):
    return [entry.action for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def test_a_learner_appeals_under_the_text(client, run, session):
    form = debrief(client, run).form(f"/scenarios/runs/{run.id}/1/appeal")

    answer = client.post(form.action, data=form.filled(reason=REASON.replace("\n", "\r\n")))

    kept = all_appeals(session)[0]
    assert answer.location == f"/scenarios/runs/{run.id}/debrief#appeal-1"
    assert (kept.grade, kept.reason, kept.open) == (run.moves[0].grade, REASON, True)
    shown = debrief(client, run)
    assert "Waits for another instructor" in shown.words and "are both named." in shown.words
    assert not [form for form in shown.forms if form.action.endswith("/appeal")]
    assert actions(session)[-1] == "appeal.made"


def test_the_same_appeal_twice_is_one(appeal, session):
    assert [appeal().status_code for _ in range(2)] == [302, 302]
    assert len(all_appeals(session)) == 1


def test_another_appeal_is_refused_and_its_words_are_kept(appeal, session):
    appeal()

    answer = appeal("And another thing.")

    assert answer.status_code == 409
    assert "You have asked for another look at this grade already." in answer.text
    assert "And another thing.</textarea>" in answer.text
    assert [each.reason for each in all_appeals(session)] == [REASON]


@pytest.mark.parametrize("reason", ["", " \r\n\t ", "x" * 2001])
def test_an_appeal_needs_a_reason_of_at_most_2000_characters(appeal, session, reason):
    answer = appeal(reason)

    page = pages.read(answer)
    assert answer.status_code == 400
    assert "#appeal-1-reason" in page.links and "There is a problem" in page.words
    assert all_appeals(session) == []
    assert reason.strip() in page.html
    assert page.all("details", open=None)


def test_line_breaks_count_once(appeal, session):
    assert appeal("\r\n".join(["x" * 99] * 20)).status_code == 302
    assert len(all_appeals(session)[0].reason) == 1999


def test_only_the_learner_of_the_run_can_appeal(appeal, session, client, run):
    for person in (factories.learner(), factories.instructor(), factories.administrator()):
        assert appeal(person=person).status_code == 404
    assert all_appeals(session) == []


def test_there_is_no_appeal_against_what_was_not_graded_or_counts_for_nothing(appeal, client, session, course, run):
    assert appeal(number=2).status_code == 404
    unfinished = factories.run(enrolment=factories.started(factories.learner(), "practice"))
    factories.move(unfinished)
    tried = factories.run(factories.instructor())
    factories.move(tried)
    factories.finish(tried)

    for other in (unfinished, tried):
        client.sign_in(other.person)
        assert client.post(f"/scenarios/runs/{other.id}/1/appeal", data={"reason": "x"}).status_code == 404
    assert "Ask for another look" not in client.get(f"/scenarios/runs/{tried.id}/debrief").text


def test_the_time_for_appeals_ends(appeal, client, run, session):
    run.finished_at = clock.now() - timedelta(days=30, seconds=1)
    late = appeal()
    closed = debrief(client, run)
    run.finished_at = clock.now() - timedelta(days=30, seconds=-60)

    assert late.status_code == 409 and REASON in late.text
    assert "An appeal was possible until" in closed.words and "Ask for another look" not in closed.words
    assert appeal().status_code == 302


def test_an_appeal_stands_on_top_of_the_queue_with_its_age(appeal, client, run, played, session):
    doubtful = played("Ben Noor", level=2, doubtful=("acknowledgement", "mandate", "next_step", "clarity"))
    appeal()
    run.waits_since = clock.now() - timedelta(days=2)

    page = pages.opened(client.sign_in(factories.instructor()), "/review/")

    order = [link for link in page.links if link.startswith("/review/runs/")]
    assert order == [f"/review/runs/{run.id}/first", f"/review/runs/{doubtful.id}/first"]
    assert "appeal, 2 days" in page.words


def test_an_appeal_is_decided_with_an_answer_and_the_learner_hears_of_it(appeal, decide, client, run, session):
    appeal()
    other = factories.instructor(name="Farah Noor")

    changes = {"overall": 2, "level_next_step": 2, "reason_next_step": "A day is named."}
    answer = decide(other, ANSWER.replace("\n", "\r\n"), **changes)

    made = all_appeals(session)[0]
    assert answer.status_code == 302
    assert (made.answer, made.review.reviewer, made.review.levels["next_step"]) == (ANSWER, other, 2)
    assert run.waits is None
    assert actions(session)[-2:] == ["grade.reviewed", "appeal.decided"]
    event = session.query(LiveEvent).filter_by(kind="appeal_decided").one()
    assert (event.stream, event.data) == (f"person/{run.person_id}", {"run": run.id, "number": 1})
    shown = debrief(client, run).words
    assert "The grade was changed" in shown and "the day is named." in shown and "Farah Noor" in shown
    assert "A day is named." in shown


def test_who_decides_an_appeal_is_told_that_it_is_decided(appeal, decide, client):
    appeal()
    decide(factories.instructor())

    assert "The appeal is decided, and the learner is told." in pages.opened(client, "/review/").words


def test_the_learner_gets_a_mail_that_leads_to_the_answer(appeal, decide, run, session, app):
    appeal()
    decide(factories.instructor())

    job = session.query(Job).filter_by(kind="mail").one()
    assert job.payload["to"] == run.person.email
    assert job.payload["subject"] == "Your appeal is decided: A wet street"
    assert f"http://127.0.0.1:8000/scenarios/runs/{run.id}/debrief#appeal-1" in job.payload["body"]
    assert "the day is named" not in job.payload["body"]


def test_the_levels_may_stay_as_they_are(appeal, decide, client, run, session):
    before = session.query(Result).count()
    appeal()
    decide(factories.instructor())

    assert "The grade was confirmed" in debrief(client, run).words
    assert session.query(Result).count() == before


def test_confirming_what_another_instructor_said_is_a_review_of_its_own(appeal, decide, client, run, session):
    first, second = factories.instructor(), factories.instructor()
    factories.review(run, reviewer=first, overall=2, next_step=1)
    appeal()

    decide(second, overall=2, level_next_step=1, reason_next_step="Look at next_step.")

    assert [review.reviewer for review in run.moves[0].grade.reviews] == [first, second]
    assert "The grade was confirmed" in debrief(client, run).words


def test_who_has_reviewed_the_grade_does_not_decide_the_appeal(appeal, decide, client, run, session):
    instructor = factories.instructor()
    factories.review(run, reviewer=instructor)
    appeal()

    refused = decide(instructor, overall=1, level_next_step=1, reason_next_step="Not quite.")

    assert refused.status_code == 409
    assert "another instructor has to decide" in refused.text
    assert "the day is named." in refused.text and "Not quite." in refused.text
    assert all_appeals(session)[0].open and session.query(Review).count() == 1
    page = pages.opened(client.sign_in(instructor), f"/review/runs/{run.id}/1")
    assert "an administrator can give somebody the role" in page.words
    assert f"/review/runs/{run.id}/1" not in {form.action for form in page.forms}
    assert "Another instructor decides" in pages.opened(client, "/review/").words


def test_where_there_is_another_instructor_nobody_is_sent_to_an_administrator(appeal, client, run):
    instructor, other = factories.instructor(), factories.instructor()
    factories.review(run, reviewer=instructor)
    appeal()

    page = pages.opened(client.sign_in(instructor), f"/review/runs/{run.id}/1").words

    assert "another instructor has to decide the appeal" in page
    assert "administrator" not in page
    assert "Decide the appeal" in pages.opened(client.sign_in(other), f"/review/runs/{run.id}/1").words


@pytest.mark.parametrize("answer", ["", "  \r\n "])
def test_an_appeal_is_not_decided_without_an_answer(appeal, decide, session, answer):
    appeal()

    refused = decide(factories.instructor(), answer, overall=1, level_next_step=1, reason_next_step="Not quite.")

    page = pages.read(refused)
    assert refused.status_code == 400
    assert "#answer" in page.links and "Not quite." in page.html
    assert session.query(Review).count() == 0


def test_deciding_twice_decides_once(appeal, decide, session):
    instructor = factories.instructor()
    appeal()

    assert [decide(instructor).status_code for _ in range(2)] == [302, 302]
    assert session.query(Review).count() == session.query(Job).filter_by(kind="mail").count() == 1


def test_an_answer_that_comes_too_late_is_refused_and_kept(appeal, decide, session):
    appeal()
    decide(factories.instructor())

    late = decide(factories.instructor(), "I see it otherwise.")

    assert late.status_code == 409
    assert "I see it otherwise." in late.text
    assert all_appeals(session)[0].answer == ANSWER


def test_after_the_decision_there_is_no_other_appeal(appeal, decide, client, run, session):
    appeal()
    decide(factories.instructor())

    again = appeal("I do not agree.")

    assert again.status_code == 409
    assert "has been decided" in again.text and "I do not agree." in again.text
    assert "Ask for another look" not in debrief(client, run).words


def test_a_decided_appeal_can_still_be_reviewed(appeal, decide, run, session):
    appeal()
    decide(factories.instructor())

    assert decide(factories.instructor(), "", overall=0).status_code == 302
    assert session.query(Review).count() == 2


def test_a_decision_can_take_the_red_line_away_and_settle_the_pass(played, client, session):
    run = played(level=2, composure=0)
    client.sign_in(run.person).post(f"/scenarios/runs/{run.id}/1/appeal", data={"reason": "It was a quote."})
    between = run.waits
    client.sign_in(factories.instructor())
    form = pages.opened(client, f"/review/runs/{run.id}/1").form(f"/review/runs/{run.id}/1")

    changes = {"level_composure": "2", "reason_composure": "It quotes.", "overall": "4", "answer": "It was."}
    client.post(form.action, data=form.filled(**changes))

    assert between == 0
    assert (run.passed, run.provisional, run.waits) == (True, False, None)
