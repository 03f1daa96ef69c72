"""What scenarios keep of people: what they wrote, how it was graded, and what reviewers say of it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.accounts.models import Person
from academy.db import db
from academy.privacy import periods, words
from academy.privacy.holdings import holds, only_acts, sets_aside
from academy.privacy.periods import Period
from academy.queue import batches
from academy.queue.models import Batch
from academy.records.models import Enrolment
from scenarios.analytics.models import EnrolmentSummary, PostSummary, RunSummary
from scenarios.debrief.models import Reflection
from scenarios.models import Grade, Move, Review, Run
from scenarios.play.models import Hint, Unsent
from scenarios.regrading.models import Refit, Regrade, RegradedRun, Regrading
from scenarios.review.models import Appeal, BlindMark, Comment, Sample
from scenarios.studio.models import RehearsalRecord, Try

_moves = (Move.run_id, Run.person_id)
_grades = (Grade.move_id, *_moves)


def wordless(detail: Mapping[str, Any]) -> dict:
    """A grade without the words that it rests on, and without what quotes them."""
    criteria = {name: {**each, "reason": "", "evidence": []} for name, each in detail["criteria"].items()}
    return {**detail, "criteria": criteria, "found": []}


def _judged(person: Person) -> sa.ColumnElement[bool]:
    ids = sa.select(Grade.id).join(Grade.move).join(Move.run).where(Run.person_id == person.id)
    return Batch.__table__.c.id.in_(batches.naming("grade", set(db.session.scalars(ids))))


holds(
    Run, "runs", _l("Scenarios that were played"), (Run.person_id,),
    # nobody reviews what is empty
    erases={"erased_at": lambda row: row.erased_at or clock.now(), "waits": None, "waits_since": None},
    keeps="activity simulation tempo accommodation ended", why=words.STATISTICS,
)  # fmt: skip
holds(
    Move, "moves", _l("What was done and written in scenarios"), _moves,
    erases={"reply": ""}, keeps="action post target", why=words.STATISTICS,
)  # fmt: skip
holds(
    Grade, "grades", _l("How it was graded"), _grades,
    erases={"detail": lambda row: wordless(row.detail)}, keeps="grader", why=words.STATISTICS,
)  # fmt: skip
holds(
    Regrade, "regrades", _l("How it was graded again"), (Regrade.move_id, *_moves),
    erases={"detail": lambda row: wordless(row.detail)}, why=words.STATISTICS,
)  # fmt: skip
holds(
    RegradedRun, "regraded_runs", _l("What scenarios came to after that"), (RegradedRun.run_id, Run.person_id),
    erases={}, why=words.STATISTICS,
)  # fmt: skip
holds(
    Review, "reviews", _l("What reviewers said of it"), (Review.grade_id, *_grades),
    erases={"reasons": lambda row: dict.fromkeys(row.reasons, "")}, keeps="levels", why=words.STATISTICS,
)  # fmt: skip
holds(
    Comment,
    "comments",
    _l("Comments at words"),
    (Comment.move_id, *_moves),
    erases={"text": ""},
    why=words.STATISTICS,
)
holds(
    Appeal, "appeals", _l("Appeals, and the answers"), (Appeal.grade_id, *_grades),
    erases={"reason": "", "answer": lambda row: None if row.answer is None else ""}, why=words.STATISTICS,
)  # fmt: skip
holds(Unsent, "unsent", _l("Replies that were never sent"), (Unsent.run_id, Run.person_id))
holds(
    Hint,
    "hints",
    _l("Hints that were taken"),
    (Hint.run_id, Run.person_id),
    erases={},
    keeps="post",
    why=words.STATISTICS,
)
holds(Reflection, "reflections", _l("What was thought of it afterwards"), (Reflection.run_id, Run.person_id))
holds(
    Sample, "samples", _l("Replies that were drawn to be marked blind"), (Sample.grade_id, *_grades),
    erases={}, why=words.STATISTICS,
)  # fmt: skip
holds(
    BlindMark, "blind_marks", _l("Blind marks of these replies"),
    (BlindMark.sample_id, Sample.grade_id, *_grades), erases={}, keeps="levels", why=words.STATISTICS,
)  # fmt: skip
holds(
    RunSummary, "run_summaries", _l("Reactions that were met"), (RunSummary.run_id, Run.person_id),
    erases={}, keeps="reactions", why=words.STATISTICS,
)  # fmt: skip
holds(
    PostSummary, "post_summaries", _l("How each post was handled"), (PostSummary.run_id, Run.person_id),
    erases={}, keeps="post handled wrong_office levels", why=words.STATISTICS,
)  # fmt: skip
holds(
    EnrolmentSummary, "course_summaries", _l("Levels by course"),
    (EnrolmentSummary.enrolment_id, Enrolment.person_id), erases={}, why=words.STATISTICS,
)  # fmt: skip
holds(
    Try, "tries", _l("Drafts that were tried"), (Try.run_id, Run.person_id),
    erases={}, keeps="place notes", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    Review, "reviews_given", _l("Reviews of others' replies"), (Review.reviewer_id,),
    erases={}, keeps="levels reasons", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    Comment, "comments_given", _l("Comments at others' words"), (Comment.author_id,),
    erases={}, keeps="text", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    BlindMark, "blind_marks_given", _l("Blind marks that were given"), (BlindMark.marker_id,),
    erases={}, keeps="levels", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    Batch, "replies_in_batches", _l("Judgements of replies, as they were prepared"), _judged,
    exported=False, theirs=False,
)  # fmt: skip
only_acts("who withdrew a comment", Comment.withdrawn_by_id)
only_acts(
    "who proposed and decided it", Regrading.made_by_id, Regrading.decided_by_id, Refit.made_by_id, Refit.decided_by_id
)
sets_aside("what synthetic officers did", RehearsalRecord)
sets_aside("about a scenario or the grader as a whole", Regrading, Refit)
periods.keeps(
    Period(
        "unsent", _l("Replies that were never sent"), 90, **periods.rows(Unsent.__table__, Unsent.__table__.c.saved_at)
    )
)
