"""Marks: an instructor says what a submitted text is worth; the result settles, and the learner is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, live, records
from academy.access import current_person
from academy.db import db
from academy.queue import claims
from courses.tasks import comments, notices, rubric, submissions
from courses.tasks.models import Mark, Submission, UnfinishedMark

SOURCE = "task"  # the name of tasks in the review queue


@dataclass(frozen=True)
class Judgement:
    """What a marker has filled in: the points of a level for each criterion, a `comment` on the whole, `comments` on
    its words as mappings with start, stop and text, and why it differs from an earlier mark."""

    points: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""
    comments: Sequence[Mapping] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.points or self.comment or self.comments or self.reason)


class Incomplete(Exception):
    """A mark needs a level for every criterion, a place for every comment on words, and one that corrects another a
    reason: `missing` names the criteria, and perhaps "comments" and "reason"."""

    def __init__(self, missing: list[str]):
        super().__init__(", ".join(missing))
        self.missing = missing


class Overtaken(Exception):
    """Somebody has marked the text since this page was opened: `mark` is theirs."""

    def __init__(self, mark: Mark):
        super().__init__(mark.number)
        self.mark = mark


class Elsewhere(Exception):
    """The marker has kept other words since, on another page: `unfinished` has them."""

    def __init__(self, unfinished: UnfinishedMark):
        super().__init__(unfinished.version)
        self.unfinished = unfinished


def submission_or_404(submission_id: int) -> Submission:
    """Any learner's submitted work, for an instructor: never their own, from before they taught. That it was looked at is
    noted."""
    submission = db.session.get(Submission, submission_id)
    if not submission or not may_mark(current_person, submission):
        abort(404)
    audit.read("task.read", submission)
    return submission


def may_mark(person, submission: Submission) -> bool:
    return submission.submitted and submission.enrolment.person_id != person.id


def unfinished_of(marker, submission: Submission) -> UnfinishedMark | None:
    """What this marker has filled in and not published."""
    return db.session.get(UnfinishedMark, (submission.id, marker.id), populate_existing=True)


def begun_otherwise(marker, submission: Submission, judgement: Judgement) -> bool:
    """Whether this marker has filled in something else and not published it: a mark from elsewhere would lose that."""
    kept = unfinished_of(marker, submission)
    return bool(kept) and _columns(kept) not in (_columns(Judgement()), _columns(judgement))


def keep(marker, submission: Submission, judgement: Judgement, version: int) -> int:
    """Save what is filled in so far; the version that it has then. Raises Elsewhere."""
    hold(submission)
    kept = unfinished_of(marker, submission)
    if kept is None:
        if judgement and not _repeats(marker, submission, judgement):
            kept = UnfinishedMark(
                submission_id=submission.id, marker_id=marker.id, version=version + 1, **_columns(judgement)
            )
            db.session.add(kept)
    elif _columns(judgement) != _columns(kept):
        if kept.version != version:
            raise Elsewhere(kept)
        for name, value in _columns(judgement).items():
            setattr(kept, name, value)
        kept.version, kept.saved_at = kept.version + 1, clock.now()
    db.session.flush()
    return kept.version if kept else version


def give(marker, submission: Submission, judgement: Judgement, seen: int) -> Mark:
    """Publish a mark, or correct the one before; the result of the attempt follows, and the learner is told.

    `seen` is how many marks there were when the marker looked. What the same marker said last is not repeated. Raises
    Incomplete, Overtaken, or claims.Lost when somebody else has the text at hand.
    """
    hold(submission)
    before = submission.mark
    if _repeats(marker, submission, judgement):
        _let_go(marker, submission)
        return before
    claims.require(marker, SOURCE, submission.id)
    if before and before.number != seen:
        raise Overtaken(before)
    if missing := _missing(submission, judgement):
        raise Incomplete(missing)
    mark = _publish(marker, submission, judgement)
    audit.note(
        "task.marked", marker, submission, reason=mark.reason, before=before and _said(before), after=_said(mark)
    )
    _let_go(marker, submission)
    live.publish(
        live.of_person(submission.enrolment.person), "task_marked", activity=submission.activity, mark=mark.number
    )
    notices.marked(submission, corrected=bool(before))
    return mark


def judgements() -> sa.Select:
    """Who marked what, for the register and the dashboard. A correction was not waited for."""
    work = sa.literal("submission/") + sa.cast(Submission.id, sa.Text)
    columns = (Submission.enrolment_id, Mark.marker_id.label("person_id"), work.label("work"))
    since = sa.case((Mark.number == 1, Submission.submitted_at))
    return sa.select(*columns, Mark.made_at.label("judged_at"), since.label("since")).join(Mark.submission)


def hold(submission: Submission) -> None:
    """Let nobody else mark this work until the transaction ends."""
    records.hold(submission.enrolment)
    db.session.refresh(submission, ["marks", "marked_at", "waits"])


def _missing(submission, judgement) -> list[str]:
    found = rubric.missing(submissions.task_of(submission).rubric, judgement.points)
    if comments.placeless(judgement.comments):
        found.append("comments")
    if submission.mark and not judgement.reason:
        found.append("reason")
    return found


def _publish(marker, submission, judgement) -> Mark:
    task = submissions.task_of(submission)
    number, score = len(submission.marks) + 1, rubric.score(task.rubric, judgement.points)
    result = records.record(
        submission.enrolment,
        submission.activity,
        attempt=submission.number,
        edition=submission.edition,
        score=score,
        passed=score >= task.pass_mark,
        evidence={
            "submission": submission.id,
            "mark": number,
            "points": dict(judgement.points),
            **({"reason": judgement.reason} if number > 1 else {}),
        },
    )
    said = _columns(judgement) | {"reason": judgement.reason if number > 1 else ""}
    mark = Mark(number=number, marker_id=marker.id, result=result, **said)
    submission.marks.append(mark)
    submission.marked_at, submission.waits = submission.marked_at or clock.now(), None
    records.standings.keep(submission.enrolment)
    return mark


def _let_go(marker, submission) -> None:
    if kept := unfinished_of(marker, submission):
        db.session.delete(kept)
    claims.release(marker, SOURCE, submission.id)


def _repeats(marker, submission, judgement) -> bool:
    """Whether the newest mark is this marker's and says this; the reason is no part of it, for a correction that
    corrects nothing is none."""
    mark, said = submission.mark, _columns(judgement)
    return bool(mark) and mark.marker_id == marker.id and _columns(mark) | {"reason": judgement.reason} == said


def _columns(said: Judgement | Mark | UnfinishedMark) -> dict:
    on_words = [dict(comment) for comment in said.comments]
    return {"points": dict(said.points), "comment": said.comment, "comments": on_words, "reason": said.reason}


def _said(mark: Mark) -> dict:
    """What the audit log keeps of it."""
    return {"score": mark.result.score, "passed": mark.result.passed, **_columns(mark)}
