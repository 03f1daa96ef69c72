"""Submitted work as a source of the review queue."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import editions, queue
from academy.db import db
from academy.home import Part
from academy.queue import Entry, Sign
from academy.records.models import Enrolment
from courses import pack
from courses.tasks import submissions
from courses.tasks.marks import SOURCE
from courses.tasks.models import Mark, Submission

ANY_TASK = "task"
NOBODY_KNOWS = 0.0  # how sure anybody can be of what an unread text is worth


def submitted(person) -> sa.Select:
    """Others' submitted work, with the columns of a queue.Source."""
    columns = (
        Submission.id.label("key"),
        Submission.waits.label("rank"),
        sa.literal(NOBODY_KNOWS, sa.Float).label("confidence"),
        sa.case((Submission.waits.is_not(None), Submission.submitted_at)).label("since"),
        Submission.submitted_at.label("finished_at"),
        Enrolment.cohort_id.label("cohort_id"),
        Submission.enrolment_id.label("enrolment_id"),
        Submission.activity.label("activity"),
        sa.true().label("mine"),
    )
    others = (Submission.submitted_at.is_not(None), Enrolment.person_id != person.id)
    return sa.select(*columns).join(Submission.enrolment).where(*others)


def entries(person, keys: list[int]) -> dict[int, Entry]:
    """Submitted work as the queue shows it."""
    learner = sa.orm.joinedload(Submission.enrolment).joinedload(Enrolment.person)
    query = sa.select(Submission).where(Submission.id.in_(keys)).options(learner, sa.orm.selectinload(Submission.marks))
    return {submission.id: _entry(submission) for submission in db.session.scalars(query)}


def activities() -> list[tuple[str, str]]:
    """The tasks of the courses that are offered now."""
    courses = [editions.content(edition) for edition in editions.all_published("course")]
    every = [activity for course in courses for module in course.modules for activity in module.activities]
    return [(pack.name(activity), activity.title) for activity in every if activity.type == "task"]


def topics() -> list[tuple[str, str]]:
    """What the comment bank keeps phrases for: any written work, and each task."""
    return [(ANY_TASK, _("Written work: any task")), *dict(activities()).items()]


def topics_of(submission: Submission) -> tuple[str, str]:
    """Under which of them the phrases for a text are."""
    return ANY_TASK, submission.activity


def beside(person) -> Part:
    """What else there is to do with written work."""
    return Part("tasks/_ways.html", {})


def _entry(submission: Submission) -> Entry:
    mark = submission.mark
    return Entry(
        learner=submission.enrolment.person,
        activity=submissions.task_of(submission).title,
        attempt=submission.number,
        finished_at=submission.submitted_at,
        state=_state(mark),
        address=url_for("tasks.mark", submission_id=submission.id),
        why=() if mark else (Sign(_("written work that nobody has marked yet")),),
        score=mark and mark.result.score,
    )


def _state(mark: Mark | None) -> Sign:
    if mark is None:
        return Sign(_("Waits for a mark"), "warn", "hourglass")
    return Sign(_("Passed"), "good", "check") if mark.result.passed else Sign(_("Not passed"), "bad", "cross")


queue.provide(queue.Source(SOURCE, _l("Tasks"), submitted, entries, activities, topics, beside))
