"""The words of tasks that are marked: emptied once an academy has set for how long it keeps them. The marks stay."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.db import db
from academy.privacy import emptying, holdings, periods
from academy.privacy.periods import Due, Period
from courses.tasks.models import Submission

AT_ONCE = 100
KINDS = ("tasks", "task_marks")

_submission = Submission.__table__


def _old(moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return _submission.c.marked_at < moment, _submission.c.text != ""


def look(moment: datetime) -> Due:
    found = sa.select(sa.func.count(), sa.func.min(_submission.c.marked_at)).where(*_old(moment))
    return Due(*db.session.execute(found).one())


def forget(moment: datetime) -> int:
    some = sa.select(_submission.c.id).where(*_old(moment)).order_by(_submission.c.marked_at).limit(AT_ONCE)
    ids = list(db.session.scalars(some))
    for holding in (each for each in holdings.all_held() if each.kind in KINDS):
        own = _submission.c.id.in_(ids)
        if holding.table is not _submission:
            own = holding.table.c.submission_id.in_(ids)
        keys = [tuple(row) for row in db.session.execute(sa.select(*holding.key).where(own))]
        emptying.empty(holding, keys)
    db.session.expire_all()
    return len(ids)


periods.keeps(
    Period(
        "task_texts",
        _l("What was written for tasks, once it is marked"),
        0,
        look,
        forget,
        note=_l("Longer than the probation. Emptied texts cannot be marked again."),
    )
)
