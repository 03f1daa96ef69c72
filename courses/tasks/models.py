"""Written work of learners, and how it is marked. What was submitted never changes; marks are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_while
from academy.editions.models import Edition
from academy.records.models import Enrolment, Result

UNFINISHED = "marked_at IS NULL"
WAITING = "waits IS NOT NULL"


class Submission(db.Model):
    """One attempt at a task: a draft, saved as it is written, until it is submitted. `version` counts the saved
    changes; `pasted` is how many characters were pasted or dropped into it, None where the browser could not say:
    evidence for a reader, never a verdict. `marked_at` is when the first mark came; between the two moments `waits` is
    its rank in the review queue."""

    __tablename__ = "task_submission"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "activity", "number"),
        one_while(UNFINISHED, "uq_task_submission_enrolment_id_activity_unfinished", "enrolment_id", "activity"),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
        sa.CheckConstraint("version >= 0 AND pasted >= 0", name="counts_up"),
        sa.CheckConstraint("marked_at IS NULL OR submitted_at IS NOT NULL", name="marked_after_submission"),
        sa.CheckConstraint(
            "(waits IS NOT NULL) = (submitted_at IS NOT NULL AND marked_at IS NULL)", name="waits_for_a_mark"
        ),
        sa.Index("ix_task_submission_submitted_at", "submitted_at", "id"),
        sa.Index(
            "ix_task_submission_waits", "waits", "submitted_at", "id",
            sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id))
    activity: Mapped[str] = mapped_column(sa.String(80))
    number: Mapped[int]
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    pasted: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    marked_at: Mapped[datetime | None] = mapped_column(Moment)
    waits: Mapped[int | None]

    enrolment: Mapped[Enrolment] = relationship()
    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    marks: Mapped[list["Mark"]] = relationship(back_populates="submission", order_by="Mark.number")

    @property
    def submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def mark(self) -> "Mark | None":
        """The newest: it counts."""
        return self.marks[-1] if self.marks else None


class Mark(db.Model):
    """What an instructor says of a submitted text: the points of each criterion, a `comment` on the whole, and
    `comments` on its words, each with start, stop and text. The newest counts; one that corrects another says why."""

    __tablename__ = "task_mark"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "number"),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
        sa.CheckConstraint("(number = 1) = (reason = '')", name="corrected_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey(Submission.id))
    number: Mapped[int]
    marker_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    points: Mapped[dict] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(sa.Text)
    comments: Mapped[list] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    result_id: Mapped[int] = mapped_column(sa.ForeignKey(Result.id), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    submission: Mapped[Submission] = relationship(back_populates="marks")
    marker: Mapped[Person] = relationship()
    result: Mapped[Result] = relationship(lazy="joined", innerjoin=True)


class UnfinishedMark(db.Model):
    """What an instructor has filled in so far, kept until it is published; `version` counts the saved changes."""

    __tablename__ = "task_unfinished_mark"
    __table_args__ = (sa.CheckConstraint("version >= 1", name="counts_up"),)

    submission_id: Mapped[int] = mapped_column(sa.ForeignKey(Submission.id), primary_key=True)
    marker_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), primary_key=True)
    points: Mapped[dict] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    comments: Mapped[list] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    submission: Mapped[Submission] = relationship()
    marker: Mapped[Person] = relationship()
