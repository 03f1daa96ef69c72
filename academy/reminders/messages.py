"""One message to a person and day, whoever asks: a row stands for it."""

from collections.abc import Iterable
from datetime import date

from academy.accounts.models import Person
from academy.db import db, insert
from academy.reminders.models import ReminderMessage


def claim(kind: str, day: date, ids: Iterable[int]) -> set[int]:
    """Those of the people whose message of the day nobody has written yet; it is ours to write then."""
    rows = [{"person_id": one, "kind": kind, "day": day} for one in ids]
    claimed = insert(ReminderMessage).values(rows).on_conflict_do_nothing().returning(ReminderMessage.person_id)
    return set(db.session.scalars(claimed)) if rows else set()


def reached() -> tuple:
    """Who gets any: those who can sign in, have an address, and have not switched them off."""
    return Person.active, Person.email.is_not(None), Person.reminders
