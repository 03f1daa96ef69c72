"""The import itself: a job writes what the rows of a file come to, all of it at once or portion by portion."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from academy import audit, certificates, clock, cohorts, jobs
from academy.accounts import sessions
from academy.accounts.models import Person
from academy.db import db
from academy.jobs.models import Job
from academy.roll import invitations, known, rolls, rules
from academy.roll.models import Roll
from academy.roll.rules import Outcome

PORTION = 500  # rows
FACTS = ("name", "email", "role")  # of somebody new, on record
PLAIN = {"role": "learner"}


@jobs.does(rolls.IMPORT, words=_l("Import people"), cancellable=True, roles=("administrator",))
def do(job: Job) -> None:
    """Whoever comes back after an interruption finds all of it undone, or goes on after the last portion that was kept: what
    the rows come to is judged anew, and those that were kept come to nothing new."""
    roll = db.session.get(Roll, job.payload["roll"])
    if roll is None or roll.job_id != job.id or roll.finished_at:
        return
    _check_entitled(roll.person)
    outcomes = rolls.preview(roll).outcomes
    found, total = (_import_whole if roll.whole else _import_right)(job, roll, outcomes), len(outcomes)
    finish(roll.person, roll, found)
    if roll.invites and (new := _without_password(outcomes)):
        roll.invitation_id = invitations.send(roll.person, new, roll.name).id
    job.result = {"counts": roll.counts, "rows": total}


@jobs.undoes(rolls.IMPORT)
def _cancelled(job: Job) -> None:
    """Portions that were kept stay; the file can be looked at and imported again."""
    roll = db.session.get(Roll, job.payload["roll"])
    if roll and roll.job_id == job.id:
        reopen(roll)


def reopen(roll: Roll) -> None:
    """Back to where it was only looked at, after it came to nothing."""
    if roll.finished_at or roll.applied_at is None:
        return
    same = sa.delete(Roll).where(
        Roll.person_id == roll.person_id, Roll.digest == roll.digest, Roll.applied_at.is_(None)
    )
    db.session.execute(same.execution_options(synchronize_session=False))
    roll.applied_at = roll.job_id = None
    roll.at = clock.now()
    db.session.flush()


def finish(actor: Person | None, roll: Roll, counts: Mapping[str, int]) -> None:
    roll.finished_at, roll.counts = clock.now(), {kind: counts.get(kind, 0) for kind in KINDS}
    audit.note("roll.imported", actor, roll, reason=", ".join(f"{count} {kind}" for kind, count in roll.counts.items()))


KINDS = (rules.NEW, rules.CHANGED, rules.UNCHANGED, rules.WRONG)


def write_all(actor: Person | None, reason: str, outcomes: list[Outcome], told: Callable[[int, int], None]) -> Counter:
    """Write everything in this transaction; `told` hears how far it is."""
    for number, portion in enumerate(known.portions(outcomes, PORTION)):
        write(actor, reason, portion)
        told(number * PORTION + len(portion), len(outcomes))
    return Counter(outcome.kind for outcome in outcomes)


def write(actor: Person | None, reason: str, outcomes: Iterable[Outcome]) -> None:
    """Write what a portion of rows comes to, in a number of queries that does not grow with it."""
    outcomes = [outcome for outcome in outcomes if outcome.kind in (rules.NEW, rules.CHANGED)]
    new = [(outcome, _made(outcome)) for outcome in outcomes if outcome.kind == rules.NEW]
    db.session.add_all(person for _outcome, person in new)
    db.session.flush()
    for _outcome, person in new:
        audit.note("person.created", actor, person, reason, **{name: getattr(person, name) for name in FACTS})
    changed = _change(actor, reason, [outcome for outcome in outcomes if outcome.kind == rules.CHANGED])
    _join(actor, [*new, *changed])
    db.session.flush()


def _import_whole(job: Job, roll: Roll, outcomes: list[Outcome]) -> Counter:
    wrong = sum(outcome.kind == rules.WRONG for outcome in outcomes)
    if wrong:
        words = ngettext(
            "%(num)s row of this file is not right, or not any more. Nothing was imported. Look at the file again.",
            "%(num)s rows of this file are not right, or not any more. Nothing was imported. Look at the file again.",
            wrong,
        )
        raise jobs.Failure(words, final=True)
    return write_all(roll.person, _reason(roll), outcomes, lambda done, total: jobs.report(job, done, total))


def _import_right(job: Job, roll: Roll, outcomes: list[Outcome]) -> Counter:
    counts, reason, done = Counter(job.state_kept.get("counts", {})), _reason(roll), job.done
    actor = roll.person
    for portion in known.portions(outcomes[done:], PORTION):
        write(actor, reason, portion)
        counts.update(outcome.kind for outcome in portion)
        done += len(portion)
        jobs.progress(job, done, len(outcomes), counts=dict(counts))
    return counts


def _without_password(outcomes: list[Outcome]) -> list[int]:
    """The people of the file who can be invited, by the addresses that it gave them."""
    emails = [
        outcome.values["email"] for outcome in outcomes if outcome.kind != rules.WRONG and outcome.values.get("email")
    ]
    found: list[int] = []
    for portion in known.portions(emails):
        found += db.session.scalars(invitations.open_to().with_only_columns(Person.id).where(Person.email.in_(portion)))
    return found


def _reason(roll: Roll) -> str:
    return f"roll {roll.id}"


def _check_entitled(person: Person) -> None:
    """Hours can lie between the request and the job."""
    if not (person.active and person.role == "administrator"):
        raise jobs.Failure(_("Whoever asked for it is no administrator any more."), final=True)


def _made(outcome: Outcome) -> Person:
    return Person(**PLAIN | outcome.values)


def _change(actor, reason: str, outcomes: list[Outcome]) -> list[tuple[Outcome, Person]]:
    """Change people as people.change does, many at once."""
    ids = [outcome.face.id for outcome in outcomes]
    found = {person.id: person for person in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))}
    pairs = [(outcome, found[outcome.face.id]) for outcome in outcomes]
    for outcome, person in pairs:
        if outcome.before:
            after = {name: outcome.values[name] for name in outcome.before}
            for name, value in after.items():
                setattr(person, name, value)
            audit.note("person.changed", actor, person, reason, before=outcome.before, after=after)
    db.session.flush()
    if ended := [person.id for outcome, person in pairs if {"role", "active"} & set(outcome.before)]:
        sessions.end_all_of(ended)
    for outcome, person in pairs:
        if person.anonymous and "name" in outcome.before:
            person.anonymous = False
            certificates.issue_held(person)
    return pairs


def _join(actor, pairs: Iterable[tuple[Outcome, Person]]) -> None:
    """Each into the cohort of their row, which is made if it is to be."""
    joining: dict[str, list[Person]] = {}
    spelled: dict[str, str] = {}
    for outcome, person in pairs:
        if outcome.cohort:
            spelled.setdefault(outcome.cohort.casefold(), outcome.cohort)
            joining.setdefault(outcome.cohort.casefold(), []).append(person)
    for name, members in joining.items():
        cohort = cohorts.by_name(spelled[name]) or cohorts.create(actor, spelled[name])
        cohorts.add_all(actor, cohort, members)
