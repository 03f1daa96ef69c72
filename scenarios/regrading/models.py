"""Regradings and refits: proposed, looked at, then adopted or withdrawn. The grades given at the time stay."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.db import JSON, Moment, db, one_of, one_while
from academy.editions.models import Edition
from scenarios.models import Move, Run

STATES = ("computing", "proposed", "adopted", "withdrawn")
DECIDED = "(decided_at IS NULL) = (state IN ('computing', 'proposed'))"


class Refit(db.Model):
    """Weights fitted anew from reviews on top of the shipped marked replies, for one version of the grader (`base`).

    `weights` is what the model takes; `effect` what the change does to the gold set. One at most is in use. `made_by` is
    None when it was the command line.
    """

    __table_args__ = (
        one_of("state", (*STATES, "retired")),
        one_while("state = 'adopted'", "uq_refit_state_adopted", "state"),
        sa.CheckConstraint(DECIDED, name="decided_or_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10), default="computing")
    reviews: Mapped[int] = mapped_column(default=0)
    weights: Mapped[dict | None] = mapped_column(JSON)
    effect: Mapped[dict | None] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    made_by: Mapped[Person | None] = relationship(foreign_keys=made_by_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)


class Regrading(db.Model):
    """The texts of a scenario's finished runs (of all that is played where `scenario` is None) graded again by `grader`;
    with an edition, against the facts, weights and exemplars of that edition. `effect` counts what changes.

    `scenario` is the slug of one, or the activity of something else that is played: "dialogue/windows"."""

    __table_args__ = (one_of("state", STATES), sa.CheckConstraint(DECIDED, name="decided_or_open"))

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario: Mapped[str | None] = mapped_column(sa.String(80))
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Edition.id))
    grader: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10), default="computing")
    reason: Mapped[str] = mapped_column(sa.Text)
    effect: Mapped[dict | None] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    edition: Mapped[Edition | None] = relationship()
    made_by: Mapped[Person | None] = relationship(foreign_keys=made_by_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)


class Regrade(db.Model):
    """The grade of a move's words in a regrading, in the same form as `Grade`."""

    __table_args__ = (sa.UniqueConstraint("regrading_id", "move_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    regrading_id: Mapped[int] = mapped_column(sa.ForeignKey(Regrading.id))
    move_id: Mapped[int] = mapped_column(sa.ForeignKey(Move.id), index=True)
    detail: Mapped[dict] = mapped_column(JSON)

    regrading: Mapped[Regrading] = relationship(lazy="joined")


class RegradedRun(db.Model):
    """What a run came to before a regrading, and would come to after it."""

    __table_args__ = (sa.UniqueConstraint("regrading_id", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    regrading_id: Mapped[int] = mapped_column(sa.ForeignKey(Regrading.id))
    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id), index=True)
    score_before: Mapped[float] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    passed_before: Mapped[bool]
    score_after: Mapped[float] = mapped_column(sa.Numeric(5, 2, asdecimal=False))
    passed_after: Mapped[bool]
    provisional_after: Mapped[bool]

    regrading: Mapped[Regrading] = relationship()
    run: Mapped[Run] = relationship()


# The regrading that counts for the run of a move: of those that were adopted and have it, the newest.
_counts = (
    sa.select(RegradedRun.regrading_id)
    .join(Regrading, Regrading.id == RegradedRun.regrading_id)
    .where(RegradedRun.run_id == Move.run_id, Regrading.state == "adopted")
    .order_by(Regrading.decided_at.desc(), Regrading.id.desc())
    .limit(1)
    .correlate(Move)
    .scalar_subquery()
)
Run.regrades = relationship(
    Regrade,
    secondary=Move.__table__,
    primaryjoin=Run.id == Move.run_id,
    secondaryjoin=sa.and_(Move.id == Regrade.move_id, Regrade.regrading_id == _counts),
    order_by=Move.number,
    viewonly=True,
    doc="The regrades that count, those of one adopted regrading: one query for a run, whether there are any or none.",
)
