"""The job after an adoption: results follow the grades that count now, and whoever moves is told."""

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import addresses, jobs, languages, live, mail
from academy.db import db
from scenarios import exercises, outcomes
from scenarios.models import Run
from scenarios.regrading import regradings
from scenarios.regrading.models import RegradedRun, Regrading

BATCH = 20


@jobs.does(regradings.CARRY_OUT, words=_l("Let results follow a regrading"), roles=("instructor",))
def carry_out(job) -> None:
    regrading_id = job.payload["regrading"]
    query = sa.select(RegradedRun.run_id).where(RegradedRun.regrading_id == regrading_id).order_by(RegradedRun.run_id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
    done, after = job.done, job.state_kept.get("after", 0)
    while batch := list(db.session.scalars(query.where(RegradedRun.run_id > after).limit(BATCH))):
        regrading = db.session.get(Regrading, regrading_id)
        for run in _locked(batch):
            follow(run, regrading)
        done, after = done + len(batch), batch[-1]
        jobs.progress(job, done, total, after=after)


def follow(run: Run, regrading: Regrading) -> None:
    """Record the run anew; tell its learner when that changed whether it passed, or whether that is settled."""
    before = run.passed, run.provisional
    score = run.score
    outcomes.record(run, exercises.of(run).feed(run))
    if before == (run.passed, run.provisional):
        return
    live.publish(live.of_person(run.person), "regraded", run=run.id, passed=run.passed, provisional=run.provisional)
    with languages.of(run.person):
        mail.send(run.person.email, *_message(run, regrading, score, before))


def _locked(batch: list[int]) -> list[Run]:
    """The runs, all held before any of their enrolments is: whoever reviews one takes them in this order, too."""
    query = sa.select(Run).where(Run.id.in_(batch), Run.erased_at.is_(None)).order_by(Run.id).with_for_update(of=Run)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _message(run: Run, regrading: Regrading, score: float, before: tuple[bool, bool]) -> tuple[str, str]:
    title = run.edition.title
    lines = [
        _("What you wrote in “%(title)s” was graded again.", title=title),
        _("Why: %(reason)s", reason=regrading.reason),
        _("Before: %(score)s of 100, %(result)s.", score=round(score), result=_result(*before)),
        _("Now: %(score)s of 100, %(result)s.", score=round(run.score), result=_result(run.passed, run.provisional)),
        _("Your texts with their grades: %(url)s", url=addresses.to(exercises.of(run).debrief, run_id=run.id)),
        _("If you think this is wrong, talk to your instructor."),
    ]
    return _("Your result in “%(title)s” has changed", title=title), "\n\n".join(lines) + "\n"


def _result(passed: bool, provisional: bool) -> str:
    if provisional:
        return _("awaiting review")
    return _("passed") if passed else _("not passed")
