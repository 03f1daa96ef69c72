"""What learners are reminded of: courses that are due soon, or were due lately, and are not completed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from academy import addresses, languages, mail
from academy.accounts.models import Person
from academy.cohorts.models import Assignment
from academy.db import db, insert
from academy.editions.models import Edition, Publication
from academy.records.models import Enrolment
from academy.reminders import messages
from academy.reminders.models import OVERDUE, SOON, Reminder

LATE = 7  # days after it was due on which one is still told of it for the first time


@dataclass(frozen=True)
class Due:
    """What there is to be said on a day. `ahead` are the numbers of days before that anybody has for it, but 0."""

    today: date
    ahead: tuple[int, ...]

    @classmethod
    def on(cls, today: date) -> "Due":
        own = db.session.scalars(sa.select(Assignment.remind_days).distinct().where(Assignment.remind_days > 0))
        usual = current_app.config["REMIND_DAYS"]
        return cls(today, tuple(sorted({*own, usual} - {0})))

    def people(self, after: int, most: int) -> list[int]:
        """Some of those whom something new has to be said to, in order of their ids."""
        said = sa.exists().where(
            Reminder.enrolment_id == Enrolment.id,
            Reminder.due_on == Enrolment.due_on,
            Reminder.kind == sa.case((Enrolment.due_on < self.today, OVERDUE), else_=SOON),
        )
        query = self._open(sa.select(Enrolment.person_id).distinct()).where(Enrolment.person_id > after, ~said)
        query = query.where(Enrolment.due_on >= self.today - timedelta(days=LATE))
        return list(db.session.scalars(query.order_by(Enrolment.person_id).limit(most)))

    def of(self, ids: Sequence[int]) -> dict[Person, list[sa.Row]]:
        """All that is due soon or overdue for these, the first due first."""
        title = sa.func.coalesce(Edition.title, Enrolment.course).label("title")
        columns = (Person, Enrolment.id, Enrolment.course, title, Enrolment.due_on, Enrolment.closes_on)
        query = (
            self._open(sa.select(*columns))
            .outerjoin(Publication, (Publication.kind == "course") & (Publication.slug == Enrolment.course))
            .outerjoin(Edition, Edition.id == sa.func.coalesce(Enrolment.edition_id, Publication.edition_id))
            .where(Enrolment.person_id.in_(ids))
            .order_by(Person.id, Enrolment.due_on, title)
        )
        found = defaultdict(list)
        for row in db.session.execute(query):
            found[row.Person].append(row)
        return dict(found)

    def _open(self, query: sa.Select) -> sa.Select:
        given = (Assignment.cohort_id == Enrolment.cohort_id) & (Assignment.course == Enrolment.course)
        days = sa.func.coalesce(Assignment.remind_days, current_app.config["REMIND_DAYS"])
        near = ((days == ahead) & (Enrolment.due_on <= self.today + timedelta(days=ahead)) for ahead in self.ahead)
        return (
            query.select_from(Enrolment)
            .join(Person, Person.id == Enrolment.person_id)
            .outerjoin(Assignment, given)
            .where(*messages.reached(), Person.role == "learner", Enrolment.completed_at.is_(None))
            .where(Enrolment.opens_on.is_(None) | (Enrolment.opens_on <= self.today))
            # what has closed can be finished, and no longer begun
            .where(
                Enrolment.closes_on.is_(None) | (Enrolment.closes_on >= self.today) | Enrolment.started_at.is_not(None)
            )
            .where(sa.or_(sa.false(), *near))
        )


def write(due: Due, ids: Sequence[int]) -> None:
    """Write to those of them who have no message of this day yet, in a number of statements that does not grow with them."""
    own = messages.claim("learner", due.today, ids)
    found = {person: rows for person, rows in due.of(ids).items() if person.id in own}
    said = [
        {
            "enrolment_id": row.id,
            "kind": OVERDUE if row.due_on < due.today else SOON,
            "due_on": row.due_on,
            "day": due.today,
        }
        for rows in found.values()
        for row in rows
    ]
    for start in range(0, len(said), 1000):  # a statement takes so many values and no more
        db.session.execute(insert(Reminder).values(said[start : start + 1000]).on_conflict_do_nothing())
    mail.send_all(_message(due.today, person, rows) for person, rows in found.items())


def _message(today: date, person: Person, rows: list[sa.Row]) -> mail.Letter:
    academy = current_app.config["NAME"]
    with languages.of(person):
        overdue = [_line(row, today) for row in rows if row.due_on < today]
        soon = [_line(row, today) for row in rows if row.due_on >= today]
        parts = [
            _("Dear %(name)s,", name=person.name),
            _("this is what you have to finish at %(academy)s.", academy=academy),
            *([_("Overdue:"), *overdue] if overdue else []),
            *([_("Due soon:"), *soon] if soon else []),
            _("You get one such message a day at most, and only when there is something new. To switch them off:")
            + f"\n{addresses.to('reminders.show')}",
        ]
        subject = ngettext(
            "%(num)s course is due: %(academy)s", "%(num)s courses are due: %(academy)s", len(rows), academy=academy
        )
    return mail.Letter(person.email, subject, "\n\n".join(parts) + "\n", f"reminder/{person.id}/{today}")


def _line(row: sa.Row, today: date) -> str:
    day = format_date(row.due_on, "d MMMM y")
    said = _("was due on %(day)s", day=day) if row.due_on < today else _("due on %(day)s", day=day)
    return f"{row.title}: {said}\n{addresses.to('courses.show', course=row.course)}"
