"""Runs, moves, grades and reviews. Moves, grades and reviews are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_of, one_while
from academy.editions.models import Edition
from academy.queue import APPEAL
from academy.records.models import Enrolment
from scenarios.vocabulary import ACTIONS, TEMPOS

UNFINISHED = "finished_at IS NULL AND enrolment_id IS NOT NULL"
WAITING = "waits IS NOT NULL"
QUEUE = ("waits", "confidence", "waits_since", "id")  # the order of the review queue


class Run(db.Model):
    """One learner playing one edition with a seed. Without an enrolment it is a try that counts for nothing.

    `minute` is that of the last move; `open_seconds` how long a page was open since (real seconds, as many of them as the
    tempo counts); `seen_at` when an open page last reported. `tempo` is the one it is played at now, `accommodation` the
    gentlest that it ever was, None when that was always the usual one. `simulation` is the version that it is replayed with.

    `doubts` counts the levels that nobody has confirmed, `confidence` is that of the least certain of them (0 where a
    person's word is why it waits), `waits` is its rank in the review queue, `waits_since` its age there, and `disputed`
    says that two blind markers disagree with what counts: all written by `review.queue.place` alone.
    """

    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "activity", "attempt"),
        one_while(UNFINISHED, "uq_run_enrolment_id_activity_unfinished", "enrolment_id", "activity"),
        sa.CheckConstraint("minute >= 0 AND open_seconds >= 0", name="clock_runs_forward"),
        sa.CheckConstraint("(finished_at IS NULL) = (ended IS NULL)", name="finished_for_a_reason"),
        one_of("tempo", tuple(TEMPOS)),
        one_of("accommodation", tuple(TEMPOS)),
        sa.Index("ix_run_finished_at", "finished_at", "id"),
        sa.Index("ix_run_waits", *QUEUE, sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Enrolment.id))
    activity: Mapped[str] = mapped_column(sa.String(80))
    attempt: Mapped[int]
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    simulation: Mapped[str] = mapped_column(sa.String(20))
    pass_mark: Mapped[int]
    minute: Mapped[int] = mapped_column(default=0)
    open_seconds: Mapped[float] = mapped_column(default=0)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    tempo: Mapped[str] = mapped_column(sa.String(10), default="usual", server_default="usual")
    accommodation: Mapped[str | None] = mapped_column(sa.String(10))
    guided: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    started_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[str | None] = mapped_column(sa.String(300))
    score: Mapped[float | None] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    passed: Mapped[bool | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    doubts: Mapped[int] = mapped_column(default=0, server_default="0")
    confidence: Mapped[float] = mapped_column(default=1, server_default="1")
    disputed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    waits: Mapped[int | None]
    waits_since: Mapped[datetime | None] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    enrolment: Mapped[Enrolment | None] = relationship()
    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    moves: Mapped[list["Move"]] = relationship(back_populates="run", order_by="Move.number")

    @property
    def appealed(self) -> bool:
        return self.waits == APPEAL


class Move(db.Model):
    """One thing that the learner did, in the simulated minute that the server set. `pasted` is how many characters of the
    reply were pasted or dropped into it, None where the browser could not say: evidence for a reader, never a verdict."""

    __table_args__ = (
        sa.UniqueConstraint("run_id", "number"),
        one_of("action", ACTIONS),
        sa.CheckConstraint("pasted >= 0", name="pasted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id))
    number: Mapped[int]
    minute: Mapped[int]
    action: Mapped[str] = mapped_column(sa.String(10))
    post: Mapped[str | None] = mapped_column(sa.String(60))
    target: Mapped[str | None] = mapped_column(sa.String(60))
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    pasted: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    run: Mapped[Run] = relationship(back_populates="moves")
    grade: Mapped["Grade | None"] = relationship(back_populates="move", lazy="joined")


class Grade(db.Model):
    """The grade of a move's words as given at the time; `detail` is the whole of it in the exchange format."""

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(sa.ForeignKey(Move.id), unique=True)
    grader: Mapped[str] = mapped_column(sa.String(40))
    score: Mapped[float] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    needs_review: Mapped[bool]
    detail: Mapped[dict] = mapped_column(JSON)

    move: Mapped[Move] = relationship(back_populates="grade")
    reviews: Mapped[list["Review"]] = relationship(back_populates="grade", order_by="Review.id", lazy="selectin")


class Review(db.Model):
    """A person's judgement of a grade: the level of every criterion that applies, and the reason for each that differs.
    The newest review of a grade counts."""

    __table_args__ = (sa.CheckConstraint("overall BETWEEN 0 AND 4", name="overall_levels"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(sa.ForeignKey(Grade.id), index=True)
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    levels: Mapped[dict] = mapped_column(JSON)
    reasons: Mapped[dict] = mapped_column(JSON)
    overall: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    grade: Mapped[Grade] = relationship(back_populates="reviews")
    reviewer: Mapped[Person] = relationship()
