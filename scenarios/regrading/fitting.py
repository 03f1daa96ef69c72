"""The job of a refit: fit the weights, and see what they would do."""

from flask_babel import lazy_gettext as _l

from academy import jobs
from academy.db import db, pause
from scenarios import grading
from scenarios.regrading import refits, reviewed
from scenarios.regrading.models import Refit


@jobs.does(refits.FIT, words=_l("Fit the grader to reviews"), cancellable=True, roles=("instructor",))
def fit(job) -> None:
    """Others write while the weights are fitted: that takes many seconds and no database."""
    refit = db.session.get(Refit, job.payload["refit"])
    if refit.state != "computing":
        return
    refit_id, before = refit.id, refits.current().model
    texts, stored = reviewed.texts(), list(reviewed.recent())
    with pause():
        weights, effect = fitted(before, texts, stored)
    refit = db.session.get(Refit, refit_id, with_for_update={"of": Refit})
    if refit.state != "computing":
        return  # withdrawn meanwhile
    if refit.base != grading.VERSION:
        refits.withdraw(None, refit, f"another version of the program fitted it: {grading.VERSION}")
        return
    refit.weights, refit.effect, refit.state = weights, effect, "proposed"


@jobs.undoes(refits.FIT)
def give_up(job) -> None:
    """Nobody waits for a refit whose job was cancelled."""
    refit = db.session.get(Refit, job.payload["refit"])
    if refit.state == "computing":
        refits.withdraw(None, refit, "cancelled")


def fitted(before, texts: list[reviewed.Text], stored: list[reviewed.Text]) -> tuple[dict, dict]:
    """The weights learned from the shipped marked replies and the reviewed texts, and their effect."""
    from scenarios.grading import fit as shipped  # numpy only where something is fitted
    from scenarios.regrading import trials

    marked, gold = shipped.marked(), shipped.gold()
    data = trials.trained(marked, texts, gold)
    weights = data.model().to_json()
    return weights, trials.effect(before, refits.model(weights), data, marked, gold, stored)
