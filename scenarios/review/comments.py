"""Comments at the words of a reply: what an instructor says to the learner just there. They are withdrawn, never
changed."""

import sqlalchemy as sa
from flask import abort

from academy import audit, clock, live
from academy.db import db
from scenarios import runs
from scenarios.models import Move, Run
from scenarios.review.models import Comment

LONGEST = 1000


class Withdrawn(Exception):
    """Somebody has withdrawn or replaced this comment already."""


def of_run(run: Run) -> dict[int, list[Comment]]:
    """The comments that stand, by the number of the move, in the order of the words."""
    query = sa.select(Comment).join(Comment.move).where(Move.run_id == run.id, Comment.withdrawn_at.is_(None))
    query = query.options(sa.orm.contains_eager(Comment.move), sa.orm.joinedload(Comment.author))
    found: dict[int, list[Comment]] = {}
    for comment in db.session.scalars(query.order_by(Comment.start, Comment.stop, Comment.id)):
        found.setdefault(comment.move.number, []).append(comment)
    return found


def comment_or_404(move: Move, comment_id: int) -> Comment:
    comment = db.session.get(Comment, comment_id)
    return comment if comment and comment.move_id == move.id else abort(404)


def make(author, move: Move, start: int, stop: int, text: str, replaces: Comment | None = None) -> Comment:
    """Say something about some words of a reply, instead of another comment where given. The same twice is one; raises
    Withdrawn where what it would replace does not stand any more."""
    runs.lock(move.run)
    said = {"author_id": author.id, "start": start, "stop": min(stop, len(move.reply)), "text": text}
    same = sa.select(Comment).filter_by(move_id=move.id, withdrawn_at=None, **said)
    if made := db.session.scalar(same):
        return made
    if replaces:
        _take_back(replaces, author)
    made = Comment(move=move, replaces_id=replaces and replaces.id, **said)
    db.session.add(made)
    db.session.flush()
    words = {"words": move.reply[made.start : made.stop]}
    audit.note("comment.made", author, made, before=replaces and _seen(replaces), after=_seen(made) | words)
    live.publish(live.of_person(move.run.person), "commented", run=move.run_id, number=move.number)
    return made


def withdraw(person, comment: Comment) -> None:
    """Take a comment back: the learner does not see it any more, and it stays on record. Twice is once."""
    runs.lock(comment.move.run)
    db.session.refresh(comment)
    if comment.withdrawn_at is None:
        _take_back(comment, person)
        audit.note("comment.withdrawn", person, comment, before=_seen(comment))


def _take_back(comment: Comment, person) -> None:
    db.session.refresh(comment)
    if comment.withdrawn_at is not None:
        raise Withdrawn
    comment.withdrawn_at, comment.withdrawn_by_id = clock.now(), person.id
    db.session.flush()


def _seen(comment: Comment) -> dict:
    return {"start": comment.start, "stop": comment.stop, "text": comment.text}
