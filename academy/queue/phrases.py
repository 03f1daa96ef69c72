"""The comment bank: phrases that instructors use again, their own and those that others share, by topic."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask import abort

from academy import audit, typed
from academy.db import db, once
from academy.queue.models import Phrase

LONGEST = 500
MOST = 200  # of one person; the rest of the bank is somebody else's


class TooMany(Exception):
    """Somebody has as many phrases as one person may have."""


class TooLong(Exception):
    """What somebody wrote has more characters than a phrase."""


def of(person, topics: Iterable[str] | None = None) -> list[Phrase]:
    """A person's own phrases and the shared ones, the most used first."""
    query = sa.select(Phrase).where(sa.or_(Phrase.owner_id == person.id, Phrase.shared))
    if topics is not None:
        query = query.where(Phrase.topic.in_(list(topics)))
    return list(db.session.scalars(query.order_by(Phrase.used.desc(), Phrase.text, Phrase.id)))


def own_or_404(person, phrase_id: int) -> Phrase:
    phrase = db.session.get(Phrase, phrase_id)
    return phrase if phrase and phrase.owner_id == person.id else abort(404)


def chosen(person, topics: Iterable[str], number: str) -> Phrase | None:
    """The phrase of this number, as a form sends it, if it is one of those that a person has for these topics."""
    return next((phrase for phrase in of(person, topics) if phrase.id == typed.count(number)), None)


def added(text: str | None, phrase: Phrase) -> str:
    """A text with a phrase at its end."""
    return f"{text or ''} {phrase.text}".strip()


def keep(person, topic: str, text: str, shared: bool = False) -> Phrase | None:
    """Keep a phrase; the same twice is one, and nothing but white space is none. Raises TooMany, TooLong."""
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise TooLong
    wanted = {"owner_id": person.id, "topic": topic, "text": text}
    if (db.session.scalar(sa.select(sa.func.count()).where(Phrase.owner_id == person.id)) or 0) >= MOST:
        raise TooMany
    kept, _new = once(
        lambda: db.session.scalar(sa.select(Phrase).filter_by(**wanted)), lambda: Phrase(**wanted, shared=shared)
    )
    return kept


def share(phrase: Phrase, shared: bool) -> None:
    """Let all instructors use a phrase, or only its owner."""
    if phrase.shared != shared:
        phrase.shared = shared
        db.session.flush()
        audit.note("phrase.shared" if shared else "phrase.unshared", phrase.owner, phrase)


def drop(phrase: Phrase) -> None:
    """Take a phrase out of the bank; what was written with it stays."""
    db.session.delete(phrase)
    db.session.flush()


def count(person, topics: Iterable[str], text: str) -> None:
    """Count the phrases of some topics that are part of a text which was kept."""
    for phrase in of(person, topics):
        if phrase.text in text:
            phrase.used = Phrase.used + 1
    db.session.flush()
