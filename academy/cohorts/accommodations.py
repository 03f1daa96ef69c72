"""Accommodations: what is granted to a learner in all their courses, by an administrator, for a reason, from a day on."""

import sqlalchemy as sa

from academy import audit, clock
from academy.accounts.models import Person
from academy.cohorts import dates
from academy.cohorts.models import Accommodation
from academy.db import db

MOST_DAYS = 366
LISTED = ("untimed", "extra_days", "starts_on", "ends_on", "reason")


def of(person: Person) -> list[Accommodation]:
    """The newest first."""
    query = sa.select(Accommodation).where(Accommodation.person_id == person.id)
    return list(db.session.scalars(query.order_by(Accommodation.starts_on.desc(), Accommodation.id.desc())))


def is_untimed(person: Person) -> bool:
    """Whether scenarios begin without time pressure for them today."""
    today = clock.today()
    granted = sa.exists().where(
        Accommodation.person_id == person.id,
        Accommodation.untimed,
        Accommodation.starts_on <= today,
        Accommodation.ends_on.is_(None) | (today <= Accommodation.ends_on),
    )
    return db.session.scalar(sa.select(granted))


def grant(actor, person: Person, **given) -> Accommodation:
    """`given` are the columns of LISTED. What is granted already is granted once."""
    same = sa.select(Accommodation).filter_by(person_id=person.id, **given)
    if found := db.session.scalar(same.limit(1)):
        return found
    granted = Accommodation(person=person, granted_by_id=actor and actor.id, **given)
    db.session.add(granted)
    dates.keep_of_people([person.id])
    audit.note("accommodation.granted", actor, person, after=_on_record(granted))
    return granted


def withdraw(actor, person: Person, accommodation_id: int) -> None:
    """Dates are what they are without it; the audit log knows that it was. What is withdrawn already stays so."""
    accommodation = db.session.get(Accommodation, accommodation_id)
    if accommodation and accommodation.person_id == person.id:
        audit.note("accommodation.withdrawn", actor, person, before=_on_record(accommodation))
        db.session.delete(accommodation)
        dates.keep_of_people([person.id])


def _on_record(accommodation: Accommodation) -> dict:
    values = {name: getattr(accommodation, name) for name in LISTED}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
