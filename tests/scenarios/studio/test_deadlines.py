"""By when a post wants its answer, in a sentence on its page and as advice where that is after the end of the day."""

import pytest

from scenarios.studio import deadlines, lint
from scenarios.studio.document import Document

DAY = {"opens": "16:00", "minutes": 240}


@pytest.fixture(autouse=True)
def asking(app):
    with app.test_request_context():
        yield


def told(**post):
    return deadlines.in_words(Document(DAY), {"triage": "service_complaint", **post})


def advised(**post):
    posts = [{"slug": "lamp", "triage": "service_complaint", **post}]
    found = lint.advice({**DAY, "posts": posts})
    return [problem.message for problem in found if problem.path == ("posts", 0, "within")]


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ({"at": 0}, "For this kind: answer by 20:00."),
        ({"at": 120}, "For this kind: answer by 22:00, which is after the end of the day (20:00)."),
        ({"at": 120, "within": 30}, "As you set it below: answer by 18:30."),
        ({"at": 230, "within": 30}, "As you set it below: answer by 20:20, which is after the end of the day (20:00)."),
        ({}, "For this kind: answer within 240 minutes of its arrival."),
        ({"within": 1}, "As you set it below: answer within 1 minute of its arrival."),
        ({"at": 120, "triage": "praise"}, "For this kind no time is set: an answer is never late."),
        ({"at": 120, "triage": "no such kind"}, ""),
        ({"at": "noon"}, "For this kind: answer within 240 minutes of its arrival."),
    ],
)
def test_it_is_said_by_when_a_post_wants_its_answer(post, words):
    assert told(**post) == words


def test_a_time_to_answer_that_outlasts_the_day_is_worth_another_look():
    (message,) = advised(at=120)

    assert "its time ends at 22:00, and the day at 20:00" in message


@pytest.mark.parametrize(
    "post", [{"at": 0}, {"at": 120, "within": 60}, {"at": 120, "triage": "praise"}, {"at": 120, "weight": 0}, {}]
)
def test_who_can_be_late_or_owes_nothing_gets_no_advice_on_it(post):
    assert advised(**post) == []
