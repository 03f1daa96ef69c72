"""Blind marking: an instructor marks a sampled text without its grade, the other mark, or the name of who wrote it."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from flask import abort

from academy import audit
from academy.db import db
from scenarios import exercises, grading, outcomes, runs
from scenarios.models import Grade, Move, Review, Run
from scenarios.review.disputes import MARKS
from scenarios.review.models import BlindMark, Sample

CAPPED = 1  # what the whole of a reply with a red line is at most


class Refusal(Exception):
    """A mark that cannot be given: `code` is "reviewed", "complete" or "marked"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class RedLine(Exception):
    """A red line was marked, and the reply as a whole as better than poor."""


def sample_or_404(person, sample_id: int) -> Sample:
    """A sampled text that somebody else wrote."""
    sample = db.session.get(Sample, sample_id)
    return sample if sample and sample.grade.move.run.person_id != person.id else abort(404)


def next_for(person, skipped: Iterable[int] = ()) -> Sample | None:
    """The sample that this instructor marks next: the fewest marks first, then the oldest."""
    open_ones = _open_to(person).where(Sample.id.not_in(list(skipped)))
    return db.session.scalar(open_ones.order_by(_marks(), Sample.drawn_at, Sample.id).limit(1))


def count_for(person) -> int:
    """How many samples wait for a mark of this instructor."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_open_to(person).subquery()))


def item_of(sample: Sample) -> grading.Item:
    """The situation that the text was written in."""
    return outcomes.item_of(sample.grade.move)


def mark(marker, sample: Sample, levels: Mapping[str, int], overall: int) -> BlindMark:
    """Keep a blind mark: a level for each criterion that applies. The same twice is one. Raises Refusal, RedLine."""
    run = sample.grade.move.run
    runs.lock(run)
    db.session.refresh(sample, ["marks"])
    db.session.refresh(sample.grade, ["reviews"])
    levels = {name: levels[name] if name in item_of(sample).criteria else None for name in grading.CRITERIA}
    if overall > CAPPED and any(levels[name] == 0 for name in grading.CONDUCT):
        raise RedLine
    if own := next((mark for mark in sample.marks if mark.marker_id == marker.id), None):
        return _same_or_refused(own, levels, overall)
    if any(review.reviewer_id == marker.id for review in sample.grade.reviews):
        raise Refusal("reviewed")
    if len(sample.marks) >= MARKS:
        raise Refusal("complete")
    made = BlindMark(marker_id=marker.id, levels=levels, overall=overall)
    sample.marks.append(made)
    db.session.flush()
    audit.note("sample.marked", marker, sample)
    if len(sample.marks) == MARKS:
        outcomes.record(run, exercises.of(run).feed(run))  # changes no result: it finds a dispute
    return made


def complete_of(run: Run) -> dict[int, Sample]:
    """The samples of a run that both markers have marked, by the number of the move: nothing has to be hidden now."""
    return complete_of_runs([run])[run.id]


def complete_of_runs(runs: Iterable[Run]) -> dict[int, dict[int, Sample]]:
    """The same of many runs, by the id of the run."""
    found = {run.id: {} for run in runs}
    query = (
        sa.select(Move.run_id, Move.number, Sample).join(Sample.grade).join(Grade.move).where(Move.run_id.in_(found))
    )
    for run_id, number, sample in db.session.execute(query):
        if len(sample.marks) >= MARKS:
            found[run_id][number] = sample
    return found


def _same_or_refused(own: BlindMark, levels, overall) -> BlindMark:
    if (own.levels, own.overall) != (levels, overall):
        raise Refusal("marked")
    return own


def _open_to(person) -> sa.Select:
    """Incomplete samples that this person has neither marked, nor reviewed, nor written."""
    own = sa.literal(person.id)
    marked = own.in_(sa.select(BlindMark.marker_id).where(BlindMark.sample_id == Sample.id))
    # asked of the few reviews of each grade: SQLite would go through the many of one person instead
    reviewed = own.in_(sa.select(Review.reviewer_id).where(Review.grade_id == Sample.grade_id))
    query = sa.select(Sample).join(Sample.grade).join(Grade.move).join(Move.run)
    return query.where(_marks() < MARKS, Run.person_id != person.id, ~marked, ~reviewed)


def _marks():
    """How many marks a sample has."""
    return sa.select(sa.func.count()).where(BlindMark.sample_id == Sample.id).correlate(Sample).scalar_subquery()
