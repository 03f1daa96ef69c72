"""Summaries of finished runs: written whenever a run's outcome is, and asked for where there is none yet."""

from dataclasses import replace

import sqlalchemy as sa

from academy import editions, jobs
from academy.db import db
from academy.jobs.models import Job
from scenarios import simulation
from scenarios.analytics import handling
from scenarios.analytics.models import FORM, STATEMENT, PostSummary, RunSummary
from scenarios.models import Run

SUMMARISE = "summarise-runs"  # the kind of job that makes up for what is missing


def keep(run: Run, feed: simulation.Feed, outcome) -> None:
    """Write down what this finished run came to on each post, in the place of what was written before.

    `outcome` is an outcomes.Outcome, which this module cannot import: outcomes end here.
    """
    if not run.enrolment_id:
        return
    for table in (PostSummary, RunSummary):
        db.session.execute(sa.delete(table).where(table.run_id == run.id))
    met = sorted({slug for slug, _minute in feed.fired})
    db.session.execute(sa.insert(RunSummary), [{"run_id": run.id, "form": FORM, "reactions": met}])
    handled = handling.of_run(editions.content(run.edition), feed, _moves(run, outcome), outcome.score, run.pass_mark)
    if handled:
        db.session.execute(sa.insert(PostSummary), [{"run_id": run.id, **_row(each)} for each in handled])


def missing(activity: str | None = None) -> sa.Select:
    """The ids of finished runs that count and have no summary in today's form."""
    query = sa.select(Run.id).outerjoin(RunSummary, RunSummary.run_id == Run.id)
    query = query.where(Run.finished_at.is_not(None), Run.enrolment_id.is_not(None))
    query = query.where(sa.or_(RunSummary.form.is_(None), RunSummary.form != FORM))
    return query.where(Run.activity == activity) if activity else query


def count_missing(activity: str | None = None) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(missing(activity).subquery()))


def ask() -> Job:
    """Have those that are missing made; who asks while it is under way gets the job at hand."""
    return jobs.enqueue(SUMMARISE, {}, key=SUMMARISE)


def _moves(run: Run, outcome) -> list[simulation.Move]:
    """The moves as they count now."""
    judged = {move.number: judgement for move, judgement in outcome.judged}
    moves = [simulation.Move(each.number, each.minute, each.action, each.post, each.target) for each in run.moves]
    return [_judged(move, judged.get(move.number)) for move in moves]


def _judged(move: simulation.Move, judgement) -> simulation.Move:
    if judgement is None:
        return move
    return replace(move, levels=judgement.levels, overall=judgement.overall, red_lines=judgement.red_lines)


def _row(each: handling.Handling) -> dict:
    return {
        "post": each.post or STATEMENT,
        "handled": each.handled,
        "minutes": each.minutes,
        "wrong_office": each.wrong_office,
        "weight": each.weight,
        "share": each.share,
        "levels": dict(each.levels),
    }
