"""Submissions: begin a task, keep what is written as it comes, submit it once."""

import sqlalchemy as sa

from academy import clock, editions, records
from academy.db import db
from academy.queue import PASS
from academy.records.models import Enrolment
from courses import pack, progress, terms
from courses.pack import Task
from courses.tasks import words
from courses.tasks.models import Submission

LONGEST = 20_000  # characters that can be submitted
LONGEST_KEPT = 60_000  # far more than can be submitted: what is too long is shortened later, not lost now


class Closed(Exception):
    """This attempt was submitted, or never begun: there is nothing to write into."""


class Elsewhere(Exception):
    """Other words are kept, saved from another page since this one was opened: `submission` has them. None are lost."""

    def __init__(self, submission: Submission):
        super().__init__(submission.version)
        self.submission = submission


class Unfit(Exception):
    """What cannot be submitted as it is: `code` is "empty", "starter" or "too_long"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def of(enrolment: Enrolment, activity: str) -> list[Submission]:
    """All of a learner's attempts at a task with their marks, oldest first."""
    query = sa.select(Submission).where(Submission.enrolment_id == enrolment.id, Submission.activity == activity)
    return list(db.session.scalars(query.options(sa.orm.selectinload(Submission.marks)).order_by(Submission.number)))


def task_of(submission: Submission) -> Task:
    """The task as it was when the learner began it."""
    return pack.find(editions.content(submission.edition), submission.activity)


def start(enrolment: Enrolment, activity: str) -> Submission:
    """Begin an attempt, or go on with the draft that there is. Raises NotAllowed."""
    records.hold(enrolment)
    before = of(enrolment, activity)
    if before and not before[-1].submitted:
        return before[-1]
    terms.require(enrolment, activity)
    edition = progress.begin(enrolment, activity)
    submission = Submission(enrolment=enrolment, activity=activity, number=len(before) + 1, edition=edition)
    submission.text = task_of(submission).starter or ""
    db.session.add(submission)
    db.session.flush()
    return submission


def attempt(enrolment: Enrolment, activity: str, number: int | None) -> Submission:
    """The learner's attempt of this number, which nobody else writes to until the transaction ends. Raises Closed."""
    records.hold(enrolment)
    query = sa.select(Submission).filter_by(enrolment_id=enrolment.id, activity=activity, number=number)
    return db.session.scalar(query.execution_options(populate_existing=True)) or _closed()


def keep(submission: Submission, text: str, version: int, pasted: int | None = None) -> None:
    """Save a draft. `version` is that of the words which the writer's page knows. Raises Closed or Elsewhere."""
    if submission.submitted:
        raise Closed
    if submission.version != version and not _goes_on(text, submission.text):
        raise Elsewhere(submission)
    if submission.text != text:
        submission.text, submission.version = text, submission.version + 1
        submission.pasted = None if pasted is None else min(pasted, len(text))
        submission.saved_at = clock.now()
        db.session.flush()


def submit(submission: Submission, text: str, version: int, pasted: int | None = None) -> None:
    """Hand the work in: its result waits for an instructor. The same words twice are one submission. Raises Closed,
    Elsewhere or Unfit."""
    if submission.submitted and submission.text.strip() == text.strip():
        return
    keep(submission, text, version, pasted)
    if code := unfit(task_of(submission), text):
        raise Unfit(code)
    submission.submitted_at, submission.waits = clock.now(), PASS
    db.session.flush()
    records.record(
        submission.enrolment,
        submission.activity,
        attempt=submission.number,
        edition=submission.edition,
        score=None,
        passed=False,
        provisional=True,
        evidence={"submission": submission.id},
    )


def unfit(task: Task, text: str) -> str:
    """Why a text cannot be submitted as it is; empty when it can. The authored extent is guidance, its end soft."""
    if not words.count(text):
        return "empty"
    if task.starter and text.strip() == task.starter.strip():
        return "starter"
    too_many = task.words.limit and words.count(text) > task.words.limit
    return "too_long" if too_many or len(text) > LONGEST else ""


def _goes_on(text: str, kept: str) -> bool:
    """Whether a text has all that is kept and perhaps more: then it can take its place."""
    return text.strip().startswith(kept.strip())


def _closed():
    raise Closed
