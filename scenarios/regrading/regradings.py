"""Regradings: propose one, see whether it still holds, adopt or withdraw it."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, jobs
from academy.db import db
from academy.editions.models import Edition
from academy.jobs.models import Job
from scenarios import exercises
from scenarios.models import Grade, Move, Review, Run
from scenarios.regrading import refits
from scenarios.regrading.models import RegradedRun, Regrading

COMPUTE, CARRY_OUT = "regrade", "regrade-adopted"  # kinds of jobs


class NothingToGrade(Exception):
    """No run that counts is finished there."""


class Decided(Exception):
    """It was adopted or withdrawn before, or is still being computed."""


class Outdated(Exception):
    """What it would do is no longer known: `standing` says why."""

    def __init__(self, standing: "Standing"):
        super().__init__(str(standing))
        self.standing = standing


@dataclass(frozen=True)
class Standing:
    """What happened since a regrading was proposed. `overtaken`: another one has changed some of the same runs."""

    other_grader: bool
    overtaken: bool
    finished_since: int
    reviewed_since: int

    @property
    def adoptable(self) -> bool:
        """Runs that finished since are simply not in it, and a review stays in force whatever is adopted."""
        return not self.other_grader and not self.overtaken


def regrading_or_404(regrading_id: int) -> Regrading:
    return db.session.get(Regrading, regrading_id) or abort(404)


def listed() -> sa.Select:
    """All regradings, the newest first."""
    query = sa.select(Regrading).order_by(Regrading.id.desc())
    return query.options(sa.orm.joinedload(Regrading.made_by), sa.orm.joinedload(Regrading.edition))


def named(edition: Edition) -> str:
    """What is regraded, as models.Regrading names it: a scenario by its slug, anything else that is played by its
    activity."""
    return edition.slug if edition.kind == "scenario" else f"{edition.kind}/{edition.slug}"


def editions_of(scenario: str) -> list[Edition]:
    """All editions of what is so named, the oldest first: its first edition, its second, ..."""
    kind, _slash, slug = _activity(scenario).partition("/")
    query = sa.select(Edition).where(Edition.kind == kind, Edition.slug == slug)
    return list(db.session.scalars(query.order_by(Edition.created_at, Edition.id)))


def played() -> list[Edition]:
    """The newest edition of each scenario that there is, and of all else that runs play."""
    newest = sa.select(sa.func.max(Edition.id)).where(Edition.kind.in_(exercises.kinds()))
    newest = newest.group_by(Edition.kind, Edition.slug)
    query = sa.select(Edition).where(Edition.id.in_(newest)).order_by(Edition.title, Edition.slug)
    return list(db.session.scalars(query))


def scope(regrading: Regrading) -> sa.Select:
    """The ids of the finished runs that count and that a regrading is about, up to the moment it was proposed."""
    return _finished(regrading.scenario).where(Run.finished_at <= regrading.made_at).order_by(Run.id)


def propose(actor, scenario: str | None, edition: Edition | None, reason: str) -> Regrading:
    """Have the texts graded again, to see what would change. Who asks for what is being computed already gets that."""
    if db.session.scalar(_finished(scenario).limit(1)) is None:
        raise NothingToGrade
    grader = refits.current().version
    made_by = actor and actor.id
    regrading = Regrading(scenario=scenario, edition=edition, grader=grader, reason=reason.strip(), made_by_id=made_by)
    db.session.add(regrading)
    db.session.flush()
    job = jobs.enqueue(COMPUTE, {"regrading": regrading.id}, _key(regrading), person=actor, title=scenario or "")
    other = db.session.get(Regrading, job.payload["regrading"])
    if other is not regrading and other.state == "computing":
        db.session.delete(regrading)
        db.session.flush()
        return other
    if other is not regrading:  # withdrawn, and its job has not seen it yet
        jobs.enqueue(COMPUTE, {"regrading": regrading.id}, f"{_key(regrading)}/{regrading.id}", person=actor)
    audit.note("regrading.proposed", actor, regrading, reason=regrading.reason)
    return regrading


def adopt(actor, regrading: Regrading) -> None:
    """From now on its grades count; a job lets results and courses follow. To adopt it twice does it once."""
    _hold(regrading)
    if regrading.state == "adopted":
        return
    if regrading.state != "proposed":
        raise Decided
    if not (found := standing(regrading)).adoptable:
        raise Outdated(found)
    _decide(actor, regrading, "adopted", regrading.reason)
    carry_out(regrading)


def carry_out(regrading: Regrading) -> None:
    """Let the results follow; what has followed already is left as it is."""
    jobs.enqueue(CARRY_OUT, {"regrading": regrading.id}, key=f"{CARRY_OUT}/{regrading.id}")


def withdraw(actor, regrading: Regrading, reason: str) -> None:
    """Nothing of it will count. To withdraw it twice does it once; what is adopted stays so."""
    _hold(regrading)
    if regrading.state == "withdrawn":
        return
    if regrading.state == "adopted":
        raise Decided
    _decide(actor, regrading, "withdrawn", reason)


def anew(actor, regrading: Regrading) -> Regrading:
    """The same with the grader in use and the runs of today; the earlier one is withdrawn if nobody has decided it."""
    _hold(regrading)
    if regrading.state in ("computing", "proposed"):
        _decide(actor, regrading, "withdrawn", "computed anew")
    return propose(actor, regrading.scenario, regrading.edition, regrading.reason)


def standing(regrading: Regrading) -> Standing:
    """Whether what it would do is still what it says."""
    mine = sa.select(RegradedRun.run_id).where(RegradedRun.regrading_id == regrading.id)
    overtaken = sa.exists().where(
        RegradedRun.run_id.in_(mine),
        RegradedRun.regrading_id == Regrading.id,
        Regrading.id != regrading.id,
        Regrading.state == "adopted",
        Regrading.decided_at >= regrading.made_at,
    )
    reviewed = sa.select(sa.func.count(Move.run_id.distinct())).join(Move.grade).join(Grade.reviews)
    finished = _finished(regrading.scenario).where(Run.finished_at > regrading.made_at)
    return Standing(
        other_grader=regrading.grader != refits.current().version,
        overtaken=db.session.scalar(sa.select(overtaken)),
        finished_since=db.session.scalar(sa.select(sa.func.count()).select_from(finished.subquery())),
        reviewed_since=db.session.scalar(reviewed.where(Move.run_id.in_(mine), Review.made_at > regrading.made_at)),
    )


def job_of(regrading: Regrading) -> Job | None:
    """The job that computes it, or carries it out; once it is done or was given up, None or a failed one."""
    kind = CARRY_OUT if regrading.state == "adopted" else COMPUTE
    own = Job.payload["regrading"].as_integer() == regrading.id
    query = sa.select(Job).where(Job.kind == kind, Job.state != "done", own)
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))


def _finished(scenario: str | None) -> sa.Select:
    query = sa.select(Run.id).where(
        Run.finished_at.is_not(None), Run.enrolment_id.is_not(None), Run.erased_at.is_(None)
    )
    return query.where(Run.activity == _activity(scenario)) if scenario else query


def _activity(scenario: str) -> str:
    return scenario if "/" in scenario else f"scenario/{scenario}"


def _key(regrading: Regrading) -> str:
    return f"{COMPUTE}/{regrading.scenario or ''}/{regrading.edition_id or ''}"


def _hold(regrading: Regrading) -> None:
    """Two who decide at the same moment: the second sees what the first has decided."""
    db.session.refresh(regrading, with_for_update={"of": Regrading})


def _decide(actor, regrading: Regrading, state: str, reason: str) -> None:
    regrading.state, regrading.decided_at, regrading.decided_by_id = state, clock.now(), actor and actor.id
    db.session.flush()
    audit.note(f"regrading.{state}", actor, regrading, reason=reason)
