"""What the register keeps of people."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.privacy import words
from academy.privacy.holdings import holds
from academy.records.models import Enrolment, Pin, RegisterView, Result, Standing

_view = RegisterView.__table__


def _wordless(row: sa.Row) -> dict:
    return {**row.evidence, "reason": ""} if "reason" in row.evidence else row.evidence


holds(Enrolment, "enrolments", _l("Courses"), (Enrolment.person_id,), erases={}, keeps="course", why=words.STATISTICS)
holds(
    Pin, "editions", _l("Editions of activities that were used"), (Pin.enrolment_id, Enrolment.person_id),
    erases={}, keeps="activity", why=words.STATISTICS,
)  # fmt: skip
holds(
    Result, "results", _l("Results"), (Result.enrolment_id, Enrolment.person_id),
    erases={"evidence": _wordless}, keeps="activity", why=words.STATISTICS,
)  # fmt: skip
holds(
    Standing, "standings", _l("What the rows of the register count"), (Standing.enrolment_id, Enrolment.person_id),
    erases={}, keeps="markers", why=words.STATISTICS,
)  # fmt: skip
holds(
    RegisterView, "register_views", _l("Saved views of the register"),
    (RegisterView.owner_id,), where=~_view.c.shared,
)  # fmt: skip
holds(
    RegisterView, "shared_register_views", _l("Saved views of the register that are shared"),
    (RegisterView.owner_id,), where=_view.c.shared, erases={}, keeps="name filters columns", why=words.WORK, theirs=False,
)  # fmt: skip
