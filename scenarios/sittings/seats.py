"""Seats: take one at a table, in a role; and what each role may do there."""

import sqlalchemy as sa

from academy import editions, records
from academy.db import db
from academy.records.models import Enrolment
from academy.records.terms import Terms, terms_of
from scenarios import runs
from scenarios.dialogues import script as clockwork
from scenarios.models import Run
from scenarios.sittings import happened, thread
from scenarios.sittings.models import Seat, Sitting
from scenarios.sittings.planning import seat_of
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import DUTIES, OBSERVER, ROLES


def activity(sitting: Sitting) -> str:
    return f"dialogue/{sitting.edition.slug}"


def join(sitting: Sitting, person, department: str | None, role: str) -> Seat:
    """A place at a table, or the one that this person has already, moved there if nothing began yet. Raises Refusal."""
    department = None if role == OBSERVER else department
    if role not in ROLES or (role != OBSERVER and department not in happened.dialogue(sitting).departments):
        raise Refusal("no_such_place")
    thread.lock(sitting)  # or two clicks would be two seats, of which the second is refused
    if seat := seat_of(sitting, person):
        return _moved(seat, department, role)
    if sitting.ended_at:
        raise Refusal("over")
    if sitting.facilitator_id == person.id:
        raise Refusal("at_the_wheel")
    run = None if role == OBSERVER else _run(sitting, person)
    seat = Seat(sitting=sitting, person_id=person.id, department=department, role=role, run=run)
    db.session.add(seat)
    db.session.flush()
    return seat


def _moved(seat: Seat, department: str | None, role: str) -> Seat:
    if (seat.department, seat.role) == (department, role):
        return seat
    if seat.sitting.started_at:
        raise Refusal("seated")
    if (role == OBSERVER) != (seat.run is None):
        run, seat.run = seat.run, None
        if run is None:
            seat.run = _run(seat.sitting, seat.person)
    else:
        run = None
    seat.department, seat.role = department, role
    db.session.flush()
    if run:
        db.session.delete(run)
    return seat


def _run(sitting: Sitting, person) -> Run:
    """The run that their words are graded in. It counts where the learner has a course with this dialogue."""
    enrolment, terms = _course(sitting, person)
    if enrolment:
        records.start(enrolment, enrolment.edition or editions.published_or_404("course", enrolment.course))
        if old := runs.unfinished(enrolment, activity(sitting)):
            _give_up(old)
    run = Run(
        person_id=person.id,
        enrolment=enrolment,
        activity=activity(sitting),
        attempt=len(runs.attempts(enrolment, activity(sitting))) + 1 if enrolment else 1,
        edition=sitting.edition,
        seed=sitting.seed,
        simulation=clockwork.VERSION,
        pass_mark=terms.pass_mark if terms else sitting.pass_mark,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _course(sitting: Sitting, person) -> tuple[Enrolment, Terms] | tuple[None, None]:
    """The first of their courses that has this dialogue and lets them take it now; one that is given to their whole cohort counts
    whether they have come that far or not, since it is held once."""
    for enrolment in records.enrolments_of(person):
        terms = terms_of(enrolment, activity(sitting))
        theirs = sitting.cohort_id is not None and sitting.cohort_id == enrolment.cohort_id
        if terms and (terms.allowed or theirs):
            return enrolment, terms
    return None, None


def _give_up(run: Run) -> None:
    """A place at another sitting of this dialogue, which has not begun."""
    seat = db.session.scalar(sa.select(Seat).filter_by(run_id=run.id))
    if seat.sitting.started_at:
        raise Refusal("elsewhere")
    db.session.delete(seat)
    db.session.flush()
    db.session.delete(run)
    db.session.flush()


def may(seat: Seat, duty: str) -> bool:
    """Whether this is theirs to do: by their role, or because nobody at their table has a role that does it."""
    if seat.role == OBSERVER:
        return False
    return seat.role in DUTIES[duty] or not any(
        other.department == seat.department and other.role in DUTIES[duty] and other.person.active
        for other in seat.sitting.seats
    )


def require(seat: Seat, duty: str) -> None:
    if not may(seat, duty):
        raise Refusal("not_your_role")


def tables(sitting: Sitting) -> dict[str, list[Seat]]:
    """Who sits where; observers are under None."""
    found: dict[str | None, list[Seat]] = {slug: [] for slug in happened.dialogue(sitting).departments} | {None: []}
    for seat in sitting.seats:
        found[seat.department].append(seat)
    return found
