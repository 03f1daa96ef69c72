"""What courses keep of people: their answers, their written work, and what markers say of it."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.accounts.models import Person
from academy.db import db
from academy.privacy import words
from academy.privacy.holdings import holds
from academy.queue import batches
from academy.queue.models import Batch
from academy.records.models import Enrolment
from courses.models import LessonReflection, QuizAttempt
from courses.tasks.models import Mark, Submission, UnfinishedMark

_submission = Submission.__table__
_theirs = (Submission.enrolment_id, Enrolment.person_id)


def _judged(person: Person) -> sa.ColumnElement[bool]:
    ids = sa.select(Submission.id).join(Enrolment).where(Enrolment.person_id == person.id)
    return Batch.__table__.c.id.in_(batches.naming("submission", set(db.session.scalars(ids))))


holds(
    QuizAttempt, "quizzes", _l("Answers to quizzes"), (QuizAttempt.enrolment_id, Enrolment.person_id),
    erases={"answers": {}}, keeps="activity seed", why=words.STATISTICS,
)  # fmt: skip
holds(
    LessonReflection, "lesson_reflections", _l("What was written for oneself at the end of lessons"),
    (LessonReflection.enrolment_id, Enrolment.person_id), secret=True,
)  # fmt: skip
holds(
    Submission, "tasks", _l("What was written for tasks"), _theirs,
    erases={
        "text": "", "waits": None,
        # nobody marks an empty text: it waits no more
        "marked_at": lambda row: row.marked_at or (row.submitted_at and clock.now()),
    },
    keeps="activity", why=words.STATISTICS,
)  # fmt: skip
holds(
    Mark, "task_marks", _l("Marks of tasks, and what markers said"), (Mark.submission_id, *_theirs),
    erases={"comment": "", "comments": [], "reason": lambda row: row.reason and "–"}, keeps="points", why=words.STATISTICS,
)  # fmt: skip
holds(
    UnfinishedMark, "unfinished_marks", _l("Marks of tasks that are not published yet"),
    (UnfinishedMark.submission_id, *_theirs), exported=False,
)  # fmt: skip
holds(
    Mark, "task_marks_given", _l("Marks that were given to others"), (Mark.marker_id,),
    erases={}, keeps="points comment comments reason", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    UnfinishedMark, "task_marks_begun", _l("Marks for others that are begun"), (UnfinishedMark.marker_id,), theirs=False,
)  # fmt: skip
holds(
    Batch,
    "tasks_in_batches",
    _l("Judgements of tasks, as they were prepared"),
    _judged,
    exported=False,
    theirs=False,
)
