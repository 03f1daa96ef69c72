"""Unsent words: what was typed into a panel, kept on the server, so that it is there on the next device too."""

from dataclasses import dataclass

import sqlalchemy as sa

from academy import clock
from academy.db import db
from scenarios.models import Move, Run
from scenarios.play.models import Unsent


@dataclass(frozen=True)
class Typed:
    """What the panel of a post holds; `number` is the move that it would have been."""

    post: str
    action: str
    target: str
    reply: str
    pasted: int
    number: int

    def __bool__(self) -> bool:
        return bool(self.action or self.target or self.reply.strip())


@dataclass(frozen=True)
class Kept:
    """`version` is 0 when nothing is kept any more; `other` are words written elsewhere which the writer's page has not
    seen: replaced by these, or, where these were none, still kept."""

    version: int
    other: str | None = None


def of_run(run: Run) -> dict[str | None, Unsent]:
    """By post, None for what is about no post; the newest comes last."""
    return {own.post or None: own for own in run.unsent}


def keep(run: Run, typed: Typed, version: int) -> Kept:
    """Save what was typed. `version` is that of the words which the writer's page knows: those that somebody saved since,
    on another device, are given back and not lost. What has been sent in the meantime is kept no more."""
    there = _find(run, typed.post)
    other = there.reply if there and there.version != version and _differ(there.reply, typed.reply) else None
    if _was_sent(run, typed) or (other and not typed.reply.strip()):
        return Kept(there.version if there else 0, other)
    if not typed:
        forget(run, typed.post, version)
        return Kept(0)
    if there is None:  # nobody else keeps any now: the run is locked since it was found
        db.session.add(there := Unsent(run_id=run.id, version=_first_version(run), **_columns(typed)))
    elif _columns(typed) != {name: getattr(there, name) for name in _columns(typed)}:
        there.version += 1
        there.saved_at = clock.now()
        for name, value in _columns(typed).items():
            setattr(there, name, value)
    db.session.flush()
    return Kept(there.version, other)


def forget(run: Run, post: str | None, version: int, words: str = "") -> None:
    """They have become a move, or were deleted. Only the words of this version go, or those that are the beginning of
    `words`: anything else was written elsewhere since."""
    there = _find(run, post or "")
    if there and (there.version == version or words.startswith(there.reply.strip())):
        db.session.delete(there)
        db.session.flush()
    db.session.expire(run, ["unsent"])


def _find(run, post) -> Unsent | None:
    return db.session.scalar(sa.select(Unsent).filter_by(run_id=run.id, post=post))


def _was_sent(run, typed) -> bool:
    """A save that was under way when its form was sent comes late, and often with the last letters missing."""
    post, words = typed.post or None, typed.reply.strip()
    made = sa.select(Move.reply).where(Move.run_id == run.id, Move.post == post, Move.number >= typed.number)
    return bool(words) and any(reply.startswith(words) for reply in db.session.scalars(made))


def _first_version(run) -> int:
    """Later than that of any words which were kept before: a page that still knows that one must not take this for its own."""
    return 1 + int((clock.now() - run.started_at).total_seconds())


def _differ(one: str, other: str) -> bool:
    return one.strip() not in ("", other.strip())


def _columns(typed) -> dict:
    return {name: getattr(typed, name) for name in ("post", "action", "target", "reply", "pasted")}
