"""The register of commitments across sittings: who sees which, what is late by now, and with what a dialogue opens."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort
from flask_babel import format_date

from academy import clock
from academy.access import current_person
from academy.audit.models import AuditEntry, AuditValues
from academy.accounts.models import Person
from academy.db import db
from scenarios.sittings import commitments, happened
from scenarios.sittings.models import Commitment, Seat, Sitting
from scenarios.sittings.planning import STAFF

LATE = "late"


class Filters(NamedTuple):
    """`state` is one of STATES as shown, so that what is open and past its day is late."""

    state: str = ""
    department: str = ""
    sitting: int | None = None


class Owed(NamedTuple):
    """A commitment as a dialogue opens with it; `title` is the dialogue in which it was made, "" for what the pack brings."""

    what: str
    department: str
    who: str
    due: date | str
    state: str
    note: str
    title: str = ""


class Change(NamedTuple):
    """`before` and `after` have `state`, `note` and `due_on`, as texts."""

    at: datetime
    by: str | None
    before: dict[str, str]
    after: dict[str, str]


def today_of(sitting: Sitting, today: date) -> date:
    """The day in the world of a sitting: that of the dialogue when it was held, and since then a day there for each day here."""
    begun = sitting.started_at or sitting.planned_at
    return happened.dialogue(sitting).day + timedelta(days=max(0, (today - clock.day(begun)).days))


def standing(made: Commitment, today: date) -> str:
    """How it stands on a day; what is open when its day is over is late, whether or not somebody has said so."""
    return LATE if made.state == "open" and made.due_on < today_of(made.sitting, today) else made.state


def listed(person, filters: Filters = Filters()) -> sa.Select:
    """What this person may see: what is late first, then what is open, then the rest, the soonest due first."""
    query = _seen_by(person)
    shown = _shown()
    if filters.state:
        query = query.where(shown == filters.state)
    if filters.department:
        query = query.where(Commitment.department == filters.department)
    if filters.sitting:
        query = query.where(Commitment.sitting_id == filters.sitting)
    order = sa.case({LATE: 0, "open": 1, "changed": 2}, value=shown, else_=3)
    return query.order_by(order, Commitment.due_on, Commitment.id).options(sa.orm.joinedload(Commitment.sitting))


def sittings_of(person) -> list[Sitting]:
    """In whose register there is anything for this person."""
    own = _seen_by(person).with_only_columns(Commitment.sitting_id)
    return list(db.session.scalars(sa.select(Sitting).where(Sitting.id.in_(own)).order_by(Sitting.id.desc())))


def commitment_or_404(commitment_id: int) -> Commitment:
    """One that the signed-in person may see."""
    query = _seen_by(current_person).where(Commitment.id == commitment_id)
    return db.session.scalar(query) or abort(404)


def may_change(person, made: Commitment) -> bool:
    """Those who teach, and who sat at the table that promised it."""
    if person.role in STAFF:
        return True
    seat = sa.select(Seat.id).filter_by(sitting_id=made.sitting_id, person_id=person.id, department=made.department)
    return db.session.scalar(seat) is not None


def history(made: Commitment) -> list[Change]:
    """How it was changed, the first at first, as the audit log has it."""
    query = sa.select(AuditEntry.at, Person.name, AuditValues.values).outerjoin(
        Person, Person.id == AuditEntry.actor_id
    )
    query = query.outerjoin(AuditValues, AuditValues.entry_id == AuditEntry.id).order_by(AuditEntry.id)
    about = AuditEntry.subject_type == Commitment.__tablename__, AuditEntry.subject_id == made.id
    return [
        Change(at, by, values["before"], values["after"])
        for at, by, values in db.session.execute(query.where(*about))
        if values
    ]


def owed(sitting: Sitting) -> list[Owed]:
    """With what this dialogue opens: what is still owed of those before it, or what the pack says of the last time."""
    today = clock.today()
    if sitting.former is None:
        content = happened.dialogue(sitting)
        return [
            Owed(each.what, content.departments[each.department].name, each.who, each.by, each.state, each.note)
            for each in content.last_time
        ]
    return [
        Owed(
            made.what,
            department_name(made),
            made.who,
            made.due_on,
            standing(made, today),
            made.note,
            made.sitting.edition.title,
        )
        for made in commitments.carried(sitting)
    ]


def department_name(made: Commitment) -> str:
    return happened.dialogue(made.sitting).departments[made.department].name


def title(sitting: Sitting) -> str:
    """A dialogue with the day on which it was held, since one can be held often."""
    begun = sitting.started_at or sitting.planned_at
    return f"{sitting.edition.title}, {format_date(begun, 'd MMM y')}"


def _seen_by(person) -> sa.Select:
    query = sa.select(Commitment)
    if person.role in STAFF:
        return query
    return query.where(Commitment.sitting_id.in_(sa.select(Seat.sitting_id).filter_by(person_id=person.id)))


def _shown():
    """The state as shown, in SQL: each sitting has a day of its own."""
    waiting = sa.select(Sitting).join(Commitment, Commitment.sitting_id == Sitting.id).where(Commitment.state == "open")
    days = {sitting.id: today_of(sitting, clock.today()) for sitting in db.session.scalars(waiting.distinct())}
    if not days:
        return Commitment.state
    day = sa.case({number: sa.literal(day, sa.Date) for number, day in days.items()}, value=Commitment.sitting_id)
    return sa.case((sa.and_(Commitment.state == "open", Commitment.due_on < day), LATE), else_=Commitment.state)
