"""Plan a sitting, and find one again."""

import secrets

import sqlalchemy as sa
from flask import abort

from academy import audit, editions
from academy.access import current_person
from academy.cohorts.models import Membership
from academy.db import db
from academy.editions.models import Edition
from scenarios.dialogues import script as clockwork
from scenarios.sittings.models import Seat, Sitting

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O: they are read as figures
CODE = 6
MOST_FORMER = 100
STAFF = ("instructor", "administrator")


def plan(person, edition: Edition, pass_mark: int, key: str | None = None, **choices) -> Sitting:
    """A sitting that has not begun, or the one that has this key already: a form sent twice plans once. `choices` are
    columns: speed, public, video, cohort_id, former_id, planned_for."""
    if key and (there := db.session.scalar(sa.select(Sitting).filter_by(key=key))):
        return there
    sitting = Sitting(
        edition=edition,
        facilitator=person,
        pass_mark=pass_mark,
        code="".join(secrets.choice(LETTERS) for _ in range(CODE)),
        key=key or new_key(),
        seed=secrets.randbits(48),
        script=clockwork.VERSION,
        **choices,
    )
    db.session.add(sitting)
    db.session.flush()
    audit.note("sitting.planned", person, sitting, dialogue=edition.slug)
    return sitting


def new_key() -> str:
    """By it the public finds the stage: nobody guesses it."""
    return secrets.token_urlsafe(16)


def sitting_or_404(sitting_id: int) -> Sitting:
    """One that the signed-in person may see: all of them for those who teach, else where they have a seat."""
    sitting = db.session.get(Sitting, sitting_id) or abort(404)
    if current_person.role in STAFF or seat_of(sitting, current_person):
        return sitting
    return abort(404)


def seat_or_404(sitting_id: int) -> Seat:
    """The signed-in person's own place."""
    query = sa.select(Seat).filter_by(sitting_id=sitting_id, person_id=current_person.id)
    return db.session.scalar(query) or abort(404)


def seat_of(sitting: Sitting, person) -> Seat | None:
    return db.session.scalar(sa.select(Seat).filter_by(sitting_id=sitting.id, person_id=person.id))


def by_code(code: str) -> Sitting | None:
    """What somebody typed: capitals or not, with or without spaces."""
    told = "".join(code.upper().split())[:CODE]
    return db.session.scalar(sa.select(Sitting).filter_by(code=told, ended_at=None))


def by_key_or_404(key: str) -> Sitting:
    """The stage: for everybody with the link where it is open to the public, else for those who sit there and who teach."""
    sitting = db.session.scalar(sa.select(Sitting).filter_by(key=key)) or abort(404)
    if sitting.public or (current_person.is_authenticated and _inside(sitting)):
        return sitting
    return abort(404)


def _inside(sitting: Sitting) -> bool:
    return current_person.role in STAFF or seat_of(sitting, current_person) is not None


def all_sittings() -> sa.Select:
    return sa.select(Sitting).order_by(Sitting.ended_at.is_not(None), Sitting.planned_at.desc(), Sitting.id.desc())


def former_by_dialogue(editions_of: list[Edition]) -> dict[str, list[Sitting]]:
    """The sittings that one of each dialogue may go on from: those of the same dialogue, or of the same office, newest first."""
    begun = (
        sa.select(Sitting).where(Sitting.started_at.is_not(None)).order_by(Sitting.started_at.desc()).limit(MOST_FORMER)
    )
    earlier = [(sitting, editions.content(sitting.edition).page.handle) for sitting in db.session.scalars(begun)]
    found = {}
    for edition in editions_of:
        office = editions.content(edition).page.handle
        found[edition.slug] = [
            sitting for sitting, handle in earlier if handle == office or sitting.edition.slug == edition.slug
        ]
    return found


def open_to(person, slug: str | None = None) -> list[Sitting]:
    """The sittings that are not over where this person has a seat, or that are for a cohort of theirs; only of the dialogue
    `slug` where it is given. Those that run come first."""
    mine = sa.select(Seat.sitting_id).where(Seat.person_id == person.id)
    cohorts = sa.select(Membership.cohort_id).where(Membership.person_id == person.id)
    query = sa.select(Sitting).where(
        Sitting.ended_at.is_(None), sa.or_(Sitting.id.in_(mine), Sitting.cohort_id.in_(cohorts))
    )
    found = db.session.scalars(query.order_by(Sitting.started_at.is_(None), Sitting.planned_for, Sitting.id))
    return [sitting for sitting in found if slug in (None, sitting.edition.slug)]


def any_open() -> bool:
    """Whether somebody may be about to type a code."""
    return db.session.scalar(sa.select(sa.exists().where(Sitting.ended_at.is_(None))))
