"""Erasures of people: asked for by an administrator, carried out by a job, and remembered for whoever restores a backup."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import audit, clock, jobs, languages
from academy.accounts import people, sessions
from academy.accounts.models import Person
from academy.db import db, once
from academy.files import alone
from academy.jobs.models import Job
from academy.privacy import erasing
from academy.privacy.models import Erasure

JOB = "erase-person"
FILE = "erasures.jsonl"


class NotPossible(Exception):
    """Nobody erases themselves: an academy without administrators could not be helped."""


def ask(actor: Person | None, person: Person, reason: str) -> Job:
    """Have a person erased; from now on they cannot sign in. To ask twice is to ask once. Raises NotPossible."""
    if actor == person:
        raise NotPossible
    if actor:
        people.take_turns(actor, person)
    erasure = _on_record(person)
    if erasure.finished_at or erasure.asked_by_id is None:
        erasure.asked_by_id, erasure.asked_at, erasure.finished_at = actor and actor.id, clock.now(), None
        person.active = False
        sessions.end_all(person)
        audit.note("person.erasure_asked", actor, person, reason=reason)
        db.session.flush()
    with languages.of_the_house():
        title = _("Person %(number)s", number=person.id)
    return jobs.enqueue(JOB, {"person": person.id}, key=f"{JOB}/{person.id}", person=actor, title=title)


@jobs.does(JOB, words=_l("Erase a person"), roles=("administrator",))
def carry_out(job: Job) -> None:
    person = db.session.get(Person, job.payload["person"], with_for_update={"of": Person})
    erasure = person and of(person)
    if erasure:
        db.session.refresh(erasure, with_for_update=True)  # files that are being made wait for the end
    if erasure and not erasure.finished_at:
        _erase(person, job.person)


def of(person: Person) -> Erasure | None:
    return db.session.scalar(sa.select(Erasure).where(Erasure.person_id == person.id))


def latest(count: int = 50) -> list[Erasure]:
    query = (
        sa.select(Erasure).where(Erasure.person_id.is_not(None)).order_by(Erasure.asked_at.desc(), Erasure.id.desc())
    )
    return list(db.session.scalars(query.limit(count)))


def log() -> list[dict]:
    """Everybody who was erased, of this database and of this instance's file: a number, and when the person was added,
    which tells whether it is the same person in another database. Ask before a backup takes the place of what is there.
    """
    lines = [*remembered(), *(_entry(each.person, each.finished_at) for each in _finished())]
    return list({(each["person"], each["added_at"]): each for each in lines}.values())


def remembered() -> list[dict]:
    """Those of this instance's file alone, for where there is no database yet."""
    kept = path().read_text().splitlines() if path().exists() else []
    return list(map(json.loads, kept))


def apply(entries: Iterable[dict]) -> int:
    """Erase again whom a backup brought back: how many those are. Once for each; whoever calls commits."""
    return sum(_again(entry) for entry in entries)


def path() -> Path:
    """The file of everybody who was erased, one in a line; it names nobody."""
    return Path(current_app.config["INSTANCE_PATH"]) / FILE


def _again(entry: dict) -> bool:
    person = db.session.get(Person, entry["person"])
    if person is None or person.erased_at or person.created_at != datetime.fromisoformat(entry["added_at"]):
        return False
    _on_record(person).finished_at = None
    _erase(person, None)
    return True


def _erase(person: Person, actor: Person | None) -> None:
    db.session.flush()
    counts, erasure = erasing.erase(person), of(person)
    erasure.counts, erasure.finished_at = counts, clock.now()
    said = ", ".join(f"{kind}: {count}" for kind, count in sorted(counts.items()))
    audit.note("person.erased", actor, person, reason=said)
    db.session.flush()
    _remember(_entry(person, erasure.finished_at))


def _on_record(person: Person) -> Erasure:
    return once(lambda: of(person), lambda: Erasure(person_id=person.id))[0]


def _finished() -> list[Erasure]:
    query = sa.select(Erasure).where(Erasure.person_id.is_not(None), Erasure.finished_at.is_not(None))
    return list(db.session.scalars(query.order_by(Erasure.id).options(sa.orm.joinedload(Erasure.person))))


def _entry(person: Person, at: datetime) -> dict:
    return {"person": person.id, "added_at": person.created_at.isoformat(), "erased_at": at.isoformat()}


def _remember(entry: dict) -> None:
    """In a file, as a backup that is restored takes the place of the table."""
    with alone(path().with_name(f".{FILE}.lock")), path().open("a") as file:
        file.write(json.dumps(entry) + "\n")
        file.flush()
        os.fsync(file.fileno())
