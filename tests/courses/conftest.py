"""A small course with every kind of activity, and somebody who is enrolled in it."""

import pytest

from courses.answers import step_key
from tests import factories

COURSE = """
    kind: course
    title: Small course
    code: SC-1
    summary: Made for the suite.
    hours: 1.5
    competencies: [Reads before replying]
    rules: land
    modules:
      - slug: first
        title: First things
        summary: What comes first.
        activities:
          - type: lesson
            slug: read-me
            title: Read me
            minutes: 5
            body: |
              ## A heading
              Words, and ![a picture](images/picture.png)
              <script>alert(1)</script> [a trap](javascript:alert)
            sources:
              - {title: The gazette, url: "https://gazette.example", checked_on: 2026-11-01, certainty: official}
              - {title: A newspaper, checked_on: 2026-11-01, certainty: press}
          - type: quiz
            slug: check
            title: Check yourself
            minutes: 10
            pass_mark: 60
            attempts: 2
            questions:
              - type: single
                slug: one
                prompt: Which <b>one</b>?
                options:
                  - {text: Right one, right: true, feedback: Yes indeed.}
                  - {text: Wrong one, feedback: "No, and here is why."}
              - type: multiple
                slug: many
                prompt: Which of them?
                options:
                  - {text: A, right: true, feedback: A is.}
                  - {text: B, right: true, feedback: B is.}
                  - {text: C, feedback: C is not.}
                  - {text: D, feedback: D is not.}
              - type: ordering
                slug: order
                prompt: In which order?
                steps: [Read, Think, Write]
                feedback: Reading comes first.
              - type: matching
                slug: match
                prompt: What is what?
                pairs:
                  - {post: Thank you all!, triage: praise, feedback: It thanks.}
                  - {post: The dam has burst!!, triage: rumour, feedback: Nobody has checked.}
                distractors: [troll]
      - slug: second
        title: Second things
        summary: What comes after.
        requires: [first]
        activities:
          - type: scenario
            slug: drain
            title: The drain
            minutes: 20
            pass_mark: 60
"""

FIRST, SECOND, THIRD = (f"q3-{step_key('order', step)}" for step in ("Read", "Think", "Write"))
RIGHT = {"q1": "0", "q2": ["0", "1"], FIRST: "1", SECOND: "2", THIRD: "3", "q4-0": "praise", "q4-1": "rumour"}
WRONG = {"q1": "1", "q2": ["2"], FIRST: "3", SECOND: "2", THIRD: "1", "q4-0": "troll", "q4-1": "troll"}
PICTURE = b"\x89PNG\r\n\x1a\n picture"


def published(text=COURSE):
    factories.rules()
    return factories.edition("small", text, **{"images/picture__png": PICTURE})


@pytest.fixture
def course(session):
    return published()


@pytest.fixture
def enrolment(course):
    return factories.enrolment(course="small")


@pytest.fixture
def learner(client, enrolment):
    """The browser of the enrolled learner."""
    return client.sign_in(enrolment.person)


@pytest.fixture
def request_context(app, session):
    """Verbs are called in the course of a request: some of them give addresses."""
    with app.test_request_context():
        yield
