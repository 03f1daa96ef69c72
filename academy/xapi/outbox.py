"""Statements are written here with what they tell of, and wait until they are sent."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from academy import audit, clock, jobs
from academy.db import db, insert, once
from academy.records.models import Enrolment, Result
from academy.xapi import telling
from academy.xapi.models import Outlet, Statement

JOB = "xapi-send"


def configured() -> bool:
    return bool(current_app.config["LRS_URL"])


def follow(result: Result) -> None:
    """A result was recorded: what it tells goes to the academy's store, if it has one."""
    if configured():
        write(own(), telling.of_attempt(result).values())


def tell(enrolment: Enrolment) -> None:
    """Something became of an enrolment beside its results: it goes there as well."""
    if configured():
        write(own(), telling.of_additions(enrolment).values())


def own() -> Outlet:
    """The academy's own store."""
    query = sa.select(Outlet).where(Outlet.endpoint == "")
    return once(lambda: db.session.scalar(query), lambda: Outlet(endpoint=""))[0]


def write(outlet: Outlet, statements: Iterable[Mapping[str, Any]]) -> int:
    """Put these on their way, but for those that are on it or there already, also by somebody who writes the same at this
    moment: how many are new."""
    db.session.flush()  # an outlet that is new has its id then
    rows = [{"uuid": uuid.UUID(said["id"]), "outlet_id": outlet.id, "content": dict(said)} for said in statements]
    written = insert(Statement).on_conflict_do_nothing(index_elements=["uuid"]).returning(Statement.id)
    new = len(db.session.scalars(written, rows).all()) if rows else 0
    if new:
        send_soon(outlet)
    return new


def again(actor) -> int:
    """Somebody asks that what waits or was refused be sent now: how many that are."""
    outlet = own()
    left = (Statement.outlet_id == outlet.id, Statement.state != "sent")
    asked = db.session.execute(
        sa.update(Statement).where(*left).values(state="waiting", not_before=clock.now(), status=None, answer="")
    ).rowcount
    outlet.rests_until, outlet.failures = None, 0
    db.session.flush()
    if asked:
        audit.note("xapi.sent_again", actor, outlet)
        send_soon(outlet)
    return asked


def send_soon(outlet: Outlet, after: datetime | None = None) -> None:
    """Each has a job of its own: one that is running may not see any more what was just written."""
    jobs.enqueue(JOB, {"outlet": outlet.id}, after=after)
