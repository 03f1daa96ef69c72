"""Attempts at quizzes: start one, keep its answers, submit it once."""

import secrets

import sqlalchemy as sa

from academy import clock, editions, records
from academy.db import db
from academy.editions.models import Edition
from academy.records.models import Enrolment
from courses import pack, progress, terms
from courses.drawing import drawn, seed_of
from courses.marking import Answers, mark
from courses.models import QuizAttempt
from courses.pack import Quiz


class Closed(Exception):
    """This attempt was never begun, or it was submitted: there is nothing to write into."""


def attempts_at(enrolment: Enrolment, activity: str) -> list[QuizAttempt]:
    """All of a learner's attempts at a quiz with their results, oldest first."""
    query = sa.select(QuizAttempt).where(QuizAttempt.enrolment_id == enrolment.id, QuizAttempt.activity == activity)
    return list(db.session.scalars(query.options(sa.orm.joinedload(QuizAttempt.result)).order_by(QuizAttempt.number)))


def asked(edition: Edition, attempt: QuizAttempt) -> Quiz:
    """The quiz as an attempt asks it; `edition` is that of the course, as the learner has it."""
    quiz = pack.find(editions.content(edition), attempt.activity)
    return drawn(quiz, editions.cited_content(edition, "bank"), attempt.seed)


def start(enrolment: Enrolment, activity: str) -> QuizAttempt:
    """Begin an attempt, or go on with the one that is open. Raises NotAllowed."""
    records.hold(enrolment)
    before = attempts_at(enrolment, activity)
    if before and not before[-1].submitted:
        return before[-1]
    terms.require(enrolment, activity)
    progress.begin(enrolment, activity)
    number, first = len(before) + 1, before[0].seed if before else secrets.token_hex(8)
    attempt = QuizAttempt(
        enrolment=enrolment, activity=activity, number=number, seed=seed_of(first, number), answers={}
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def attempt(enrolment: Enrolment, activity: str, number: int) -> QuizAttempt:
    """The learner's attempt of this number, which nobody else writes to until the transaction ends. Raises Closed."""
    records.hold(enrolment)
    found = next((one for one in attempts_at(enrolment, activity) if one.number == number), None)
    if found is None:
        raise Closed
    return found


def save(attempt: QuizAttempt, answers: Answers) -> None:
    """Keep what is answered so far. Raises Closed."""
    if attempt.submitted:
        raise Closed
    attempt.answers = dict(answers)
    db.session.flush()


def submit(attempt: QuizAttempt, answers: Answers) -> None:
    """Mark an attempt; one that was submitted before stays as it was."""
    if attempt.submitted:
        return
    save(attempt, answers)
    edition = progress.begin(attempt.enrolment, attempt.activity)
    marked = mark(asked(edition, attempt), attempt.answers)
    result = records.record(
        attempt.enrolment,
        attempt.activity,
        attempt=attempt.number,
        edition=edition,
        score=marked.score,
        passed=marked.passed,
        evidence={"points": {question.slug: round(question.points, 4) for question in marked.questions}},
    )
    attempt.submitted_at, attempt.result = clock.now(), result
    db.session.flush()
