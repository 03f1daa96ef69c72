"""Summaries of finished runs: written whenever a run's outcome is, and asked for where there is none yet."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from statistics import fmean

import sqlalchemy as sa

from academy import editions, jobs
from academy.db import db
from academy.jobs.models import Job
from academy.records.models import Enrolment
from scenarios import grading, simulation
from scenarios.analytics import handling
from scenarios.analytics.models import FORM, STATEMENT, EnrolmentSummary, PostSummary, RunSummary
from scenarios.models import Run
from scenarios.outcomes import Outcome

SUMMARISE = "summarise-runs"  # the kind of job that makes up for what is missing


def keep(run: Run, feed: simulation.Feed, outcome: Outcome) -> None:
    """Write down what this finished run of a scenario came to on each post, in the place of what was written before."""
    if not run.enrolment_id:
        return
    for table in (PostSummary, RunSummary):
        db.session.execute(sa.delete(table).where(table.run_id == run.id))
    met = sorted({slug for slug, _minute in feed.fired})
    db.session.execute(sa.insert(RunSummary), [{"run_id": run.id, "form": FORM, "reactions": met}])
    handled = handling.of_run(editions.content(run.edition), feed, _moves(run, outcome), outcome.score, run.pass_mark)
    if handled:
        db.session.execute(sa.insert(PostSummary), [{"run_id": run.id, **_row(each)} for each in handled])
    _keep_means(run.enrolment_id)


def missing(activity: str | None = None) -> sa.Select:
    """The ids of finished runs of scenarios that count and have no summary in today's form. Runs whose words were erased
    keep what they have: the public cannot be played again to words that are gone."""
    query = sa.select(Run.id).outerjoin(RunSummary, RunSummary.run_id == Run.id)
    query = query.where(Run.finished_at.is_not(None), Run.enrolment_id.is_not(None), Run.erased_at.is_(None))
    query = query.where(
        Run.activity.startswith("scenario/"), sa.or_(RunSummary.form.is_(None), RunSummary.form != FORM)
    )
    return query.where(Run.activity == activity) if activity else query


def count_missing(activity: str | None = None) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(missing(activity).subquery()))


def ask() -> Job:
    """Have those that are missing made; who asks while it is under way gets the job at hand."""
    return jobs.enqueue(SUMMARISE, {}, key=SUMMARISE)


def _keep_means(enrolment_id: int) -> None:
    """Two runs of an enrolment that end at the same time take turns: the second sees what the first came to."""
    db.session.execute(sa.select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update(key_share=True))
    db.session.execute(sa.delete(EnrolmentSummary).where(EnrolmentSummary.enrolment_id == enrolment_id))
    levels = sa.select(PostSummary.levels).join(Run, Run.id == PostSummary.run_id)
    means = means_of(db.session.scalars(levels.where(Run.enrolment_id == enrolment_id)))
    if any(mean is not None for mean in means.values()):
        db.session.execute(sa.insert(EnrolmentSummary), [{"enrolment_id": enrolment_id, **means}])


def means_of(posts: Iterable[Mapping[str, float]]) -> dict[str, float | None]:
    """The mean level on each criterion over the posts that were judged by it."""
    posts = list(posts)
    given = {name: [levels[name] for levels in posts if name in levels] for name in grading.CRITERIA}
    return {name: fmean(levels) if levels else None for name, levels in given.items()}


def _moves(run: Run, outcome: Outcome) -> list[simulation.Move]:
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
