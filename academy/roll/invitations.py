"""Invitations: a link to set the first password, by mail, in the language of whoever gets it; once, unless asked for again."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import addresses, audit, clock, jobs, languages, mail
from academy.accounts import passwords
from academy.accounts.models import Person
from academy.db import db
from academy.jobs.models import Job

INVITE = "people.invite"
PORTION = 100


class Became(NamedTuple):
    """How many messages were delivered, are still on their way, and were given up."""

    done: int
    waiting: int
    failed: int


def open_to(again: bool = False) -> sa.Select:
    """Who can be invited: those who may sign in by an address and have no password; with `again`, also who was invited
    before."""
    query = sa.select(Person).where(Person.active, Person.email.is_not(None), Person.password_hash.is_(None))
    return query if again else query.where(Person.invited_at.is_(None))


def send(actor: Person, person_ids: Iterable[int], title: str = "", again: bool = False) -> Job:
    """Have these people invited by a job."""
    return jobs.enqueue(INVITE, {"people": sorted(person_ids), "again": again}, person=actor, title=title)


def became(job: Job) -> Became:
    """What became of the messages of such a job so far."""
    states = mail.became(_key(job))
    return Became(states.get("done", 0), states.get("waiting", 0) + states.get("running", 0), states.get("failed", 0))


@jobs.does(INVITE, words=_l("Invite people"), cancellable=True, roles=("administrator",))
def do(job: Job) -> None:
    """In portions, each committed with its messages: whoever was invited before an interruption is not invited again."""
    ids, sent = job.payload["people"], job.state_kept.get("sent", 0)
    again, actor = job.payload["again"], job.person
    if not (actor.active and actor.role == "administrator"):
        raise jobs.Failure(_("Whoever asked for it is no administrator any more."), final=True)
    while job.done < len(ids):
        portion = ids[job.done : job.done + PORTION]
        found = db.session.scalars(open_to(again).where(Person.id.in_(portion)).order_by(Person.id)).all()
        for person in found:
            _invite(actor, person, job)
        sent += len(found)
        jobs.progress(job, job.done + len(portion), len(ids), sent=sent)
    job.result = {"sent": sent, "left": len(ids) - sent}


def _invite(actor: Person, person: Person, job: Job) -> None:
    hours = current_app.config["INVITE_HOURS"]
    address = addresses.to("accounts.set_password", token=passwords.issue_link(actor, person, hours))
    academy = current_app.config["NAME"]
    with languages.of(person):
        subject = _("Your account at %(academy)s", academy=academy)
        body = _(
            "Dear %(name)s,\n\n%(academy)s has opened an account for you. Set your password here:\n\n%(address)s\n\n"
            "The link works once, for %(days)s days. If it no longer works, ask the academy for a new one.\n"
            "You sign in with this e-mail address: %(email)s\n",
            name=person.name, academy=academy, address=address, days=max(1, hours // 24), email=person.email,
        )  # fmt: skip
    person.invited_at = clock.now()
    audit.note("person.invited", actor, person)
    mail.send(person.email, subject, body, key=f"{_key(job)}{person.id}")


def _key(job: Job) -> str:
    return f"invitation/{job.id}/"
