"""Finding entries: newest first, page by page from a known entry on, so that a million of them are never counted."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from academy import clock
from academy.accounts.models import Person
from academy.audit.models import AuditChain, AuditEntry, AuditValues
from academy.db import db

ROWS = 50
MOST_PEOPLE = 200  # that words may mean; more are not looked for

_entry, _chain, _values = AuditEntry.__table__, AuditChain.__table__, AuditValues.__table__


class Filters(NamedTuple):
    """What to show; empty means all. `person` is words: somebody's name, address or personal number, who did it or whom it
    was done to. `about` is a table's name and `number` that of the row. Days are those of the academy's zone."""

    person: str = ""
    group: str = ""
    about: str = ""
    number: int | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None


class Found(NamedTuple):
    """A page: its entries, and the ids from which the pages beside it go on, None where there is none."""

    entries: list[sa.Row]
    older: int | None
    newer: int | None


def query(filters: Filters = Filters()) -> sa.Select:
    """Entries with `number`, `hash`, `salt` and `said` (their values), in no order; what is not chained has no number."""
    columns = _chain.c.number, _chain.c.hash, _values.c.salt, _values.c["values"].label("said")
    joined = _entry.outerjoin(_chain, _chain.c.entry_id == _entry.c.id).outerjoin(
        _values, _values.c.entry_id == _entry.c.id
    )
    return sa.select(_entry, *columns).select_from(joined).where(*_conditions(filters))


def page(filters: Filters, before: int | None = None, after: int | None = None) -> Found:
    """The page behind the entry of an id, or the one in front of it; without either, the newest."""
    if after is not None:
        newer = _some(filters, _entry.c.id > after, _entry.c.id)
        entries = newer[:ROWS][::-1]
        return Found(entries, entries[-1].id if entries else None, entries[0].id if len(newer) > ROWS else None)
    older = _some(filters, _entry.c.id < before if before is not None else sa.true(), _entry.c.id.desc())
    entries = older[:ROWS]
    return Found(
        entries,
        entries[-1].id if len(older) > ROWS else None,
        entries[0].id if entries and before is not None else None,
    )


def _some(filters: Filters, condition, order) -> list[sa.Row]:
    return list(db.session.execute(query(filters).where(condition).order_by(order).limit(ROWS + 1)))


def _conditions(filters: Filters) -> list:
    conditions = []
    if filters.person:
        people = _people(filters.person)
        about_them = (_entry.c.subject_type == Person.__tablename__) & _entry.c.subject_id.in_(people)
        conditions.append(_entry.c.actor_id.in_(people) | about_them)
    if filters.group:
        conditions.append(_entry.c.action.startswith(f"{filters.group}.", autoescape=True))
    if filters.about:
        conditions.append(_entry.c.subject_type == filters.about)
    if filters.number is not None:
        conditions.append(_entry.c.subject_id == filters.number)
    if filters.words:
        conditions.append(_entry.c.reason.icontains(filters.words, autoescape=True))
    if filters.since:
        conditions.append(_entry.c.at >= clock.midnight(filters.since))
    if filters.until:
        conditions.append(_entry.c.at < clock.midnight(filters.until, days=1))
    return conditions


def _people(words: str) -> list[int]:
    named = Person.name.icontains(words, autoescape=True) | Person.email.icontains(words, autoescape=True)
    query = sa.select(Person.id).where(named | (Person.personal_number == words)).order_by(Person.id)
    return list(db.session.scalars(query.limit(MOST_PEOPLE)))
