"""A run's place in the review queue: why it waits for a person, and in which order.

The ranks are columns of the run, so that a page of the queue is read from an index.
"""

import sqlalchemy as sa

from academy.db import db
from academy.queue import APPEAL, DOUBT, MARKERS, PASS
from scenarios.models import Grade, Move, Run
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


def _open_appeals(*run_ids: int) -> sa.Select:
    query = sa.select(Appeal).join(Appeal.grade).join(Grade.move)
    return query.where(Move.run_id.in_(run_ids), Appeal.review_id.is_(None))


def _disputed_since(run: Run, judged):
    """Since when two blind marks of one of the texts stand against what counts of it."""
    query = sa.select(Sample).join(Sample.grade).join(Grade.move).where(Move.run_id == run.id)
    counting = {move.grade.id: judgement for move, judgement in judged}
    found = [disputes.since(sample, counting[sample.grade_id]) for sample in db.session.scalars(query)]
    return min(filter(None, found), default=None)
