"""How an enrolment stands, as dashboards tell it: each is in one state, and whoever is overdue is nothing else."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.records.models import Enrolment, Standing
from academy.records.register import is_overdue

STATES = {
    "completed": _l("Completed"),
    "awaiting_review": _l("Awaiting review"),
    "in_progress": _l("In progress"),
    "not_started": _l("Not started"),
    "overdue": _l("Overdue"),
}


def state() -> sa.Case:
    """One of STATES, in a query that has `Standing` joined from the outside."""
    return sa.case(
        (Enrolment.completed_at.is_not(None), "completed"),
        (is_overdue(), "overdue"),
        (Standing.awaiting, "awaiting_review"),
        (Enrolment.started_at.is_not(None), "in_progress"),
        else_="not_started",
    )
