"""The review queue: why a run waits for a person, and in which order.

The ranks are columns of the run, so that a page of the queue is read from an index.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from academy.db import db
from scenarios.models import APPEAL, DOUBT, MARKERS, PASS, QUEUE, Grade, Move, Review, Run
from scenarios.review import disputes
from scenarios.review.models import Appeal, Sample


def place(run: Run, outcome) -> None:
    """Write down whether this finished run waits for a person, for what, and since when.

    `outcome` is an outcomes.Outcome, which this module cannot import: outcomes end here.
    """
    if not run.enrolment_id:
        return
    appealed = db.session.scalar(_open_appeals(run.id).with_only_columns(sa.func.min(Appeal.made_at)))
    disputed = _disputed_since(run, outcome.judged)
    run.doubts = sum(len(judgement.doubtful) for _, judgement in outcome.judged)
    run.confidence = min((judgement.confidence for _, judgement in outcome.judged), default=1.0)
    run.disputed = disputed is not None
    run.waits, run.waits_since = None, None
    if appealed:
        run.waits, run.waits_since, run.confidence = APPEAL, appealed, 0.0
    elif run.provisional:
        run.waits, run.waits_since = PASS, run.finished_at
    elif disputed:
        run.waits, run.waits_since, run.confidence = MARKERS, disputed, 0.0
    elif run.doubts:
        run.waits, run.waits_since = DOUBT, run.finished_at
    db.session.flush()


def waiting(person) -> sa.Select:
    """Others' runs that wait for an instructor, in order of rank and doubt, the longest wait first among equals."""
    return doubtful(person).where(Run.waits < DOUBT)


def doubtful(person) -> sa.Select:
    """The same, and after them the runs that are as they are whatever their doubtful levels come to."""
    return _shown(person).where(Run.waits.is_not(None)).order_by(*(getattr(Run, name) for name in QUEUE))


def finished(person) -> sa.Select:
    """All finished runs, the newest first."""
    return _shown(person).where(Run.finished_at.is_not(None)).order_by(Run.finished_at.desc(), Run.id.desc())


def for_another(person, found: Iterable[Run]) -> set[int]:
    """In which of these runs another instructor has to decide every appeal: this one has reviewed the grade."""
    own = sa.exists().where(Review.grade_id == Appeal.grade_id, Review.reviewer_id == person.id)
    columns = (Move.run_id, sa.func.count(), sa.func.sum(sa.case((own, 1), else_=0)))
    query = _open_appeals(*(run.id for run in found)).with_only_columns(*columns).group_by(Move.run_id)
    return {run_id for run_id, appeals, closed in db.session.execute(query) if appeals == closed}


def _shown(person) -> sa.Select:
    others = (Run.enrolment_id.is_not(None), Run.person_id != person.id)
    query = sa.select(Run).where(*others).join(Run.person)
    return query.options(sa.orm.contains_eager(Run.person), sa.orm.joinedload(Run.edition))


def _open_appeals(*run_ids: int) -> sa.Select:
    query = sa.select(Appeal).join(Appeal.grade).join(Grade.move)
    return query.where(Move.run_id.in_(run_ids), Appeal.review_id.is_(None))


def _disputed_since(run: Run, judged):
    """Since when two blind marks of one of the texts stand against what counts of it."""
    query = sa.select(Sample).join(Sample.grade).join(Grade.move).where(Move.run_id == run.id)
    counting = {move.grade.id: judgement for move, judgement in judged}
    found = [disputes.since(sample, counting[sample.grade_id]) for sample in db.session.scalars(query)]
    return min(filter(None, found), default=None)
