"""How far learners are, as people read it."""

from flask_babel import lazy_gettext as _l

from academy.cohorts.progress import OVERDUE
from academy.records.labels import STATUSES

SERIES = {  # by the names that progress.Line has
    "completed": _l("Completed"),
    "awaiting": _l("Awaiting review"),
    "in_progress": _l("In progress"),
    "not_started": _l("Not started"),
}
STATES = {**STATUSES, OVERDUE: _l("Overdue")}
