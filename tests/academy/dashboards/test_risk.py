"""Who is at risk, sign by sign."""

from datetime import timedelta

import pytest
import time_machine

from academy import clock
from academy.accounts import people
from academy.dashboards import risk


@pytest.fixture(autouse=True)
def asked(app):
    """Rules are told in the language of who asks."""
    with app.test_request_context():
        yield


def signs_of(asked) -> dict[str, tuple]:
    return {learner.name: learner.signs for learner in risk.listed(asked)}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"due": -1}, ("overdue",)),
        ({"due": -1, "started": 1}, ("overdue",)),
        ({"due": -1, "started": 1, "completed": True}, None),
        ({"due": 0}, ("soon",)),
        ({"due": 7}, ("soon",)),
        ({"due": 8}, None),
        ({"due": 3, "started": 1}, None),
        ({"started": 15}, ("idle",)),
        ({"started": 13}, None),
        ({"due": -1, "started": 20}, ("overdue", "idle")),
        ({}, None),
    ],
)
def test_a_sign_is_true_of_whom_it_says(enrolled, everything, given, expected):
    enrolled("Nadia", **given)

    assert signs_of(everything()).get("Nadia") == expected


def test_whoever_finished_something_lately_is_not_idle(enrolled, tried, everything):
    with time_machine.travel(clock.now() - timedelta(days=20)):
        busy, idle = enrolled("Busy", started=1), enrolled("Idle", started=1)
        tried(idle, score=None, activity="lesson/another", passed=True)
    tried(busy, score=None, activity="lesson/another", passed=True)

    assert signs_of(everything()) == {"Idle": ("idle",)}


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([{"attempt": 1}, {"attempt": 2}], ("failed",)),
        ([{"attempt": 1}], None),
        ([{"attempt": 1}, {"attempt": 1}], None),
        ([{"attempt": 1}, {"attempt": 2}, {"attempt": 3, "score": 90}], None),
        ([{"attempt": 1}, {"attempt": 1, "activity": "quiz/other"}], None),
        ([{"attempt": 1}, {"attempt": 2}, {"attempt": 2, "score": 70}], None),
        ([{"attempt": 1}, {"attempt": 2, "score": 70}, {"attempt": 2, "score": 50}], ("failed",)),
        ([{"attempt": 1}, {"attempt": 2}, {"attempt": 3, "provisional": True}], None),
        ([{"attempt": 1, "score": 90, "activity": "quiz/other"}, {"attempt": 1}, {"attempt": 2}], ("failed",)),
    ],
)
def test_two_failed_attempts_at_one_activity_count(enrolled, tried, everything, attempts, expected):
    enrolment = enrolled("Farid", started=1)
    for attempt in attempts:
        tried(enrolment, **attempt)

    assert signs_of(everything()).get("Farid") == expected


def test_whoever_waits_for_a_review_is_not_idle_and_what_waits_is_said(enrolled, tried, everything):
    for name, due in (("Wasim", -3), ("Waheed", None)):
        with time_machine.travel(clock.now() - timedelta(days=20)):
            tried(enrolled(name, due=due and due + 20, started=1), provisional=True)

    (learner,) = risk.listed(everything())
    assert (learner.name, learner.signs, learner.awaiting) == ("Wasim", ("overdue",), True)
    assert learner.why == "Overdue; work waits for a review"


def test_whoever_was_switched_off_is_left_alone(enrolled, everything):
    gone = enrolled("Gone", due=-3)
    people.change(None, gone.person, active=False)

    assert risk.listed(everything()) == []


def test_more_time_for_one_learner_counts(enrolled, everything, session):
    late, extended = enrolled("Late", due=-3), enrolled("Extended", due=-3)
    extended.due_on, extended.extended = clock.today() + timedelta(days=20), True
    session.flush()

    assert signs_of(everything()) == {"Late": ("overdue",)}
    assert late.due_on < clock.today()


def test_the_longest_overdue_comes_first_and_counts_agree(enrolled, everything):
    for name, due in (("Soon", 2), ("Week", -7), ("Day", -1)):
        enrolled(name, due=due)
    enrolled("Idle", started=40)

    assert list(signs_of(everything())) == ["Week", "Day", "Soon", "Idle"]
    assert risk.counts(everything()) == {"overdue": 2, "soon": 1, "failed": 0, "idle": 1, "any": 4}
    assert [learner.name for learner in risk.everybody(everything())] == ["Week", "Day", "Soon", "Idle"]
    assert [learner.name for learner in risk.listed(everything(), first=1, rows=2)] == ["Day", "Soon"]
