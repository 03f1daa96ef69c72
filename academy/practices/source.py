"""Practices in the review queue: what was submitted and waits for somebody's approval."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import queue
from academy.db import db
from academy.practices import SOURCE
from academy.practices.models import Practice
from academy.queue import Entry, Sign

NOBODY_KNOWS = 0.0  # how sure anybody can be of what an unread text is worth


def submitted(person) -> sa.Select:
    """What others submitted, ever, with the columns of a queue.Source. It belongs to no cohort and no enrolment."""
    columns = (
        Practice.id.label("key"),
        Practice.waits.label("rank"),
        sa.literal(NOBODY_KNOWS, sa.Float).label("confidence"),
        sa.case((Practice.waits.is_not(None), Practice.submitted_at)).label("since"),
        Practice.submitted_at.label("finished_at"),
        sa.cast(sa.null(), sa.Integer).label("cohort_id"),
        sa.cast(sa.null(), sa.Integer).label("enrolment_id"),
        sa.literal(SOURCE).label("activity"),
        sa.true().label("mine"),
    )
    return sa.select(*columns).where(Practice.submitted_at.is_not(None), Practice.contributor_id != person.id)


def entries(person, keys: list[int]) -> dict[int, Entry]:
    query = sa.select(Practice).where(Practice.id.in_(keys)).options(sa.orm.joinedload(Practice.contributor))
    return {practice.id: _entry(practice) for practice in db.session.scalars(query)}


def activities() -> list[tuple[str, str]]:
    return [(SOURCE, _("Good practices"))]


def _entry(practice: Practice) -> Entry:
    waits = practice.state == "submitted"
    return Entry(
        learner=practice.contributor,
        activity=_("Good practice: %(title)s", title=practice.called),
        attempt=practice.rounds,
        finished_at=practice.submitted_at,
        state=_state(practice.state),
        address=url_for("practices.review", practice_id=practice.id),
        why=(Sign(_("a good practice that nobody has approved yet")),) if waits else (),
    )


def _state(state: str) -> Sign:
    return {
        "submitted": Sign(_("Waits for approval"), "warn", "hourglass"),
        "approved": Sign(_("Approved"), "good", "check"),
        "returned": Sign(_("Returned"), "bad", "pencil"),
        "draft": Sign(_("Returned"), "bad", "pencil"),
        "withdrawn": Sign(_("Withdrawn"), "neutral"),
    }[state]


queue.provide(queue.Source(SOURCE, _l("Good practices"), submitted, entries, activities))
