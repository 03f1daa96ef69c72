"""What keeps a certificate back although its course is completed: features say what, an open appeal for one."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from academy.db import db
from academy.records.models import Enrolment


class Hold(NamedTuple):
    """`among` gives, of these ids of enrolments, the ids of those whose certificate waits; the learner is told `why`, and
    staff `said`."""

    among: Callable[[list[int]], sa.Select]
    why: LazyString
    said: LazyString


_holds: list[Hold] = []


def provide(hold: Hold) -> None:
    """Whoever provides one calls `certificates.issue_due` when it ends."""
    _holds.append(hold)


def of(enrolment: Enrolment) -> Hold | None:
    """What the certificate of a completed course waits for."""
    return of_many([enrolment]).get(enrolment.id)


def of_many(enrolments: Iterable[Enrolment]) -> dict[int, Hold]:
    """The same of each that waits, by id: a query for each kind of hold."""
    ids = [enrolment.id for enrolment in enrolments]
    return {key: hold for hold in reversed(_holds) for key in db.session.scalars(hold.among(ids))} if ids else {}
