"""Drafts: what was typed and not sent, kept on the server, so that it is there on the next device too."""

from dataclasses import dataclass

import sqlalchemy as sa

from academy import clock
from academy.db import db
from scenarios.models import Move, Run
from scenarios.play.models import Draft


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
    """`version` is 0 when there is no draft any more; `other` are words from elsewhere that this draft took the place of."""

    version: int
    other: str | None = None


def of_run(run: Run) -> dict[str | None, Draft]:
    """By post, None for what is about no post; the newest comes last."""
    return {draft.post or None: draft for draft in run.drafts}


def keep(run: Run, typed: Typed, version: int) -> Kept:
    """Save what was typed. `version` is that of the draft which the writer's page knows: words that somebody saved since,
    on another device, are given back and not lost. What has been sent in the meantime is no draft any more."""
    draft = _find(run, typed.post)
    other = draft.reply if draft and draft.version != version and _differ(draft.reply, typed.reply) else None
    if _was_sent(run, typed) or (other and not typed.reply.strip()):
        return Kept(draft.version if draft else 0, other)
    if not typed:
        forget(run, typed.post, version)
        return Kept(0)
    if draft is None:  # nobody else makes it now: the run is locked since it was found
        db.session.add(draft := Draft(run_id=run.id, version=_first_version(run), **_columns(typed)))
    elif _columns(typed) != {name: getattr(draft, name) for name in _columns(typed)}:
        draft.version += 1
        draft.saved_at = clock.now()
        for name, value in _columns(typed).items():
            setattr(draft, name, value)
    db.session.flush()
    return Kept(draft.version, other)


def forget(run: Run, post: str | None, version: int, words: str = "") -> None:
    """Its words have become a move, or were deleted. Only the draft of this version goes, or one that is the beginning of
    these words: anything else was written elsewhere since."""
    draft = _find(run, post or "")
    if draft and (draft.version == version or words.startswith(draft.reply.strip())):
        db.session.delete(draft)
        db.session.flush()
    db.session.expire(run, ["drafts"])


def _find(run, post) -> Draft | None:
    return db.session.scalar(sa.select(Draft).filter_by(run_id=run.id, post=post))


def _was_sent(run, typed) -> bool:
    """A save that was under way when its form was sent comes late, and often with the last letters missing."""
    post, words = typed.post or None, typed.reply.strip()
    made = sa.select(Move.reply).where(Move.run_id == run.id, Move.post == post, Move.number >= typed.number)
    return bool(words) and any(reply.startswith(words) for reply in db.session.scalars(made))


def _first_version(run) -> int:
    """Later than that of any draft which was there before: a page that still knows that one must not take this for its own."""
    return 1 + int((clock.now() - run.started_at).total_seconds())


def _differ(one: str, other: str) -> bool:
    return one.strip() not in ("", other.strip())


def _columns(typed) -> dict:
    return {name: getattr(typed, name) for name in ("post", "action", "target", "reply", "pasted")}
