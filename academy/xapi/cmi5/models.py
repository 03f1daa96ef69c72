"""Platforms that may launch courses by cmi5, and the launches that they began."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import JSON, Moment, db, one_of, one_while
from academy.lti.models import ADDRESS, Identity
from academy.records.models import Enrolment
from academy.xapi.models import Outlet

MODES = ("Normal", "Browse", "Review")
VERDICTS = ("", "passed", "failed")


class Cmi5Platform(db.Model):
    """A learning platform, by the places that it asks us to speak with, and that its people belong to."""

    __tablename__ = "cmi5_platform"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    origins: Mapped[list["Cmi5Origin"]] = relationship(
        back_populates="platform", order_by="Cmi5Origin.origin", cascade="all, delete-orphan", lazy="selectin"
    )


class Cmi5Origin(db.Model):
    """A scheme and host, such as https://lms.example.org: of one platform only, or one could speak for another's people."""

    __tablename__ = "cmi5_origin"

    origin: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    platform_id: Mapped[int] = mapped_column(sa.ForeignKey(Cmi5Platform.id), index=True)

    platform: Mapped[Cmi5Platform] = relationship(back_populates="origins", lazy="joined")


class Launch(db.Model):
    """One session of a learner in a course, from the platform's launch to our `terminated`.

    `registration` is the platform's for the learner in its course, `activity_id` its name for ours, `actor` its name for
    the learner, `template` the context that all statements begin with. `completed_at` and `verdict` are what this session
    has told; of one registration, one session only tells `completed`, and one only `passed`.
    """

    __tablename__ = "cmi5_launch"
    __table_args__ = (
        one_of("mode", MODES),
        one_of("verdict", VERDICTS),
        sa.CheckConstraint("mastery >= 0 AND mastery <= 1", name="mastery_is_a_share"),
        one_while("completed_at IS NOT NULL", "uq_cmi5_launch_completed", "registration", "enrolment_id"),
        one_while("verdict = 'passed'", "uq_cmi5_launch_passed", "registration", "enrolment_id"),
        sa.Index("ix_cmi5_launch_enrolment_id", "enrolment_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(sa.ForeignKey(Cmi5Platform.id), index=True)
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(Identity.id), index=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id))
    outlet_id: Mapped[int] = mapped_column(sa.ForeignKey(Outlet.id), unique=True)
    fetch_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    registration: Mapped[UUID] = mapped_column(sa.Uuid)
    activity_id: Mapped[str] = mapped_column(sa.String(ADDRESS))
    actor: Mapped[dict] = mapped_column(JSON)
    template: Mapped[dict] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(sa.String(10))
    mastery: Mapped[float | None] = mapped_column(sa.Numeric(5, 4, asdecimal=False))
    return_url: Mapped[str] = mapped_column(sa.String(ADDRESS), default="")
    began_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[str] = mapped_column(sa.String(10), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    platform: Mapped[Cmi5Platform] = relationship()
    identity: Mapped[Identity] = relationship(lazy="joined")
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
    outlet: Mapped[Outlet] = relationship(lazy="joined")
