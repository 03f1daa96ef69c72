"""Who is enrolled in what, the editions that this pinned, and what each activity came to."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db
from academy.editions.models import Edition
from academy.records.dates import Dates

WANTED = sa.text("completed_at IS NULL AND due_on IS NOT NULL")


class Enrolment(db.Model):
    """A learner in a course: a row of the register. `edition` is pinned when the learner starts. The `dates` that hold are
    kept by academy.cohorts.dates alone; `extended` says that the learner has more time than their cohorts."""

    __table_args__ = (
        sa.UniqueConstraint("person_id", "course"),
        sa.CheckConstraint("completed_at IS NULL OR started_at IS NOT NULL", name="completed_after_start"),
        sa.CheckConstraint("(started_at IS NULL) = (edition_id IS NULL)", name="edition_pinned_at_start"),
        sa.Index("ix_enrolment_due_on", "due_on", sqlite_where=WANTED, postgresql_where=WANTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(sa.String(60), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Edition.id))
    enrolled_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    score: Mapped[float | None] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    extended: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    updated_at: Mapped[datetime | None] = mapped_column(Moment, onupdate=clock.now)  # None: is as it was made

    person: Mapped[Person] = relationship()
    edition: Mapped[Edition | None] = relationship()

    @property
    def dates(self) -> Dates:
        return Dates(self.opens_on, self.due_on, self.closes_on, self.extended)


class Pin(db.Model):
    """The edition that all of a learner's attempts at an activity use, from the first start on."""

    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id), primary_key=True)
    activity: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    pinned_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    edition: Mapped[Edition] = relationship()


class Result(db.Model):
    """What an attempt at an activity came to. Append-only: a review adds the next `revision` of the same attempt."""

    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "activity", "attempt", "revision"),
        sa.CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name="score_percent"),
        sa.CheckConstraint("attempt >= 1 AND revision >= 1", name="counted_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id))
    activity: Mapped[str] = mapped_column(sa.String(80))
    attempt: Mapped[int]
    revision: Mapped[int]
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    score: Mapped[float | None] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    passed: Mapped[bool]
    provisional: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[dict] = mapped_column(JSON, default=dict)
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    enrolment: Mapped[Enrolment] = relationship()


AWAITING = sa.text("awaiting")


class Standing(db.Model):
    """What a row of the register counts and looks up, kept so that no export has to: `standings` alone writes it, and can
    make it anew. Whoever has no result, mark or certificate has none.

    Scores in percent are means over the scored activities: of the best and of the last settled attempt at each. `failing`
    says that some activity was tried and has no settled pass. `markers` are the ids of those who judged, in order, with
    commas between; `moderated` says that two people judged one piece of work. The certificate is the newest one. `failures`
    counts the settled attempts at the activity that was tried most often and never passed; `acted_at` is when the learner
    last finished anything.
    """

    __table_args__ = (
        sa.Index("ix_standing_awaiting", "enrolment_id", sqlite_where=AWAITING, postgresql_where=AWAITING),
        sa.Index("ix_standing_markers", "markers", sqlite_where=sa.text("markers <> ''"), postgresql_where=sa.text("markers <> ''")),
        sa.CheckConstraint("attempts >= 0", name="counts_up"),
        sa.CheckConstraint("failures >= 0", name="failures"),
    )  # fmt: skip

    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id), primary_key=True, autoincrement=False)
    attempts: Mapped[int]
    awaiting: Mapped[bool]
    failing: Mapped[bool]
    best_score: Mapped[float | None] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    last_score: Mapped[float | None] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    markers: Mapped[str] = mapped_column(sa.Text)
    moderated: Mapped[bool]
    certificate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificate.id"), index=True)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    acted_at: Mapped[datetime | None] = mapped_column(Moment)


class RegisterView(db.Model):
    """A look at the register that somebody keeps: the question of its address, and for whom it is."""

    __table_args__ = (sa.UniqueConstraint("owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(sa.String(80))
    shared: Mapped[bool] = mapped_column(index=True)
    filters: Mapped[dict] = mapped_column(JSON)
    columns: Mapped[list] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    owner: Mapped[Person] = relationship()
