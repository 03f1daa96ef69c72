"""Which dates hold for a learner in a course: the one place that says so.

The cohorts that count are those that the learner is in and that have the course, and the one of the enrolment. Of each date
the kindest holds: the earliest opening, the latest due date, the latest closing; no date is kinder than any. On top of that
come the extra days of an accommodation, for dates that lie within it, and an extension. Neither ever takes time away, and
nothing closes before a due date that they moved.

They are kept as columns of the enrolment, by one statement, in the transaction of whatever changes them.
"""

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from academy.cohorts.models import Accommodation, Assignment, Cohort, Extension, Membership
from academy.db import db
from academy.records.models import Enrolment

BATCH = 5_000  # enrolments that are looked at at once when all are kept anew
KEPT = ("opens_on", "due_on", "closes_on", "extended")


def take_turns(cohort: Cohort) -> None:
    """Who is in a cohort and what it has is changed by one at a time: the second sees what the first has done."""
    db.session.execute(sa.select(Cohort.id).where(Cohort.id == cohort.id).with_for_update(key_share=True))
    db.session.expire(cohort, ["assignments", "memberships"])


def keep_of_cohort(cohort: Cohort, course: str) -> None:
    """A course of a cohort has other dates."""
    inside = sa.select(Membership.person_id).where(Membership.cohort_id == cohort.id)
    _follow(wanted := (Enrolment.course == course) & Enrolment.person_id.in_(inside))
    _keep(wanted | ((Enrolment.course == course) & (Enrolment.cohort_id == cohort.id)))


def keep_of_people(ids: Collection[int]) -> None:
    """These are in other cohorts, or have other accommodations."""
    if ids:
        _follow(wanted := Enrolment.person_id.in_(ids))
        _keep(wanted)


def keep_of(enrolment: Enrolment) -> None:
    """This one has another extension."""
    _keep(Enrolment.id == enrolment.id)


def rebuild() -> Iterator[tuple[int, int]]:
    """Keep all anew, some thousands at a time: yields how many ids of how many are done. The caller commits in between."""
    last = db.session.scalar(sa.select(sa.func.max(Enrolment.id))) or 0
    for start in range(0, last, BATCH):
        _keep(Enrolment.id.between(start + 1, start + BATCH))
        yield min(start + BATCH, last), last


def _follow(wanted) -> None:
    """Who has not completed a course belongs to a cohort that they are in: to the newest that has the course, where they
    are no longer in the one that brought them."""
    db.session.flush()
    inside = sa.exists().where(Membership.person_id == Enrolment.person_id, Membership.cohort_id == Enrolment.cohort_id)
    newest = (
        sa.select(sa.func.max(Assignment.cohort_id))
        .join(Membership, Membership.cohort_id == Assignment.cohort_id)
        .where(Membership.person_id == Enrolment.person_id, Assignment.course == Enrolment.course)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    left = sa.or_(Enrolment.cohort_id.is_(None), ~inside)
    moved = sa.update(Enrolment).where(wanted, Enrolment.completed_at.is_(None), left, newest.is_not(None))
    db.session.execute(moved.values(cohort_id=newest), execution_options={"synchronize_session": False})
    _forget("cohort_id")


def _keep(wanted) -> None:
    """Two that keep the same enrolment take turns: the second sees what the first was about."""
    db.session.flush()
    locked = sa.select(Enrolment.id).where(wanted).order_by(Enrolment.id).with_for_update(key_share=True)
    db.session.execute(locked)
    held = _held(wanted).subquery("held")
    other = sa.or_(*(getattr(Enrolment, name).is_distinct_from(held.c[name]) for name in KEPT))
    kept = sa.update(Enrolment).where(Enrolment.id == held.c.id, other).values({name: held.c[name] for name in KEPT})
    db.session.execute(kept, execution_options={"synchronize_session": False})
    _forget(*KEPT)


def _held(wanted) -> sa.Select:
    """The rule: id, and the columns of KEPT."""
    given = _given(wanted).subquery("given")
    due_on = _later(_later(given.c.due_on, _moved(given, given.c.due_on)), Extension.due_on)
    closes_on = _later(_later(given.c.closes_on, _moved(given, given.c.closes_on)), Extension.closes_on)
    closes_on = sa.case((due_on > given.c.due_on, _later(closes_on, due_on)), else_=closes_on)
    more = (due_on > given.c.due_on) | (closes_on > given.c.closes_on)
    return sa.select(
        given.c.id,
        given.c.opens_on,
        due_on.label("due_on"),
        closes_on.label("closes_on"),
        sa.case((more, sa.true()), else_=sa.false()).label("extended"),
    ).outerjoin(Extension, Extension.enrolment_id == given.c.id)


def _given(wanted) -> sa.Select:
    """What the cohorts give."""
    inside = sa.exists().where(
        Membership.person_id == Enrolment.person_id, Membership.cohort_id == Assignment.cohort_id
    )
    counts = (Assignment.course == Enrolment.course) & ((Assignment.cohort_id == Enrolment.cohort_id) | inside)
    return (
        sa.select(
            Enrolment.id,
            Enrolment.person_id,
            _kindest(Assignment.opens_on, sa.func.min).label("opens_on"),
            _kindest(Assignment.due_on, sa.func.max).label("due_on"),
            _kindest(Assignment.closes_on, sa.func.max).label("closes_on"),
        )
        .outerjoin(Assignment, counts)
        .where(wanted)
        .group_by(Enrolment.id, Enrolment.person_id)
    )


def _kindest(date, of) -> sa.Case:
    return sa.case((sa.func.count(Assignment.course) == sa.func.count(date), of(date)))


def _later(date, other) -> sa.Case:
    """No date stays none; no other one changes nothing."""
    return sa.case((other > date, other), else_=date)


def _moved(given, date):
    """A date as the extra days of an accommodation have it; null without any."""
    days = (
        sa.select(sa.func.max(Accommodation.extra_days))
        .where(Accommodation.person_id == given.c.person_id, Accommodation.starts_on <= date)
        .where(Accommodation.ends_on.is_(None) | (date <= Accommodation.ends_on))
        .correlate(given)
        .scalar_subquery()
    )
    if db.session.connection().dialect.name == "postgresql":
        return sa.type_coerce(date.op("+")(days), sa.Date)
    return sa.type_coerce(sa.func.date(date, sa.cast(days, sa.String) + " days"), sa.Date)


def _forget(*names: str) -> None:
    """What was read before is read anew."""
    for one in list(db.session.identity_map.values()):
        if isinstance(one, Enrolment):
            db.session.expire(one, names)
