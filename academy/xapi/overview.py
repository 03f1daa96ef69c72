"""How the academy's learning record store is doing, in figures, and what it refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from academy import clock
from academy.db import db, paged
from academy.xapi.models import STATES, Outlet, Statement


@dataclass(frozen=True)
class Overview:
    """`rests_until` is set while the store does not answer as it should, and `trouble` says how."""

    waiting: int
    sent: int
    refused: int
    trouble: str
    rests_until: datetime | None


class Refused(NamedTuple):
    """A statement that the store would not take: its id, what it tells in a line, and the store's words."""

    id: str
    said: str
    at: str
    status: int | None
    answer: str


def overview() -> Overview:
    own = db.session.scalar(sa.select(Outlet).where(Outlet.endpoint == ""))
    query = sa.select(Statement.state, sa.func.count()).join(Statement.outlet).where(Outlet.endpoint == "")
    counted = dict.fromkeys(STATES, 0) | dict(db.session.execute(query.group_by(Statement.state)).tuples().all())
    rests = own and own.rests_until and own.rests_until > clock.now()
    return Overview(**counted, trouble=own.trouble if own else "", rests_until=own.rests_until if rests else None)


def refused() -> tuple[list[Refused], Pagination]:
    """A page of what was refused, the newest first."""
    query = sa.select(Statement).join(Statement.outlet).where(Outlet.endpoint == "", Statement.state == "refused")
    page = paged(query.order_by(Statement.id.desc()))
    return [_line(each) for each in page.items], page


def _line(each: Statement) -> Refused:
    verb = next(iter(each.content["verb"]["display"].values()))
    return Refused(
        str(each.uuid), f"{verb}: {each.content['object']['id']}", each.content["timestamp"], each.status, each.answer
    )
