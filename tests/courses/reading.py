"""A course with everything that stands in and beside lessons, and the bank that it draws from."""

from io import BytesIO

from PIL import Image

from courses import lessons, quizzes
from tests import factories

COURSE = """
    kind: course
    title: Reading course
    code: RC-1
    summary: Made for the suite.
    hours: 1
    competencies: [referral, mandate]
    rules: land
    bank: testing
    glossary:
      - {term: Zila, meaning: A district.}
      - {term: Charter, meaning: What a page promises.}
      - {term: "Sub judice", meaning: Before a court.}
    modules:
      - slug: first
        title: First things
        summary: What comes first.
        handout: |
          ## Three words

          Received, assigned, **fixed**. [The rule](/rules/land/neutrality)

          ![A picture](images/picture.png)
        activities:
          - type: lesson
            slug: look-back
            title: Look back
            minutes: 5
            body: Words.
            objectives: [referral/knows, mandate/judges]
            reflection:
              - {slug: yesterday, prompt: What did you answer yesterday?}
              - {slug: tomorrow, prompt: What will you answer tomorrow?}
          - type: quiz
            slug: check
            title: Check yourself
            minutes: 10
            attempts: 0
            pass_mark: 50
            questions:
              - type: single
                slug: own
                prompt: Its own question
                objective: mandate/judges
                options:
                  - {text: Right one, right: true, feedback: "Yes, own."}
                  - {text: Wrong one, feedback: "No, own."}
            draws:
              - {count: 2, objectives: [referral/knows]}
      - slug: second
        title: Second things
        summary: What comes after.
        requires: [first]
        enough: 1
        handout: The second page.
        activities:
          - {type: scenario, slug: drain, title: The drain, minutes: 20, guided: true, objectives: [mandate/does]}
          - {type: scenario, slug: street, title: The street, minutes: 30}
"""
LOOK_BACK, CHECK, DRAIN, STREET = "lesson/look-back", "quiz/check", "scenario/drain", "scenario/street"


def published(slug="reading", text=COURSE, **changes):
    """`changes` are words of the course to be replaced."""
    factories.rules()
    factories.bank()
    for old, new in changes.items():
        text = text.replace(old, new)
    return factories.edition(slug, text, **{"images/picture__png": picture()})


def picture():
    file = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(file, "PNG")
    return file.getvalue()


def answer(enrolment, **wrong):
    """Submit an attempt at the quiz with right answers, but for the questions of these slugs (with underscores)."""
    attempt = quizzes.start(enrolment, CHECK)
    asked = quizzes.asked(enrolment.edition, attempt).questions
    quizzes.submit(attempt, {one.slug: int(one.slug.replace("-", "_") in wrong) for one in asked})
    return [one.slug for one in asked]


def open_second(enrolment):
    """Finish the first module."""
    lessons.finish(enrolment, LOOK_BACK)
    return answer(enrolment)
