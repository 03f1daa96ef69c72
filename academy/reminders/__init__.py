"""Reminders by mail: to learners what is due soon or overdue, one message a day at most; to instructors once a week what
waits for them. What was said once is not said again."""

from datetime import date, timedelta

import sqlalchemy as sa

from academy import clock, jobs
from academy.accounts.models import Person
from academy.db import db
from academy.reminders import instructors, learners
from academy.reminders.models import ReminderMessage, Reminder

PORTION = 500  # people in one transaction
KEPT_DAYS = 30  # after that, nothing could be said again


@jobs.does("reminders", daily=True)
def remind(job) -> None:
    """In portions, each committed with its messages: whoever was written to before an interruption is not again."""
    today = clock.today()
    _forget(today - timedelta(days=KEPT_DAYS))
    found = learners.Due.on(today)
    while ids := found.people(job.state_kept.get("after", 0), PORTION):
        learners.write(found, ids)
        done = job.done + len(ids)
        jobs.progress(job, done, done, after=ids[-1])
    instructors.write_all(today)


def wants_them(person: Person, wants: bool) -> None:
    """Their own choice; what was sent is sent."""
    person.reminders = wants
    db.session.flush()


def _forget(before: date) -> None:
    db.session.execute(sa.delete(ReminderMessage).where(ReminderMessage.day < before))
    db.session.execute(sa.delete(Reminder).where(Reminder.day < before, Reminder.due_on < before))
