"""Batches of marks, from a marking sheet: what they come to, and each published through `marks.give`.

A row has the number of the `submission`, its `version` (how many marks its author had seen), `points` and `comment`.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.db import db
from academy.home import Part
from academy.queue import batches, claims
from academy.queue.batches import Preview
from academy.queue.models import Batch
from courses.tasks import marks, rubric, submissions
from courses.tasks.marks import SOURCE, Judgement
from courses.tasks.models import Submission

PROBLEMS = {
    "gone": _l("There is no such text for you to mark."),
    "changed": _l("It has been marked since this sheet was written."),
    "held": _l("Somebody else has this text at hand."),
    "unfinished": _l("You have begun another mark on its page. Publish that one, or empty it first."),
    "incomplete": _l("The points of a criterion are missing."),
}


def preview(batch: Batch) -> Preview:
    """What would become of a batch if it were kept now."""
    query = sa.select(Submission).where(Submission.id.in_([row["submission"] for row in batch.rows]))
    eager = (sa.orm.selectinload(Submission.marks), sa.orm.joinedload(Submission.enrolment))
    found = {each.id: each for each in db.session.scalars(query.options(*eager))}
    refused, lines = [], []
    for row in batch.rows:
        submission = found.get(row["submission"])
        if code := _problem(batch.person, submission, row):
            refused.append((row["row"], code))
        else:
            task = submissions.task_of(submission)
            score = rubric.score(task.rubric, row["points"])
            lines.append((row, submission, task, score, score >= task.pass_mark))
    passed = sum(line[-1] for line in lines)
    facts = [(_("Texts that pass"), passed), (_("Texts that do not pass"), len(lines) - passed)]
    return Preview(len(lines), refused, facts, Part("tasks/_changes.html", {"lines": lines}))


def judge(person, row: Mapping) -> str:
    """Publish one mark; the code of why it was refused, or nothing."""
    submission = db.session.get(Submission, row["submission"])
    if submission is None:
        return "gone"
    marks.hold(submission)
    if code := _problem(person, submission, row):
        return code
    marks.give(person, submission, _judgement(row), seen=row["version"])
    return ""


def _judgement(row: Mapping) -> Judgement:
    return Judgement(row["points"], row["comment"])


def _problem(person, submission: Submission | None, row: Mapping) -> str:
    if submission is None or not marks.may_mark(person, submission):
        return "gone"
    if len(submission.marks) != row["version"]:
        return "changed"
    claim = claims.of([(SOURCE, submission.id)]).get((SOURCE, submission.id))
    if claim and claim.person_id != person.id:
        return "held"
    if marks.begun_otherwise(person, submission, _judgement(row)):
        return "unfinished"
    return "incomplete" if rubric.missing(submissions.task_of(submission).rubric, row["points"]) else ""


batches.provide(SOURCE, batches.Judges(judge, preview, PROBLEMS))
