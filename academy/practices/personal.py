"""What good practices keep of people: a practice that others read stays without its contributor's name; drafts go with them."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.practices.models import Practice, Recognition
from academy.privacy import periods, words
from academy.privacy.holdings import holds, only_acts
from academy.privacy.periods import Period

NAMES = ("name", "second_name", "second_language")
TEXTS = (
    "origin state title situation action evidence sources certainty consent consent_note needs_time needs_people needs_money "
    "whom_to_ask country use triage language shipped reason"
)
_practice = Practice.__table__
_shared = _practice.c.approved_at.is_not(None)


def _nameless(row: sa.Row) -> dict:
    return {**row.fields, **{name: "" for name in NAMES}}


holds(
    Practice, "practices_begun", _l("Good practices that nobody has approved"),
    (Practice.contributor_id,), where=~_shared,
)  # fmt: skip
holds(
    Practice, "practices", _l("Good practices in the library"), (Practice.contributor_id,), where=_shared,
    erases={}, keeps=TEXTS, why=words.WORK,
)  # fmt: skip
holds(
    Recognition, "recognitions", _l("Badges for good practices"), (Recognition.person_id,),
    erases={"fields": _nameless, "credential": None, "erased_at": lambda row: row.erased_at or clock.now()},
    keeps="serial key_id revoked_reason", why=words.CHECKED,
)  # fmt: skip
only_acts("who decided a practice", Practice.decided_by_id, Practice.approved_by_id)
periods.keeps(
    Period(
        "practices",
        _l("Good practices that were never approved, since they were last written in"),
        730,
        **periods.rows(_practice, _practice.c.saved_at, ~_shared, _practice.c.state != "submitted"),
    )
)
