"""One message to a person and day, whoever asks: a row stands for it."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from academy.accounts.models import Person
from academy.db import db
from academy.reminders.models import Digest


def claim(kind: str, day: date, ids: Iterable[int]) -> set[int]:
    """Those of the people whose message of the day nobody has written yet; it is ours to write then."""
    rows = [{"person_id": one, "kind": kind, "day": day} for one in ids]
    claimed = insert(Digest).values(rows).on_conflict_do_nothing().returning(Digest.person_id)
    return set(db.session.scalars(claimed)) if rows else set()


def insert(model):
    """An insert that can leave out what is there."""
    return {"sqlite": sqlite, "postgresql": postgresql}[db.session.connection().dialect.name].insert(model)


def reached() -> tuple:
    """Who gets any: those who can sign in, have an address, and have not switched them off."""
    return Person.active, Person.email.is_not(None), Person.reminders
