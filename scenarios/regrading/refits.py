"""The grader in use: the shipped one, or the one with the weights of the refit that was adopted for it."""

from functools import lru_cache

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, jobs
from academy.db import db
from academy.jobs.models import Job
from scenarios import grading
from scenarios.grading.model import SIGNS, Model
from scenarios.regrading import reviewed
from scenarios.regrading.models import Refit

FIT = "refit"  # the kind of the job, and its key: one is fitted at a time
LEAST_DIFFERING = 20
GOLD_MAY_FALL = 0.02


class TooFewReviews(Exception):
    """There is not enough to learn from yet; `differing` says how many reviews overrule the grader."""

    def __init__(self, differing: int):
        super().__init__(f"{differing} of {LEAST_DIFFERING}")
        self.differing = differing


class Decided(Exception):
    """It was adopted or withdrawn before, or is still being fitted."""


class NotGoodEnough(Exception):
    """It may not be adopted; `faults` are what `faults` says of it."""

    def __init__(self, faults: list[str]):
        super().__init__(", ".join(faults))
        self.faults = faults


def current() -> grading.Grader:
    """What grades now. A refit of another version of the program is not used."""
    query = sa.select(Refit.id, Refit.decided_at).where(Refit.state == "adopted", Refit.base == grading.VERSION)
    adopted = db.session.execute(query).first()
    return _refitted(*adopted) if adopted else _shipped()


def refit_or_404(refit_id: int) -> Refit:
    return db.session.get(Refit, refit_id) or abort(404)


def adopted() -> Refit | None:
    return db.session.scalar(sa.select(Refit).where(Refit.state == "adopted"))


def listed() -> sa.Select:
    """All refits, the newest first, without their weights."""
    query = sa.select(Refit).order_by(Refit.id.desc())
    return query.options(sa.orm.defer(Refit.weights), sa.orm.joinedload(Refit.made_by))


def propose(actor) -> Refit:
    """Have weights fitted anew from the reviews so far; the one that is being fitted, if there is one."""
    if under_way := _under_way():
        return under_way
    count, differing = reviewed.differing()
    if differing < LEAST_DIFFERING:
        raise TooFewReviews(differing)
    refit = Refit(base=grading.VERSION, reviews=count, made_by_id=actor and actor.id)
    db.session.add(refit)
    db.session.flush()
    job = jobs.enqueue(FIT, {"refit": refit.id}, key=FIT, person=actor)
    if job.payload["refit"] != refit.id:  # somebody else was first
        db.session.delete(refit)
        db.session.flush()
        return db.session.get(Refit, job.payload["refit"])
    audit.note("refit.proposed", actor, refit)
    return refit


def faults(refit: Refit) -> list[str]:
    """Why it may not be adopted: gold, attacks, version. Empty when it may."""
    effect = refit.effect or {}
    found = [] if refit.base == grading.VERSION else ["version"]
    gold = effect.get("gold")
    if gold is None or (gold["after"]["overall"] or 0) < (gold["before"]["overall"] or 0) - GOLD_MAY_FALL:
        found.append("gold")
    attacks = effect.get("attacks")
    if attacks is None or set(attacks["after"]) - set(attacks["before"]):
        found.append("attacks")
    return found


def adopt(actor, refit: Refit, reason: str) -> None:
    """What is graded from now on is graded with its weights. To adopt it twice does it once."""
    _hold(refit)
    if refit.state == "adopted":
        return
    if refit.state != "proposed":
        raise Decided
    if found := faults(refit):
        raise NotGoodEnough(found)
    if before := adopted():
        _hold(before)
        before.state = "retired"
        db.session.flush()
    try:
        with db.session.begin_nested():
            _decide(actor, refit, "adopted", reason)
    except sa.exc.IntegrityError:  # another one was adopted at the same moment
        raise Decided from None
    audit.note("refit.adopted", actor, refit, reason=refit.reason)


def withdraw(actor, refit: Refit, reason: str) -> None:
    """It grades nothing from now on; with an adopted one gone, the shipped weights are in use again."""
    _hold(refit)
    if refit.state in ("withdrawn", "retired"):
        return
    if refit.state == "adopted":
        refit.state = "retired"
    else:
        _decide(actor, refit, "withdrawn", reason)
    db.session.flush()
    audit.note(f"refit.{refit.state}", actor, refit, reason=reason.strip())


def job_of(refit: Refit) -> Job | None:
    """The job that fits it; once it is done, None, or a failed one."""
    query = sa.select(Job).where(Job.kind == FIT, Job.state != "done", Job.payload["refit"].as_integer() == refit.id)
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))


def model(weights: dict) -> Model:
    """The weights of a refit. A database may give JSON back in another order; sums of floats notice."""
    return Model.from_json({name: {"cuts": weights[name]["cuts"], "weights": _ordered(name, weights)} for name in SIGNS})


def _under_way() -> Refit | None:
    job = db.session.scalar(sa.select(Job).where(Job.key == FIT, Job.finished_at.is_(None)))
    refit = job and db.session.get(Refit, job.payload["refit"])
    return refit if refit and refit.state == "computing" else None


def _hold(refit: Refit) -> None:
    """Two who decide at the same moment: the second sees what the first has decided."""
    db.session.refresh(refit, with_for_update={"of": Refit})


def _decide(actor, refit: Refit, state: str, reason: str) -> None:
    refit.state, refit.decided_at, refit.decided_by_id = state, clock.now(), actor and actor.id
    refit.reason = reason.strip()
    db.session.flush()


@lru_cache(maxsize=1)
def _shipped() -> grading.Grader:
    return grading.Grader()


@lru_cache(maxsize=8)
def _refitted(refit_id: int, decided_at) -> grading.Grader:
    """A refit's weights are written once, so its grader is made once in a process."""
    return grading.Grader(model(db.session.get(Refit, refit_id).weights))


def _ordered(name: str, weights: dict) -> dict[str, float]:
    learned = weights[name]["weights"]
    return {feature: learned[feature] for feature in SIGNS[name] if feature in learned}
