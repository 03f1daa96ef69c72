"""What instructors are told once a week: how much waits for them, and since when the oldest does."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from academy import addresses, clock, languages, mail, queue
from academy.accounts.models import Person
from academy.db import db
from academy.reminders import messages
from academy.reminders.models import ReminderMessage


def write_all(today: date) -> None:
    """To each for whom something waits and who was not told this week; some queries for each of them."""
    week = today - timedelta(days=today.weekday())
    told = sa.exists().where(
        ReminderMessage.person_id == Person.id, ReminderMessage.kind == "instructor", ReminderMessage.day == week
    )
    query = sa.select(Person).where(*messages.reached(), Person.role == "instructor", ~told).order_by(Person.id)
    waiting = {person: queue.waiting(person) for person in db.session.scalars(query)}
    waiting = {person: each for person, each in waiting.items() if each.count}
    own = messages.claim("instructor", week, [person.id for person in waiting])
    mail.send_all(_message(week, person, each) for person, each in waiting.items() if person.id in own)


def _message(week: date, person: Person, waiting: queue.Waiting) -> mail.Letter:
    academy = current_app.config["NAME"]
    with languages.of(person):
        subject = ngettext(
            "%(num)s piece of work waits for your review: %(academy)s",
            "%(num)s pieces of work wait for your review: %(academy)s",
            waiting.count,
            academy=academy,
        )
        oldest = format_date(clock.day(waiting.since), "d MMMM y")
        parts = [
            _("Dear %(name)s,", name=person.name),
            ngettext(
                "%(num)s piece of work of learners waits for your review.",
                "%(num)s pieces of work of learners wait for your review.",
                waiting.count,
            ) + " " + _("The oldest has waited since %(day)s.", day=oldest),
            addresses.to("queue.index"),
            _("You get this message once a week at most. To switch it off:") + f"\n{addresses.to('reminders.show')}",
        ]  # fmt: skip
    return mail.Letter(person.email, subject, "\n\n".join(parts) + "\n", f"waiting/{person.id}/{week}")
