"""Viewers: people with the link and a nickname. They comment, slowly, and say which answers help; nothing of theirs can look as if the
office had written it."""

from datetime import timedelta

import sqlalchemy as sa

from academy import clock
from academy.db import db, once
from academy.tokens import digest
from scenarios.sittings import announcing, happened, screening, thread, times
from scenarios.sittings.models import Entry, Helpful, Sitting, Turn, Viewer
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import LONGEST_COMMENT, LONGEST_NICKNAME

HELPING = ("reply", "correct", "statement")
PAUSE = timedelta(seconds=10)  # between two comments of one viewer


def arrive(sitting: Sitting, nickname: str, key: str) -> Viewer:
    """Somebody new, or whoever came with this key, which only their browser keeps. Raises Refusal."""
    nickname = screening.cleaned(nickname, LONGEST_NICKNAME, name=True)
    if there := known(sitting, key):
        return there
    if not nickname or screening.sounds_like_staff(happened.dialogue(sitting), nickname):
        raise Refusal("no_nickname")
    viewer, _new = once(
        lambda: known(sitting, key),
        lambda: Viewer(sitting_id=sitting.id, nickname=nickname, digest=digest(key)),
    )
    return viewer


def known(sitting: Sitting, key: str) -> Viewer | None:
    return db.session.scalar(sa.select(Viewer).filter_by(sitting_id=sitting.id, digest=digest(key))) if key else None


def comment(sitting: Sitting, viewer: Viewer, text: str, key: str) -> Entry:
    """Write into the thread; sent twice with one key it is there once. What may break a clause of the charter is held until a
    moderator has looked. Raises Refusal."""
    name = f"viewer-{viewer.id}-{key}"
    if there := thread.named(sitting, name):
        return there
    text = screening.cleaned(text)
    _refuse(sitting, viewer, text)
    entry, new = once(lambda: thread.named(sitting, name), lambda: _entry(sitting, viewer, text, name))
    if new:
        announcing.entry(sitting, entry)
    return entry


def held(sitting: Sitting, viewer: Viewer) -> list[Entry]:
    """Their comments that wait for a moderator."""
    query = sa.select(Entry).filter_by(sitting_id=sitting.id, viewer_id=viewer.id, state="held")
    return list(db.session.scalars(query.order_by(Entry.id)))


def mark_helpful(sitting: Sitting, viewer: Viewer, turn: Turn) -> int:
    """Say that an answer helps; said twice it counts once. How many say so now."""
    if turn.sitting_id != sitting.id or turn.action not in HELPING:
        raise Refusal("unknown_target")
    _mark, new = once(
        lambda: db.session.get(Helpful, (turn.id, viewer.id)),
        lambda: Helpful(turn_id=turn.id, viewer_id=viewer.id),
    )
    count = helpful_counts(sitting, turn.id).get(turn.id, 0)
    if new:
        announcing.both(sitting, "helpful", turn=turn.id, count=count)
    return count


def helpful_counts(sitting: Sitting, turn_id: int | None = None) -> dict[int, int]:
    """By the id of the turn."""
    query = sa.select(Helpful.turn_id, sa.func.count()).join(Turn, Turn.id == Helpful.turn_id)
    query = query.where(Turn.sitting_id == sitting.id).group_by(Helpful.turn_id)
    return dict(db.session.execute(query.where(Turn.id == turn_id) if turn_id else query).all())


def silence(viewer: Viewer) -> None:
    viewer.silenced = True
    db.session.flush()


def _refuse(sitting: Sitting, viewer: Viewer, text: str) -> None:
    if sitting.running_since is None:
        raise Refusal("over" if sitting.ended_at else "stands" if sitting.started_at else "not_begun")
    if viewer.silenced:
        raise Refusal("silenced")
    if not text:
        raise Refusal("needs_words")
    if len(text) > LONGEST_COMMENT:
        raise Refusal("too_long")
    newest = sa.select(sa.func.max(Entry.arrived_at)).filter_by(viewer_id=viewer.id)
    last = db.session.scalar(newest)
    if last is not None and clock.now() - last < PAUSE:
        raise Refusal("too_fast")


def _entry(sitting: Sitting, viewer: Viewer, text: str, name: str) -> Entry:
    content = happened.dialogue(sitting)
    clause = screening.clause_broken(content, text)
    return Entry(
        sitting=sitting, name=name, kind="viewer", second=times.second(sitting), author=viewer.nickname, text=text,
        language=screening.language_of(text, content.language), viewer=viewer, clause=clause,
        state="held" if clause else "open",
    )  # fmt: skip
