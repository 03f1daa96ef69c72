"""What a run came to: provisional while a review could change the pass, and written down once."""

import pytest

from academy.certificates.models import Certificate
from academy.records.models import Result
from scenarios import grading, outcomes, runs
from scenarios.play import exercise
from tests import factories

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")


@pytest.fixture
def play(session, enrolment):
    """A finished run of the course in which one reply was graded as told."""

    def play(**grade):
        run = factories.run(enrolment=enrolment)
        if grade:
            factories.move(run, **grade)
        return factories.finish(run)

    return play


def results(session):
    query = session.query(Result).filter_by(activity="scenario/street").order_by(Result.attempt, Result.revision)
    return [(one.attempt, one.revision, one.score, one.passed, one.provisional) for one in query]


def test_a_sure_and_good_run_settles_and_completes_the_course(play, session, enrolment):
    run = play(level=2)

    assert (run.score, run.passed, run.provisional) == (100, True, False)
    assert results(session) == [(1, 1, 100, True, False)]
    assert enrolment.completed_at
    assert session.query(Certificate).one().enrolment is enrolment


def test_a_run_without_a_word_settles_as_failed(play, session, enrolment):
    run = play()

    assert (run.score, run.passed, run.provisional) == (0, False, False)
    assert results(session) == [(1, 1, 0, False, False)]
    assert enrolment.completed_at is None


@pytest.mark.parametrize(
    ("grade", "passed"),
    [
        ({"level": 2, "doubtful": SERVICE}, True),
        ({"level": 2, **dict.fromkeys(SERVICE, 0), "doubtful": SERVICE}, False),
        ({"level": 2, "composure": 0}, False),
        ({"level": 2, "composure": 0, "doubtful": ("composure",)}, False),
    ],
)
def test_what_hangs_on_doubt_is_provisional_and_completes_nothing(play, session, enrolment, grade, passed):
    run = play(**grade)

    assert run.passed is passed and run.provisional
    assert [row[3:] for row in results(session)] == [(passed, True)]
    assert enrolment.completed_at is None
    assert session.query(Certificate).count() == 0


@pytest.mark.parametrize(
    ("grade", "passed"),
    [
        ({"level": 2, "doubtful": ("clarity",)}, True),  # even at its worst it passes
        ({"level": 1, "doubtful": ("clarity",)}, False),  # even at its best it fails
    ],
)
def test_doubt_that_cannot_change_the_pass_holds_nothing_up(play, grade, passed):
    run = play(**grade)

    assert run.moves[0].grade.needs_review
    assert (run.passed, run.provisional) == (passed, False)


def test_two_doubts_are_taken_together(session, enrolment):
    edition = factories.scenario(**{"weight: 0\n        actions: {message": "weight: 3\n        actions: {message"})
    run = factories.run(enrolment=enrolment, edition=edition, pass_mark=45)
    for post in ("drain", "house"):
        factories.move(run, "message", post, level=2, doubtful=SERVICE)
    factories.finish(run)
    found = outcomes.outcome(run, runs.feed(run))

    assert found.worst < 45 <= found.score.score <= found.best
    assert run.provisional


def test_an_untouched_doubt_on_a_post_without_weight_can_still_be_a_red_line(session, enrolment):
    run = factories.run(enrolment=enrolment)
    factories.move(run, level=2)
    factories.move(run, post="wires", level=2, privacy=0)
    factories.finish(run)

    assert (run.score, run.passed, run.provisional) == (100, False, True)


def test_a_result_that_changed_nothing_is_not_repeated(play, session):
    run = play(level=2)
    for _ in range(3):
        outcomes.record(run, runs.feed(run))

    assert len(results(session)) == 1


def test_the_best_attempt_counts(play, session, enrolment):
    play(level=1, doubtful=())
    play(level=2)

    assert [row[:2] + row[3:] for row in results(session)] == [(1, 1, False, False), (2, 1, True, False)]
    assert enrolment.completed_at


def test_a_run_outside_a_course_leaves_no_result(session):
    run = factories.run()
    factories.move(run, level=2)
    factories.finish(run)

    assert (run.score, run.passed) == (100, True)
    assert session.query(Result).count() == 0


def test_the_result_names_its_run_and_its_red_lines(play, session):
    run = play(level=2, composure=0)

    assert session.query(Result).filter_by(activity="scenario/street").one().evidence == {
        "run": run.id,
        "red_lines": [1],
        "graders": ["of the suite"],
    }


def test_a_grade_is_kept_word_for_word_as_the_grader_gave_it(act, run):
    reply = "We are sorry. A crew clears the drain on Thursday; call 1334 with the reference WS-14."
    act(1, "reply", "drain", reply)

    given = grading.grade(exercise.item_of(run, "drain"), reply, "reply")
    grade = run.moves[0].grade
    assert grading.Grade.from_json(grade.detail) == given
    assert (grade.grader, grade.score, grade.needs_review) == (given.grader, given.score, given.needs_review)
    assert all(reply[found["start"] : found["end"]] == found["value"] for found in grade.detail["found"])


def test_who_plays_again_is_known_to_have_seen_the_example(session):
    first, again = factories.run(), factories.run()
    again.attempt = 2

    assert exercise.item_of(first, "drain").seen == ()
    assert exercise.item_of(again, "drain").seen == (runs.scenario(again).post("drain").example,)
