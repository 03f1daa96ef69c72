"""The rows of a sitting: its clock, who sits where, what came, what was done about it, and what was promised."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.accounts.models import Person
from academy.cohorts.models import Cohort
from academy.db import JSON, Moment, db, one_of
from academy.editions.models import Edition
from scenarios.dialogues.happenings import DEEDS
from scenarios.dialogues.pack import STATES as STANDINGS
from scenarios.models import Move, Run
from scenarios.sittings.words import KINDS, ROLES, STATES, TURNS

RUNNING = sa.text("running_since IS NOT NULL")
ASKED = sa.text("state IS NOT NULL")


class Sitting(db.Model):
    """One dialogue held with a class. `second` is what its clock showed when it last began or stopped to run, `speed` how many
    of its seconds pass in a real one. `happenings` counts deeds and turns in one sequence; `looked` is the second up to which
    what arrives is in the thread, `due` the next one in which something will, None when nothing does by itself.

    Whoever has the `code` can take a seat; whoever has the `key` can look on, if it is `public`, and comment. `former` is the
    dialogue before, with whose open commitments this one begins.
    """

    __table_args__ = (
        sa.CheckConstraint("second >= 0 AND looked >= -1 AND happenings >= 0", name="clock_runs_forward"),
        sa.CheckConstraint("speed BETWEEN 1 AND 120", name="speed"),
        sa.CheckConstraint("running_since IS NULL OR started_at IS NOT NULL", name="runs_once_started"),
        sa.CheckConstraint("ended_at IS NULL OR running_since IS NULL", name="stands_once_over"),
        sa.Index("ix_sitting_running_since", "running_since", sqlite_where=RUNNING, postgresql_where=RUNNING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id))
    facilitator_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Cohort.id), index=True)
    former_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sitting.id"))
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    public: Mapped[bool] = mapped_column(default=False)
    video: Mapped[str] = mapped_column(sa.String(300), default="")
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    script: Mapped[str] = mapped_column(sa.String(20))
    pass_mark: Mapped[int]
    speed: Mapped[int] = mapped_column(default=1)
    second: Mapped[int] = mapped_column(default=0)
    running_since: Mapped[datetime | None] = mapped_column(Moment)
    happenings: Mapped[int] = mapped_column(default=0)
    looked: Mapped[int] = mapped_column(default=-1)
    due: Mapped[int | None]
    planned_for: Mapped[datetime | None] = mapped_column(Moment)
    planned_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    facilitator: Mapped[Person] = relationship()
    cohort: Mapped[Cohort | None] = relationship()
    former: Mapped["Sitting | None"] = relationship(remote_side=id)
    seats: Mapped[list["Seat"]] = relationship(back_populates="sitting", order_by="Seat.id")

    @property
    def state(self) -> str:
        """planned, running, paused or over."""
        if self.ended_at:
            return "over"
        if self.running_since:
            return "running"
        return "paused" if self.started_at else "planned"


class Deed(db.Model):
    """What the facilitator did to the script: see `scenarios.dialogues.happenings.Deed`. `key` is that of the form, so that one
    sent twice counts once."""

    __table_args__ = (
        sa.UniqueConstraint("sitting_id", "number"),
        sa.UniqueConstraint("sitting_id", "key"),
        one_of("kind", DEEDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    number: Mapped[int]
    second: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str | None] = mapped_column(sa.String(60))
    value: Mapped[int] = mapped_column(default=0)
    persona: Mapped[str | None] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str | None] = mapped_column(sa.String(10))
    under: Mapped[str | None] = mapped_column(sa.String(140))
    key: Mapped[str | None] = mapped_column(sa.String(120))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    person: Mapped[Person] = relationship()


class Whisper(db.Model):
    """What the facilitator tells one table, or all of them (`department` None), and nobody else hears."""

    __table_args__ = (sa.UniqueConstraint("sitting_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    department: Mapped[str | None] = mapped_column(sa.String(60))
    second: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    key: Mapped[str | None] = mapped_column(sa.String(120))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    person: Mapped[Person] = relationship()


class Seat(db.Model):
    """Somebody's place at a sitting: a table, which is the slug of a department, and a role; an observer has no table. Who may
    act has a run, in which the words are graded."""

    __table_args__ = (
        sa.UniqueConstraint("sitting_id", "person_id"),
        one_of("role", ROLES),
        sa.CheckConstraint("(role = 'observer') = (department IS NULL)", name="observers_sit_apart"),
        sa.CheckConstraint("(role = 'observer') = (run_id IS NULL)", name="who_acts_is_graded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    department: Mapped[str | None] = mapped_column(sa.String(60))
    role: Mapped[str] = mapped_column(sa.String(12))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Run.id), unique=True)
    joined_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    sitting: Mapped[Sitting] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    run: Mapped[Run | None] = relationship()


class Viewer(db.Model):
    """Somebody who looks on, with a name of their own choice and no account; `digest` is of the key that their browser keeps.
    A `silenced` one looks on and writes no more."""

    __table_args__ = (sa.UniqueConstraint("sitting_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id))
    digest: Mapped[str] = mapped_column(sa.String(64))
    nickname: Mapped[str] = mapped_column(sa.String(40))
    silenced: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class Entry(db.Model):
    """A comment in the thread, or what else is read there. `name` is its id in the script (`comment-dark-corner`), or that of a viewer's comment or a follow-up;
    `slug` the comment or flood of the pack that it is about, None where the pack knows nothing of it.

    `state` is None for what asks for nothing. `department` is whose queue it is in: nobody's until somebody claims it. `version` counts
    what was done to it. A viewer's comment that may break a clause of the charter is `held` under that `clause` until
    a moderator has looked.
    """

    __tablename__ = "sitting_entry"
    __table_args__ = (
        sa.UniqueConstraint("sitting_id", "name"),
        one_of("kind", KINDS),
        one_of("state", STATES),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_one"),
        sa.CheckConstraint("(kind = 'viewer') = (viewer_id IS NOT NULL)", name="viewers_are_known"),
        sa.CheckConstraint("state <> 'claimed' OR seat_id IS NOT NULL", name="claimed_by_a_seat"),
        sa.Index(
            "ix_sitting_entry_sitting_id_state", "sitting_id", "state", sqlite_where=ASKED, postgresql_where=ASKED
        ),
        sa.Index("ix_sitting_entry_sitting_id_under", "sitting_id", "under"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id))
    name: Mapped[str] = mapped_column(sa.String(140))
    kind: Mapped[str] = mapped_column(sa.String(10))
    second: Mapped[int]
    arrived_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    persona: Mapped[str | None] = mapped_column(sa.String(60))
    author: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str | None] = mapped_column(sa.String(60))
    under: Mapped[str | None] = mapped_column(sa.String(140))
    likes: Mapped[int] = mapped_column(default=0)
    state: Mapped[str | None] = mapped_column(sa.String(10))
    clause: Mapped[str | None] = mapped_column(sa.String(60))
    department: Mapped[str | None] = mapped_column(sa.String(60))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Seat.id))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sitting_entry.id"))
    viewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Viewer.id), index=True)
    version: Mapped[int] = mapped_column(default=0)

    sitting: Mapped[Sitting] = relationship()
    seat: Mapped[Seat | None] = relationship(lazy="joined")
    merged_into: Mapped["Entry | None"] = relationship(remote_side=id)
    viewer: Mapped[Viewer | None] = relationship()


class Turn(db.Model):
    """One thing that a seat did: append-only, numbered among all that happened. `target` is a department, an office, a clause of
    the charter, a role, or the name of the comment that another was merged into; `line` the line of a status sheet that is taken
    back. Words are in `move`. `raised` are the lines that had been contradicted by then and `verified` says that the table had
    checked the tip: with them the words can be graded again. `key` is that of the form, so that one sent twice counts once.
    """

    __table_args__ = (
        sa.UniqueConstraint("sitting_id", "number"),
        sa.UniqueConstraint("seat_id", "key"),
        one_of("action", TURNS),
        sa.CheckConstraint("(action = 'statement') = (entry_id IS NULL)", name="statements_stand_alone"),
        sa.CheckConstraint(
            "(move_id IS NOT NULL) OR action NOT IN ('reply', 'correct', 'statement')", name="words_are_moves"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id))
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey(Seat.id))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Entry.id), index=True)
    number: Mapped[int]
    second: Mapped[int]
    action: Mapped[str] = mapped_column(sa.String(10))
    target: Mapped[str | None] = mapped_column(sa.String(140))
    line: Mapped[str | None] = mapped_column(sa.String(60))
    segment: Mapped[str | None] = mapped_column(sa.String(60))
    move_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Move.id), unique=True)
    raised: Mapped[list] = mapped_column(JSON, default=list)
    verified: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(sa.String(40))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    sitting: Mapped[Sitting] = relationship()
    seat: Mapped[Seat] = relationship(lazy="joined", innerjoin=True)
    entry: Mapped[Entry | None] = relationship(lazy="joined")
    move: Mapped[Move | None] = relationship(lazy="joined")


class Helpful(db.Model):
    """A viewer found an answer helpful."""

    turn_id: Mapped[int] = mapped_column(sa.ForeignKey(Turn.id), primary_key=True)
    viewer_id: Mapped[int] = mapped_column(sa.ForeignKey(Viewer.id), primary_key=True, index=True)
    marked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class Commitment(db.Model):
    """Something that was promised in public: what, by which department of which office, who, by when, and how it stands. It
    outlives its sitting; `slug` is that of the pack where it expected this one, `note` the proof or the reason."""

    __table_args__ = (
        one_of("state", STANDINGS),
        sa.UniqueConstraint("sitting_id", "key"),
        sa.Index("ix_commitment_state_due_on", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey(Sitting.id))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Seat.id))
    turn_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Turn.id), index=True)
    slug: Mapped[str | None] = mapped_column(sa.String(60))
    what: Mapped[str] = mapped_column(sa.String(300))
    department: Mapped[str] = mapped_column(sa.String(60))
    who: Mapped[str] = mapped_column(sa.String(120))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    second: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)

    sitting: Mapped[Sitting] = relationship()
    seat: Mapped[Seat | None] = relationship()
    turn: Mapped[Turn | None] = relationship()


Move.turn = relationship(Turn, uselist=False, viewonly=True)
