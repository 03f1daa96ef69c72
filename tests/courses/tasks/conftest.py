"""A course with a task in its first module, and somebody who writes it."""

import pytest

from academy import editions
from courses import pack
from courses.tasks import marks, submissions
from courses.tasks.marks import Judgement
from tests import factories

COURSE = """
    kind: course
    title: Writing course
    code: WC-1
    summary: Made for the suite.
    hours: 1.5
    competencies: [Writes a charter]
    rules: land
    modules:
      - slug: first
        title: First things
        summary: What comes first.
        activities:
          - type: task
            slug: charter
            title: Write the charter
            minutes: 40
            pass_mark: 60
            attempts: 2
            brief: |
              ## The page
              Write **its charter**.
            starter: The page of ...
            words: {least: 3, most: 40}
            checklist: [Is the office named?]
            rubric:
              - slug: scope
                title: What the page is for
                weight: 3
                levels:
                  - {points: 2, label: Clear, description: Names the office and what it answers.}
                  - {points: 1, label: Partly, description: Names one of the two.}
                  - {points: 0, label: Missing, description: Names neither.}
              - slug: tone
                title: How it speaks
                levels:
                  - {points: 4, label: Plain, description: Everybody understands it.}
                  - {points: 1, label: Stiff, description: Office phrases.}
            example: This is the page of the committee of Testpur.
      - slug: second
        title: Second things
        summary: What comes after.
        requires: [first]
        activities:
          - type: lesson
            slug: read-me
            title: Read me
            minutes: 5
            body: Words.
            sources:
              - {title: The gazette, checked_on: 2026-11-01, certainty: official}
"""
TASK = "/courses/writing/task/charter"
ACTIVITY = "task/charter"
TEXT = "This is the page of the municipal committee. Criticism stays. Insults are hidden."
BEST, LOWEST = {"scope": 2, "tone": 4}, {"scope": 0, "tone": 1}
PLACE = "45-61"  # "Criticism stays."


def published(text=COURSE):
    factories.rules()
    return factories.edition("writing", text)


def write(enrolment, text=TEXT):
    """A submitted attempt at the task."""
    submission = submissions.start(enrolment, ACTIVITY)
    submissions.submit(submission, text, submission.version)
    return submission


def mark(submission, marker=None, points=BEST, comment="Good.", comments=(), reason=""):
    """A published mark by somebody who has seen all that came before."""
    judgement = Judgement(points, comment, comments, reason)
    return marks.give(marker or factories.instructor(), submission, judgement, seen=len(submission.marks))


@pytest.fixture
def course(session):
    return published()


@pytest.fixture
def task(course):
    return pack.find(editions.content(course), ACTIVITY)


@pytest.fixture
def enrolment(course):
    return factories.enrolment(course="writing")


@pytest.fixture
def request_context(app, session):
    """Verbs are called in the course of a request: some of them give addresses."""
    with app.test_request_context():
        yield


@pytest.fixture
def learner(client, enrolment):
    """The browser of the enrolled learner."""
    return client.sign_in(enrolment.person)


@pytest.fixture
def instructor(session):
    return factories.instructor(name="Gul Bano")
