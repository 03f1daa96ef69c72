"""What the register says of a course and cannot read off its edition's row. The feature that knows courses tells it."""

from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from academy.db import db
from academy.editions.models import Edition
from academy.memory import Memory


class Facts(NamedTuple):
    """Learning hours, and the pass mark of the scored activities in percent: None where they differ or nothing is
    scored."""

    hours: float
    pass_mark: int | None


_providers: list[Callable[[Edition], Facts]] = []
_facts = Memory(500)


def provide_facts(provider: Callable[[Edition], Facts]) -> None:
    """Ask this function about editions of courses."""
    _providers[:] = [provider]


def of(edition: Edition) -> Facts:
    """An edition never changes, so each is looked at once in a process."""
    return _facts.once(edition.digest, lambda: _providers[0](edition))


def table() -> sa.CTE:
    """The facts of all courses as a small table to join: edition_id, hours, pass_mark."""
    query = sa.select(Edition).where(Edition.kind == "course").options(undefer(Edition.canonical))
    known = [(edition.id, *_numbers(of(edition))) for edition in db.session.scalars(query)]
    columns = (
        sa.column("edition_id", sa.Integer),
        # of no type for SQLite, which would be handed 2.0 else
        sa.column("hours", sa.Numeric(asdecimal=False).with_variant(sa.types.NullType(), "sqlite")),
        sa.column("pass_mark", sa.Integer),
    )
    return sa.values(*columns, name="facts").data(known or [(0, 0, 0)]).cte("facts")


def _numbers(facts: Facts) -> tuple[float, int | None]:
    """Whole hours as a whole number: 2, not 2.0, in every database."""
    return (int(facts.hours) if facts.hours == int(facts.hours) else facts.hours), facts.pass_mark
