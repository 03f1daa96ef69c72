"""The words of runs that are over and settled: emptied once an academy has set for how long it keeps them.

What they came to stays. What is waiting for a person, or may still be appealed, is left alone.
"""

from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from academy.db import db
from academy.privacy import emptying, holdings, periods
from academy.privacy.periods import Due, Period
from scenarios.models import Grade, Move, Run
from scenarios.review.models import Appeal

AT_ONCE = 100
KINDS = ("moves", "grades", "regrades", "reviews", "comments", "appeals", "unsent", "reflections", "runs")

_run = Run.__table__


def _old(moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    appealed = (
        sa.select(Move.run_id).join(Grade).join(Appeal, Appeal.grade_id == Grade.id).where(Appeal.review_id.is_(None))
    )
    return (
        _run.c.finished_at < moment,
        _run.c.erased_at.is_(None),
        _run.c.waits.is_(None),
        ~_run.c.provisional,
        _run.c.id.not_in(appealed),
    )


def look(moment: datetime) -> Due:
    return Due(
        *db.session.execute(sa.select(sa.func.count(), sa.func.min(_run.c.finished_at)).where(*_old(moment))).one()
    )


def forget(moment: datetime) -> int:
    some = sa.select(_run.c.id).where(*_old(moment)).order_by(_run.c.finished_at).limit(AT_ONCE)
    runs = list(db.session.scalars(some))
    held = {each.kind: each for each in holdings.all_held()}
    for holding in (held[kind] for kind in KINDS):
        own = holdings.leading_to(holding.whose, _run.c.id.in_(runs))
        keys = [tuple(row) for row in db.session.execute(sa.select(*holding.key).where(own))]
        emptying.empty(holding, keys)
    db.session.expire_all()
    return len(runs)


periods.keeps(
    Period(
        "run_texts",
        _l("What was written in scenarios, once a run is over and settled"),
        0,
        look,
        forget,
        least=lambda: current_app.config["APPEAL_DAYS"] + 1,
        note=_l("Longer than the probation and the time for appeals. Emptied texts cannot be graded again."),
    )
)
