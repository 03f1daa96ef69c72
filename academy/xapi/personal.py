"""What statements keep of people while they are on their way. Those that were sent are with whoever keeps that store."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.accounts.models import Person
from academy.lti.models import Identity
from academy.privacy.holdings import holds, sets_aside
from academy.xapi.cmi5.models import Cmi5Origin, Cmi5Platform, Launch
from academy.xapi.models import Outlet, Statement

_outlet, _statement = Outlet.__table__, Statement.__table__


def _launched(person: Person) -> sa.Select:
    """The outlets of their launches."""
    return (
        sa.select(Launch.outlet_id)
        .join(Identity, Identity.id == Launch.identity_id)
        .where(Identity.person_id == person.id)
    )


def _told(person: Person) -> sa.ColumnElement[bool]:
    actor = Statement.content["actor"]["account"]["name"].as_string() == str(person.id)
    own = sa.select(_outlet.c.id).where(_outlet.c.endpoint == "")
    return _statement.c.outlet_id.in_(_launched(person)) | (_statement.c.outlet_id.in_(own) & actor)


holds(Statement, "statements", _l("Statements on their way to a learning record store"), _told)
holds(
    Launch, "cmi5_launches", _l("Launches of courses by cmi5"), (Launch.identity_id, Identity.person_id),
    hides="fetch_digest",
)  # fmt: skip
holds(
    Outlet, "cmi5_stores", _l("Where statements of these launches go"),
    lambda person: _outlet.c.id.in_(_launched(person)), hides="token",
)  # fmt: skip
sets_aside("how platforms are connected", Cmi5Platform, Cmi5Origin)
