"""Blind marks, appeals, and comments at the words. What a review says counts; a blind mark only tells how far people
and the grader agree; a comment changes no grade."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db
from scenarios.models import Grade, Move, Review


class Sample(db.Model):
    """A graded text that was drawn by chance, so that two instructors mark it blind."""

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(sa.ForeignKey(Grade.id), unique=True)
    drawn_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)

    grade: Mapped[Grade] = relationship()
    marks: Mapped[list["BlindMark"]] = relationship(back_populates="sample", order_by="BlindMark.id", lazy="selectin")


class BlindMark(db.Model):
    """How one instructor marked a sampled text without seeing the grade, the other mark or whose text it is."""

    __table_args__ = (
        sa.UniqueConstraint("sample_id", "marker_id"),
        sa.CheckConstraint("overall BETWEEN 0 AND 4", name="overall_levels"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(sa.ForeignKey(Sample.id))
    marker_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    levels: Mapped[dict] = mapped_column(JSON)
    overall: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    sample: Mapped[Sample] = relationship(back_populates="marks")
    marker: Mapped[Person] = relationship()


class Appeal(db.Model):
    """A learner's word against a grade, once; decided by a review of an instructor who has not judged it before."""

    __table_args__ = (sa.CheckConstraint("(review_id IS NULL) = (answer IS NULL)", name="decided_with_an_answer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(sa.ForeignKey(Grade.id), unique=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    review_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Review.id), unique=True)
    answer: Mapped[str | None] = mapped_column(sa.Text)

    grade: Mapped[Grade] = relationship()
    review: Mapped[Review | None] = relationship()

    @property
    def open(self) -> bool:
        return self.review_id is None


class Comment(db.Model):
    """What an instructor says to the learner about the characters from `start` to before `stop` of a reply. It is never
    changed: it is withdrawn, and another one may replace it."""

    __tablename__ = "reply_comment"
    __table_args__ = (
        sa.CheckConstraint("start >= 0 AND start < stop", name="some_words"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(sa.ForeignKey(Move.id), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    start: Mapped[int]
    stop: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reply_comment.id"), unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))

    move: Mapped[Move] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=withdrawn_by_id)
