"""Hints that were taken in a run."""

from academy.db import db, once
from scenarios.models import Run
from scenarios.play.models import Hint


def taken(run: Run) -> dict[str | None, int]:
    """How many, by post; None is the office's own statement."""
    posts = [hint.post or None for hint in run.hints]
    return {post: posts.count(post) for post in posts}


def take(run: Run, post: str | None, number: int) -> None:
    """Asking twice for the same one takes it once."""
    db.session.flush()
    key = {"run_id": run.id, "post": post or "", "number": number}
    once(lambda: db.session.query(Hint).filter_by(**key).one_or_none(), lambda: Hint(**key))
    db.session.expire(run, ["hints"])
