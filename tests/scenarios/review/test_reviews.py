"""A person confirms or overrules a grade; the result follows, the feed never does."""

import pytest

from academy.audit.models import AuditEntry
from academy.certificates.models import Certificate
from academy.live.models import LiveEvent
from academy.records.models import Result
from scenarios import grading, runs
from scenarios.models import Review
from scenarios.review import reviews
from tests import factories

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
DOUBTFUL = {"level": 2, "doubtful": SERVICE}


@pytest.fixture
def instructor(session):
    return factories.instructor(name="Farah Noor")


@pytest.fixture
def finished(enrolment):
    """A finished run of the course in which one reply was graded as told."""

    def finished(**grade):
        run = factories.run(enrolment=enrolment)
        factories.move(run, **grade)
        return factories.finish(run)

    return finished


@pytest.fixture
def review(client, instructor):
    """Send the form of a review: what is not named stays as the grader had it."""

    def send(run, number=1, overall=None, **changes):
        detail = next(move for move in run.moves if move.number == number).grade.detail
        form = {
            f"level_{name}": each["level"] for name, each in detail["criteria"].items() if each["level"] is not None
        }
        form |= {"overall": detail["overall"] if overall is None else overall}
        form |= {"version": reviews.version(run.moves[number - 1].grade), **changes}
        return client.sign_in(instructor).post(f"/review/runs/{run.id}/{number}", data=form)

    return send


def results(session):
    query = session.query(Result).filter_by(activity="scenario/street").order_by(Result.attempt, Result.revision)
    return [(one.attempt, one.revision, one.passed, one.provisional) for one in query]


def test_confirming_settles_the_result_and_the_certificate_follows(review, finished, session, enrolment):
    run = finished(**DOUBTFUL)
    before = enrolment.completed_at, results(session)

    answer = review(run)

    assert before == (None, [(1, 1, True, True)])
    assert answer.location == "/review/"
    assert results(session) == [(1, 1, True, True), (1, 2, True, False)]
    assert enrolment.completed_at
    assert session.query(Certificate).one().fields["course_title"] == "Practice"


def test_overruling_changes_the_result_and_says_why(review, finished, session, enrolment, instructor):
    run = finished(level=2, **dict.fromkeys(SERVICE, 0), doubtful=SERVICE)
    changes = {f"level_{name}": 2 for name in SERVICE} | {f"reason_{name}": f" Look at {name}. " for name in SERVICE}

    review(run, overall=4, **changes)

    kept = session.query(Review).one()
    assert kept.reviewer is instructor
    assert kept.levels == dict.fromkeys(grading.CRITERIA, 2)
    assert kept.reasons == {name: f"Look at {name}." for name in SERVICE}
    assert (run.score, run.passed, run.provisional) == (100, True, False)
    assert enrolment.completed_at
    assert session.query(AuditEntry).filter_by(action="grade.reviewed").one().actor_id == instructor.id


def test_overruling_without_a_reason_is_refused_and_what_was_typed_stays(review, finished, session):
    run = finished(**DOUBTFUL)

    answer = review(
        run, overall=1, level_next_step=0, level_clarity=1, reason_clarity="Which Thursday?", reason_mandate="x"
    )

    assert answer.status_code == 400
    assert answer.text.count("Say why this level is different.") == 2  # in the summary and at the field
    assert "Which Thursday?</textarea>" in answer.text
    assert 'aria-describedby="next_step-reason-error"' in answer.text
    assert session.query(Review).count() == 0
    assert results(session) == [(1, 1, True, True)]


def test_blanks_are_no_reason(review, finished, session):
    run = finished(**DOUBTFUL)

    assert review(run, level_next_step=0, reason_next_step=" \r\n\t ").status_code == 400
    assert session.query(Review).count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"level_next_step": 3},
        {"level_next_step": -1},
        {"level_next_step": "high"},
        {"level_next_step": ""},
        {"overall": 5},
        {"overall": ""},
        {"level_next_step": 0, "reason_next_step": "x" * 1001},
        {"level_next_step": 0, "reason_next_step": "because\0"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(review, finished, session, changes):
    run = finished(**DOUBTFUL)

    assert review(run, **changes).status_code == 400
    assert session.query(Review).count() == 0


def test_a_review_that_changes_nothing_is_not_repeated(review, finished, session):
    run = finished(**DOUBTFUL)
    for _ in range(3):
        review(run)

    assert session.query(Review).count() == 1
    assert results(session) == [(1, 1, True, True), (1, 2, True, False)]


def test_a_review_that_does_not_change_the_result_leaves_no_revision(review, finished, session):
    run = finished(level=2)
    review(run)

    assert session.query(Review).count() == 1
    assert results(session) == [(1, 1, True, False)]


def test_the_newest_review_counts_and_earlier_ones_stay(review, finished, session):
    run = finished(**DOUBTFUL)
    review(run, overall=0, level_composure=0, reason_composure="A sneer.")
    failed = run.passed
    review(run)

    assert (failed, run.passed) == (False, True)
    assert [one.levels["composure"] for one in session.query(Review).order_by(Review.id)] == [0, 2]
    assert [row[2:] for row in results(session)] == [(True, True), (False, False), (True, False)]


def test_a_review_that_takes_the_pass_away_reopens_the_course_and_leaves_the_certificate_to_a_person(
    review, finished, session, enrolment, client
):
    run = finished(level=2)
    certificate = session.query(Certificate).one()
    review(run, overall=0, level_composure=0, reason_composure="A sneer.")

    assert enrolment.completed_at is None
    assert certificate.revoked_at is None
    administrator = client.sign_in(factories.administrator())
    assert certificate.serial in administrator.get("/certificates/register?questioned=1").text


def test_a_reviewers_red_line_fails_the_run_whatever_overall_says(review, finished, session):
    run = finished(level=2)
    review(run, overall=4, level_privacy=0, reason_privacy="A phone number.")

    assert session.query(Review).one().overall == 1
    assert run.passed is False


def test_a_red_line_of_the_machine_is_taken_back_by_a_review(review, finished, session, enrolment):
    run = finished(level=2, composure=0)
    review(run, overall=4, level_composure=2, reason_composure="It quotes the citizen.")

    assert (run.score, run.passed, run.provisional) == (100, True, False)
    assert enrolment.completed_at


def test_every_doubt_has_to_be_looked_at_while_the_pass_hangs_on_it(review, session, enrolment):
    run = factories.run(enrolment=enrolment)
    factories.move(run, **DOUBTFUL)
    factories.move(run, post="house", level=2, privacy=0)
    factories.finish(run)
    review(run, 1)
    between = run.provisional
    review(run, 2, overall=4, level_privacy=2, reason_privacy="Their own number.")

    assert between
    assert (run.passed, run.provisional) == (True, False)


def test_a_review_never_changes_what_the_public_did(review, finished, learner_page):
    run = finished(level=2, composure=0)
    before, grade = runs.feed(run).to_json(), dict(run.moves[0].grade.detail)
    review(run, overall=4, level_composure=2, reason_composure="It quotes the citizen.")

    assert runs.feed(run).to_json() == before
    assert run.moves[0].grade.detail == grade
    assert run.moves[0].grade.score == grade["score"] == 49


def test_the_learner_hears_of_a_review_and_sees_both_levels(review, finished, session, learner_page):
    run = finished(level=2, composure=0)
    review(run, overall=3, level_composure=1, reason_composure="Sharp, but no sneer.")

    event = session.query(LiveEvent).filter_by(kind="reviewed").one()
    page = learner_page(run)
    assert (event.stream, event.data) == (f"person/{run.person_id}", {"run": run.id, "provisional": False})
    assert "Because of composure." in page
    assert "Sharp, but no sneer." in page and "Farah Noor" in page


def test_the_queue_holds_what_waits_and_nothing_else(review, finished, client, instructor):
    run = finished(**DOUBTFUL)
    waiting = client.sign_in(instructor).get("/review/").text
    home = client.get("/").text
    review(run)
    after, everything = client.get("/review/").text, client.get("/review/?all=1").text

    link = f'href="/review/runs/{run.id}'
    assert f'{link}/first"' in waiting and f'{link}/first"' in home
    assert link not in after
    assert f'{link}"' in everything


def test_the_review_page_marks_what_is_doubtful(finished, client, instructor):
    run = finished(level=2, doubtful=("next_step",), composure=0)
    page = client.sign_in(instructor).get(f"/review/runs/{run.id}/1").text

    assert page.count("Please look</") + page.count("Please look\n") == 2
    assert "40 % sure" in page
    assert "We are sorry. A crew comes on Thursday." in page


def test_only_instructors_review(finished, client, session):
    run = finished(**DOUBTFUL)
    for person in (factories.learner(), run.person, factories.administrator()):
        client.sign_in(person)
        asked = [client.get("/review/"), client.get(f"/review/runs/{run.id}"), client.post(f"/review/runs/{run.id}/1")]

        assert [answer.status_code for answer in asked] == [403] * 3
    assert session.query(Review).count() == 0


def test_only_finished_runs_of_a_course_and_graded_moves_are_reviewed(client, enrolment, instructor):
    unfinished = factories.run(enrolment=enrolment)
    factories.move(unfinished)
    tried = factories.run(person=factories.instructor())
    factories.move(tried)
    factories.finish(tried)
    client.sign_in(instructor)

    for run in (unfinished, tried):
        assert client.get(f"/review/runs/{run.id}").status_code == 404
        assert client.post(f"/review/runs/{run.id}/1").status_code == 404


def test_a_move_without_words_has_nothing_to_review(finished, client, instructor):
    run = finished(level=2)

    assert client.sign_in(instructor).post(f"/review/runs/{run.id}/2").status_code == 404


@pytest.fixture
def learner_page(client):
    return lambda run: client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text
