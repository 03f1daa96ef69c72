"""Finished runs as a source of the review queue."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import format_timedelta, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import clock, editions, queue
from academy.db import db
from academy.home import Part
from academy.queue import APPEAL, Entry, Sign
from academy.records.models import Enrolment
from scenarios import exercises, wording
from scenarios.models import Grade, Move, Review, Run
from scenarios.review import blind
from scenarios.review.models import Appeal

NAME = "run"


def runs(person) -> sa.Select:
    """Others' finished runs that count, with the columns of a queue.Source."""
    undecided = sa.exists().where(
        Appeal.grade_id == Grade.id,
        Grade.move_id == Move.id,
        Move.run_id == Run.id,
        # not IS NULL: SQLite would go through all open appeals for each run, by the index of reviews that decided one
        sa.func.coalesce(Appeal.review_id, 0) == 0,
        ~_reviewed_by(person),
    )
    columns = (
        Run.id.label("key"),
        Run.waits.label("rank"),
        Run.confidence.label("confidence"),
        Run.waits_since.label("since"),
        Run.finished_at.label("finished_at"),
        Enrolment.cohort_id.label("cohort_id"),
        Run.enrolment_id.label("enrolment_id"),
        Run.activity.label("activity"),
        sa.case((Run.waits == APPEAL, undecided), else_=sa.true()).label("mine"),
    )
    return sa.select(*columns).join(Run.enrolment).where(Run.finished_at.is_not(None), Run.person_id != person.id)


def entries(person, keys: list[int]) -> dict[int, Entry]:
    """Runs as the queue shows them."""
    query = (
        sa.select(Run).where(Run.id.in_(keys)).options(sa.orm.joinedload(Run.person), sa.orm.joinedload(Run.edition))
    )
    others = _for_another(person, keys)
    return {run.id: _entry(run, run.id in others) for run in db.session.scalars(query)}


def activities() -> list[tuple[str, str]]:
    return [
        (f"{kind}/{edition.slug}", edition.title)
        for kind in exercises.kinds()
        for edition in editions.all_published(kind)
    ]


def beside(person) -> Part:
    """What else there is to do with texts."""
    return Part("review/_ways.html", {"blind": blind.count_for(person)})


def state(run: Run) -> Sign:
    """What a run came to."""
    if run.provisional:
        return Sign(_("Awaiting review"), "warn", "hourglass")
    return Sign(_("Passed"), "good", "check") if run.passed else Sign(_("Not passed"), "bad", "cross")


def _entry(run: Run, for_another: bool) -> Entry:
    return Entry(
        learner=run.person,
        activity=run.edition.title,
        attempt=run.attempt,
        finished_at=run.finished_at,
        state=state(run),
        address=url_for("review.run" if run.waits is None else "review.first", run_id=run.id),
        why=tuple(_why(run, for_another)),
        score=run.score,
    )


def _why(run: Run, for_another: bool):
    if run.appealed:
        age = format_timedelta(clock.now() - run.waits_since)
        note = _("Another instructor decides: you have reviewed this grade.") if for_another else ""
        yield Sign(_("appeal, %(age)s", age=age), "info", "hourglass", note)
    if run.doubts and run.provisional:
        yield Sign(
            ngettext(
                "%(num)s doubtful level; passes or fails by this",
                "%(num)s doubtful levels; passes or fails by this",
                run.doubts,
            )
        )
    elif run.doubts:
        yield Sign(
            ngettext(
                "%(num)s doubtful level; the result does not hang on it",
                "%(num)s doubtful levels; the result does not hang on them",
                run.doubts,
            )
        )
    if run.disputed:
        yield Sign(_("two markers disagree with the grade"), "warn", "alert")


def _for_another(person, keys: list[int]) -> set[int]:
    """In which of these runs another instructor has to decide every appeal: this one has reviewed the grade."""
    columns = (Move.run_id, sa.func.count(), sa.func.sum(sa.case((_reviewed_by(person), 1), else_=0)))
    query = sa.select(*columns).select_from(Appeal).join(Appeal.grade).join(Grade.move)
    query = query.where(Move.run_id.in_(keys), Appeal.review_id.is_(None)).group_by(Move.run_id)
    return {run_id for run_id, appeals, closed in db.session.execute(query) if appeals == closed}


def _reviewed_by(person):
    """Asked of the grade's few reviews, not of the many of one person."""
    return sa.literal(person.id).in_(sa.select(Review.reviewer_id).where(Review.grade_id == Appeal.grade_id))


queue.provide(
    queue.Source(
        NAME, _l("Scenarios and dialogues"), runs, entries, activities, lambda: list(wording.CRITERIA.items()), beside
    )
)
