"""What a finished run came to, post by post: kept beside it, so that nobody replays thousands of runs for a page.

These rows say again what run, moves, grades and reviews say; they can be made anew and are nobody's evidence.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from academy.db import JSON, db, one_of
from academy.records.models import Enrolment
from scenarios.analytics.handling import HANDLED
from scenarios.models import Run

FORM = 1  # a new number has every run summed up anew, by the daily job
STATEMENT = ""  # in the place of a post


class RunSummary(db.Model):
    """`reactions` are the slugs of those that the run met, `form` that of these rows."""

    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id), primary_key=True)
    form: Mapped[int]
    reactions: Mapped[list] = mapped_column(JSON)


class PostSummary(db.Model):
    """A post that arrived, or the statements (post ""). `minutes` went by until the office first did something about
    it, None where it never did; `wrong_office` is the first one that it was wrongly referred to. Of its `weight` it earned
    `share`, None where it is out of the score. `levels` are means over its texts, of the criteria that apply."""

    __table_args__ = (
        one_of("handled", HANDLED),
        sa.CheckConstraint("minutes >= 0", name="minutes"),
        sa.CheckConstraint("share >= 0 AND share <= 1", name="share"),
        sa.CheckConstraint("weight >= 0", name="weight"),
    )

    run_id: Mapped[int] = mapped_column(sa.ForeignKey(Run.id), primary_key=True)
    post: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    handled: Mapped[str] = mapped_column(sa.String(10))
    minutes: Mapped[int | None]
    wrong_office: Mapped[str | None] = mapped_column(sa.String(60))
    weight: Mapped[int]
    share: Mapped[float | None]
    levels: Mapped[dict] = mapped_column(JSON)


class EnrolmentSummary(db.Model):
    """How well a learner writes in a course, for the dashboard: the mean level by criterion over the posts of all runs that
    count, None where no text was judged by it. Whoever was never judged has none."""

    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey(Enrolment.id), primary_key=True, autoincrement=False)
    acknowledgement: Mapped[float | None]
    mandate: Mapped[float | None]
    next_step: Mapped[float | None]
    clarity: Mapped[float | None]
    neutrality: Mapped[float | None]
    office_not_person: Mapped[float | None]
    privacy: Mapped[float | None]
    composure: Mapped[float | None]
