"""Samples: a share of all graded texts, drawn by chance, is marked blind by two instructors."""

from flask import current_app

from academy.db import db
from scenarios.models import Run
from scenarios.review.models import Sample
from scenarios.simulation import draws


def draw(run: Run) -> None:
    """Draw from the graded texts of a run that has just finished; what counts for nothing is not drawn from."""
    if not run.enrolment_id:
        return
    share = current_app.config["BLIND_SHARE"] / 100
    drawn = [move for move in run.moves if move.grade and draws.draw(run.seed, f"blind/{run.id}", move.number) < share]
    db.session.add_all(Sample(grade=move.grade) for move in drawn)
    db.session.flush()
