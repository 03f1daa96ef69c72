"""Attempts at quizzes, and what learners write for themselves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import JSON, Moment, db, one_while
from academy.records.models import Enrolment, Result

OPEN = "submitted_at IS NULL"
LONGEST_REFLECTION = 4000  # characters


class QuizAttempt(db.Model):
    """`seed` gives its questions, where they are drawn, and the order in which they are shown; `answers` are as
    courses.marking says, saved as they come."""

    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "activity", "number"),
        one_while(OPEN, "uq_quiz_attempt_enrolment_id_activity_open", "enrolment_id", "activity"),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
        sa.CheckConstraint("(submitted_at IS NULL) = (result_id IS NULL)", name="submitted_with_result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id))
    activity: Mapped[str] = mapped_column(sa.String(80))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(sa.String(32))
    answers: Mapped[dict] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    result_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Result.id), unique=True)

    enrolment: Mapped[Enrolment] = relationship()
    result: Mapped[Result | None] = relationship()

    @property
    def submitted(self) -> bool:
        return self.submitted_at is not None


class LessonReflection(db.Model):
    """What a learner wrote for themselves at the end of a lesson, by the slug of its `prompt`. `version` counts the saved
    changes."""

    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "activity", "prompt"),
        sa.CheckConstraint(f"length(text) <= {LONGEST_REFLECTION}", name="longest"),
        sa.CheckConstraint("version >= 1", name="counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id))
    activity: Mapped[str] = mapped_column(sa.String(80))
    prompt: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
