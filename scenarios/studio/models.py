"""Tries of drafts, and what rehearsals came to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy import clock
from academy.db import JSON, Moment, db
from academy.editions.models import Edition
from academy.studio.models import Draft
from scenarios.models import Run


class Try(db.Model):
    """A run in which an author tries a draft, begun on the page `place` of the editor. The first `steps` of its moves were
    made for the author, to lead to where it opened; `notes` are [post, code] pairs of what could not be done."""

    __tablename__ = "draft_try"
    __table_args__ = (sa.CheckConstraint("steps >= 0", name="steps"),)

    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id), primary_key=True)
    draft_id: Mapped[int] = mapped_column(sa.ForeignKey(Draft.id))
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    steps: Mapped[int] = mapped_column(default=0)
    notes: Mapped[list] = mapped_column(JSON, default=list)

    run: Mapped[Run] = relationship()
    draft: Mapped[Draft] = relationship()


class RehearsalRecord(db.Model):
    """What the rehearsal of an edition came to, by a version of grader and simulation; rehearsals.py says what it holds."""

    __tablename__ = "rehearsal"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey(Edition.id), primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(60))
    result: Mapped[dict] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    edition: Mapped[Edition] = relationship()
