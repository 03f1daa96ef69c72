"""What people said of texts: the newest review of each, to learn from, and stored texts to try weights on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from academy import clock
from academy.db import db
from scenarios import grading, outcomes
from scenarios.models import Grade, Move, Review, Run

RECENT = timedelta(days=90)
SAMPLE = 500


@dataclass(frozen=True)
class Text:
    """A stored text; `situation` is the same for every edition of the post that it answers. `levels` and `overall` are
    those of its review."""

    id: str
    situation: str
    item: grading.Item
    action: str
    words: str
    levels: dict[str, int]
    overall: int | None


def texts() -> list[Text]:
    """Every reviewed text, an appeal's decision included; blind marks are no reviews and stay apart, for measuring."""
    query = _newest().join(Review.grade).join(Grade.move).join(Move.run).order_by(Review.grade_id)
    query = query.where(Run.erased_at.is_(None))
    grade = sa.orm.contains_eager(Review.grade)
    move = grade.contains_eager(Grade.move)
    run = move.contains_eager(Move.run)
    found = db.session.scalars(query.options(run.joinedload(Run.edition)))
    return [_text(review.grade.move, review.levels, review.overall) for review in found]


def differing() -> tuple[int, int]:
    """How many texts are reviewed, and in how many of these the review says something else than the grader."""
    query = _newest().join(Review.grade)
    said = query.with_only_columns(Review.reasons, Review.overall, Grade.detail["overall"].as_integer())
    rows = db.session.execute(said).all()
    return len(rows), sum(bool(reasons) or overall != given for reasons, overall, given in rows)


def recent() -> Iterator[Text]:
    """Stored texts of the last ninety days, evenly taken from all of them, at most `SAMPLE`."""
    query = sa.select(Move.id).join(Move.grade).join(Move.run)
    since = clock.now() - RECENT
    query = query.where(Run.enrolment_id.is_not(None), Run.erased_at.is_(None), Run.finished_at >= since).order_by(
        Move.id
    )
    ids = list(db.session.scalars(query))
    step = max(1, -(-len(ids) // SAMPLE))
    taken = sa.select(Move).where(Move.id.in_(ids[::step])).order_by(Move.id)
    moves = db.session.scalars(taken.options(sa.orm.joinedload(Move.run).joinedload(Run.edition)))
    return (_text(move, {}, None) for move in moves)


def _newest() -> sa.Select:
    newest = sa.select(sa.func.max(Review.id)).group_by(Review.grade_id)
    return sa.select(Review).where(Review.id.in_(newest))


def _text(move: Move, levels: dict, overall: int | None) -> Text:
    return Text(
        id=f"move-{move.id}",
        situation=f"{move.run.activity}/{move.post or 'statement'}",
        item=outcomes.counted(move).item,
        action=move.action,
        words=move.reply,
        levels={name: level for name, level in levels.items() if level is not None},
        overall=overall,
    )
