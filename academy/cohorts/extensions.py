"""Extensions: more time for one learner in one course."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from flask import abort

from academy import audit, records
from academy.accounts.models import Person
from academy.cohorts import dates
from academy.cohorts.models import Cohort, Extension, Membership
from academy.db import db, once
from academy.records.models import Enrolment


class TakesTime(Exception):
    """It would give less time than the learner has without it: `name` is the date that is too early."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


def enrolment_or_404(cohort: Cohort, person: Person, course: str) -> Enrolment:
    """A course that a cohort has, as one of its learners has it."""
    inside = db.session.get(Membership, (cohort.id, person.id))
    given = course in {assignment.course for assignment in cohort.assignments}
    return inside and given and records.enrolment_of(person, course) or abort(404)


def of(enrolment: Enrolment) -> Extension | None:
    return db.session.get(Extension, enrolment.id)


def of_many(enrolments: Iterable[Enrolment]) -> dict[int, Extension]:
    """By the id of the enrolment."""
    ids = [enrolment.id for enrolment in enrolments]
    found = db.session.scalars(sa.select(Extension).where(Extension.enrolment_id.in_(ids)))
    return {extension.enrolment_id: extension for extension in found}


def grant(actor, enrolment: Enrolment, due_on: date | None, closes_on: date | None, reason: str) -> None:
    """Give more time, in place of an earlier extension; the same again changes nothing. Raises TakesTime."""
    records.hold(enrolment)
    given = {"due_on": due_on, "closes_on": closes_on, "reason": reason}
    extension, new = once(
        lambda: of(enrolment),
        lambda: Extension(enrolment_id=enrolment.id, granted_by_id=actor and actor.id, **given),
    )
    before = None if new else _on_record(extension)
    for name, value in given.items():
        setattr(extension, name, value)
    extension.granted_by_id = actor and actor.id
    if before != (after := _on_record(extension)):
        dates.keep_of(enrolment)
        _refuse_less(enrolment, extension)
        audit.note("extension.granted", actor, enrolment, before=before, after=after)


def withdraw(actor, enrolment: Enrolment) -> None:
    """What holds for everybody holds again; without an extension it does already."""
    records.hold(enrolment)
    if extension := of(enrolment):
        audit.note("extension.withdrawn", actor, enrolment, before=_on_record(extension))
        db.session.delete(extension)
        dates.keep_of(enrolment)


def _refuse_less(enrolment: Enrolment, extension: Extension) -> None:
    """Each date that it names is the one that holds."""
    for name in ("due_on", "closes_on"):
        given, held = getattr(extension, name), getattr(enrolment, name)
        if given and given != held:
            raise TakesTime(name)


def _on_record(extension: Extension) -> dict[str, str | None]:
    days = {
        name: day and day.isoformat()
        for name, day in (("due_on", extension.due_on), ("closes_on", extension.closes_on))
    }
    return days | {"reason": extension.reason}
