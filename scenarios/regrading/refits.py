"""The grader in use: the shipped one, or the one with the weights of the refit that was adopted for it."""

from functools import lru_cache

import sqlalchemy as sa

from academy.db import db
from scenarios import grading
from scenarios.grading.model import SIGNS, Model
from scenarios.regrading.models import Refit


def current() -> grading.Grader:
    """What grades now. A refit of another version of the program is not used."""
    query = sa.select(Refit.id, Refit.decided_at).where(Refit.state == "adopted", Refit.base == grading.VERSION)
    adopted = db.session.execute(query).first()
    return _refitted(*adopted) if adopted else _shipped()


def model(weights: dict) -> Model:
    """The weights of a refit. A database may give JSON back in another order; sums of floats notice."""
    return Model.from_json({name: {"cuts": weights[name]["cuts"], "weights": _ordered(name, weights)} for name in SIGNS})


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
