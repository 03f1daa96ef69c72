"""Writing a task: the draft, what is kept of it, and the one submission."""

import pytest
import sqlalchemy as sa

from academy import records
from academy.db import db
from academy.records.models import Result
from academy.records.register import rows
from courses import progress
from courses.tasks.models import Submission
from tests import factories
from tests.courses.tasks.conftest import ACTIVITY, TASK, TEXT, mark
from tests.pages import opened, read

JSON = {"Accept": "application/json"}


@pytest.fixture
def keep(learner):
    """Save what was typed as the script does: `keep("Our page", version=1)`; the answer's JSON."""
    learner.post(f"{TASK}/start")

    def keep(text, version=0, number=1, **more):
        form = {"number": number, "text": text, "version": version, **more}
        answer = learner.post(f"{TASK}/draft", data=form, headers=JSON)
        assert answer.status_code == 200, answer.text
        return answer.json

    return keep


@pytest.fixture
def submit(learner):
    def submit(text=TEXT, version=0, number=1, **more):
        return learner.post(TASK, data={"number": number, "text": text, "version": version, **more})

    return submit


def kept(session):
    return session.scalars(sa.select(Submission).order_by(Submission.number)).all()[-1]


def results(session):
    query = sa.select(Result).order_by(Result.id)
    return [(each.activity, each.attempt, each.score, each.passed, each.provisional) for each in session.scalars(query)]


def test_the_task_says_what_is_asked_and_how_it_is_marked_before_anything_is_written(learner, session):
    page = opened(learner, TASK)

    assert "Write its charter." in page.words and "3 to 40 words" in page.words
    assert "Names the office and what it answers." in page.words and "75 % of the mark" in page.words
    assert "This is the page of the committee of Testpur" not in page.words
    assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0


def test_the_draft_begins_with_the_starter_and_starting_twice_is_one_draft(learner, session, enrolment, course):
    learner.post(f"{TASK}/start")
    learner.post(f"{TASK}/start")

    assert "The page of ..." in learner.get(TASK).text
    assert [(one.number, one.version) for one in session.scalars(sa.select(Submission))] == [(1, 0)]
    assert enrolment.edition == course


def test_what_is_typed_is_there_when_the_page_is_opened_again(keep, learner):
    assert keep("Our page is", pasted=4) == {"version": 1, "other": None}
    assert keep("Our page is", version=1)["version"] == 1

    page = opened(learner, TASK)
    assert dict(page.form(TASK).fields) | {"text": "Our page is", "version": "1", "pasted": "4"} == dict(
        page.form(TASK).fields
    )


def test_words_written_elsewhere_are_never_replaced_by_a_page_that_has_not_seen_them(keep, session):
    keep("Written on the telephone")

    assert keep("Written at the desk") == {"version": 1, "other": "Written on the telephone"}
    assert kept(session).text == "Written on the telephone"
    assert keep("Written on the telephone, and more")["version"] == 2
    assert keep("Written at the desk", version=2)["other"] is None


def test_without_scripts_both_texts_are_shown_and_the_writer_decides(keep, learner, session):
    keep("Written on the telephone")

    stale = learner.post(f"{TASK}/draft", data={"number": 1, "version": 0, "text": "Written at the desk"})
    page = read(stale)
    form = page.form(TASK)

    assert stale.status_code == 409
    assert "Written on the telephone" in page.words
    assert dict(form.fields)["text"] == "Written at the desk"
    assert learner.post(f"{TASK}/draft", data=form.filled()).status_code == 302
    assert kept(session).text == "Written at the desk"


def test_a_stale_page_cannot_submit_over_words_that_it_has_not_seen(keep, submit, session):
    keep("Written on the telephone, all of it.")

    assert submit("Written at the desk.").status_code == 409
    assert not kept(session).submitted


def test_the_text_is_shown_as_it_will_read_with_nothing_dangerous_in_it(learner):
    learner.post(f"{TASK}/start")
    text = "# Our page\n\n**Bold** <script>alert(1)</script> [here](javascript:x)"

    answer = learner.post(f"{TASK}/draft", data={"number": 1, "version": 0, "text": text, "then": "preview"})
    page = opened(learner, answer.location.partition("#")[0])

    assert "<strong>Bold</strong>" in page.html and "<h3>Our page</h3>" in page.html
    assert "<script>alert" not in page.html and 'href="javascript' not in page.html


def test_what_is_too_long_to_be_submitted_is_kept_and_not_shown_as_it_reads(learner, session):
    learner.post(f"{TASK}/start")
    text = "**Bold** " + "x" * 20_000

    answer = learner.post(f"{TASK}/draft", data={"number": 1, "version": 0, "text": text, "then": "preview"})
    page = opened(learner, answer.location)

    assert "Your text is too long to be submitted" in page.words and kept(session).text == text
    assert "<strong>Bold</strong>" not in page.html
    assert "<strong>Bold</strong>" not in opened(learner, f"{TASK}?preview=1").html


def test_a_submission_waits_for_an_instructor_and_stands_neither_as_passed_nor_as_failed(
    keep, submit, learner, session, enrolment
):
    answer = submit()

    standing = progress.of(enrolment).of(ACTIVITY)
    assert answer.location == TASK
    assert results(session) == [(ACTIVITY, 1, None, False, True)]
    assert (standing.state, standing.lived.passed, standing.to_do) == ("provisional", None, False)
    assert "Waits for an instructor" in opened(learner, TASK).words
    assert "submitted, waits for an instructor" in opened(learner, "/courses/writing").words
    assert learner.post(f"{TASK}/start").status_code == 403
    assert [row.status for row in rows()] == ["awaiting review"]


def test_who_has_handed_in_goes_on_with_the_course_and_has_not_completed_it(keep, submit, learner, enrolment):
    submit()

    assert progress.of(enrolment).next.name == "lesson/read-me"
    assert learner.post("/courses/writing/lesson/read-me").status_code == 302
    assert enrolment.completed_at is None


def test_submitting_twice_is_one_submission(keep, submit, session):
    submit()

    assert submit().status_code == 302
    assert submit(TEXT + "\r\n").status_code == 302
    assert len(results(session)) == 1


def test_what_is_typed_after_the_submission_comes_back_and_changes_nothing(keep, submit, learner, session):
    submit()

    late = submit("Something else altogether.")
    assert late.status_code == 409 and "Something else altogether." in late.text
    assert (
        learner.post(f"{TASK}/draft", data={"number": 1, "text": "More.", "version": 1}, headers=JSON).status_code
        == 409
    )
    assert kept(session).text == TEXT


@pytest.mark.parametrize(
    "text, said", [(" \n", "Write your text"), ("The page of ...", "Make it yours"), ("word " * 61, "too long")]
)
def test_what_cannot_be_submitted_is_kept_in_its_field_with_the_reason(keep, submit, session, text, said):
    answer = submit(text)
    page = read(answer)

    assert answer.status_code == 400 and said in page.words
    assert dict(page.form(TASK).fields)["text"].strip() == text.strip()
    assert not kept(session).submitted


def test_a_text_somewhat_longer_than_asked_for_is_taken(keep, submit):
    assert submit("word " * 50).status_code == 302


def test_more_than_can_be_kept_is_given_back(keep, submit):
    answer = submit("x" * 60_001)

    assert answer.status_code == 400 and "x" * 60_001 in answer.text


def test_the_share_that_was_pasted_never_exceeds_the_text(keep, session):
    keep("Our page", pasted=5000)

    assert kept(session).pasted == 8


@pytest.mark.parametrize("number", ["", "x", "0", "2", str(2**31), "9" * 20, "9" * 5000])
def test_what_is_written_for_an_attempt_that_never_was_comes_back(keep, learner, number):
    form = {"number": number, "text": TEXT, "version": 0}

    for address in (TASK, f"{TASK}/draft"):
        answer = learner.post(address, data=form)
        assert answer.status_code == 409 and TEXT in answer.text


def test_work_of_others_cannot_be_written_or_read(keep, client, session):
    client.sign_in(factories.enrolment(course="writing").person)

    assert "The page of" not in opened(client, TASK).words
    assert client.post(TASK, data={"number": 1, "text": TEXT, "version": 0}).status_code == 409
    assert not kept(session).submitted


def test_staff_read_the_task_with_its_example_and_leave_no_trace(client, course, instructor):
    page = opened(client.sign_in(instructor), TASK)

    assert "This is the page of the committee of Testpur" in page.words
    assert client.post(f"{TASK}/start").status_code == 403


def test_the_database_lets_nobody_change_what_was_submitted(keep, submit, session):
    submit()

    for change in ({"text": "Forged"}, {"submitted_at": None}, {"version": 9}):
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(sa.update(Submission).values(**change))
    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.delete(Submission))


def test_there_is_one_unfinished_attempt_at_most(keep, session, enrolment, course):
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.add(Submission(enrolment=enrolment, activity=ACTIVITY, number=2, edition=course))
        session.flush()


@pytest.mark.usefixtures("request_context")
def test_a_further_attempt_is_there_after_the_mark_as_long_as_one_is_left(keep, submit, learner, session):
    submit()
    mark(kept(session), points={"scope": 0, "tone": 1})
    assert "1 attempt left" in opened(learner, TASK).words

    learner.post(f"{TASK}/start")
    submit(number=2)
    mark(kept(session), points={"scope": 0, "tone": 4})

    assert [one.number for one in session.scalars(sa.select(Submission).order_by(Submission.number))] == [1, 2]
    assert "All 2 attempts are used" in opened(learner, TASK).words
    assert learner.post(f"{TASK}/start").status_code == 403


@pytest.mark.usefixtures("request_context")
def test_the_example_is_shown_when_no_further_attempt_could_copy_it(keep, submit, learner, session):
    example = "This is the page of the committee of Testpur"
    submit()
    mark(kept(session), points={"scope": 0, "tone": 1})
    before = opened(learner, TASK).words
    mark(kept(session), reason="I misread it.")

    assert example not in before
    assert example in opened(learner, TASK).words


@pytest.mark.usefixtures("request_context")
def test_a_marked_task_and_the_rest_complete_the_course(keep, submit, learner, session, enrolment):
    submit()
    learner.post("/courses/writing/lesson/read-me")
    mark(kept(session), points={"scope": 1, "tone": 4})
    session.refresh(enrolment)

    assert enrolment.completed_at and enrolment.score == 62.5
    assert records.counting(records.results_of(enrolment)) is not None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Result)) == 3
