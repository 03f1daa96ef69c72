"""Entries in words: who did what, what it was before and what it is now."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup

from academy.accounts.models import Person
from academy.audit import sentences, subjects
from academy.audit.subjects import Subject

LONGEST = 400  # characters of a value on a page


class Change(NamedTuple):
    """A value by its name. `before` and `after` are texts, None where there was or is nothing. A value that was only `noted`
    stands in `after`."""

    name: str
    before: str | None
    after: str | None
    noted: bool = False


class Line(NamedTuple):
    """An entry to be shown. `erased`: it had values, and they were taken away."""

    entry: sa.Row
    actor: Subject | None
    subject: Subject
    changes: list[Change]
    erased: bool

    @property
    def sentence(self) -> Markup:
        """With links; names stand as they are written, in whichever direction."""
        text = Markup.escape(sentences.of(self.entry.action))
        return text % {"actor": _shown(self.actor), "subject": _shown(self.subject), "action": self.entry.action}

    @property
    def plain(self) -> str:
        values = {"actor": _actor(self.actor), "subject": str(self.subject), "action": self.entry.action}
        return str(sentences.of(self.entry.action)) % values


def lines(entries: Sequence[sa.Row]) -> list[Line]:
    """In a query for each kind of thing that they are about."""
    keys = {_subject_key(entry) for entry in entries} | {_actor_key(entry) for entry in entries if entry.actor_id}
    named = subjects.named(keys)
    return [_line(entry, named) for entry in entries]


def changes(values: dict[str, Any] | None) -> list[Change]:
    """What changed where `before` and `after` say it, and whatever else was noted."""
    values = dict(values or {})
    compared = list(_compared(values.pop("before", None), values.pop("after", None)))
    return compared + [Change(name, None, _text(value), noted=True) for name, value in sorted(values.items())]


def _line(entry: sa.Row, named: dict) -> Line:
    erased = bool(entry.values_digest) and entry.salt is None
    actor = named[_actor_key(entry)] if entry.actor_id else None
    return Line(entry, actor, named[_subject_key(entry)], changes(entry.said), erased)


def _compared(before: Any, after: Any) -> Iterator[Change]:
    if not all(isinstance(each, dict) or each is None for each in (before, after)):
        before, after = {"": before}, {"": after}
    before, after = before or {}, after or {}
    for name in sorted({**before, **after}):
        if before.get(name) != after.get(name):
            yield Change(name, _text(before.get(name)), _text(after.get(name)))


def _text(value: Any) -> str | None:
    if value in (None, ""):
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _subject_key(entry: sa.Row) -> subjects.Key:
    return entry.subject_type, entry.subject_id


def _actor_key(entry: sa.Row) -> subjects.Key:
    return Person.__tablename__, entry.actor_id


def _actor(actor: Subject | None) -> str:
    if actor is None:
        return _("The academy")
    return actor.name or str(actor)


def _shown(subject: Subject | None) -> Markup:
    """Of a person only the name; of other things what they are, too."""
    if subject is None or not subject.name:
        return Markup.escape(_actor(None) if subject is None else str(subject))
    named = Markup("<bdi>{}</bdi>").format(subject.name)
    linked = Markup('<a href="{}">{}</a>').format(subject.url, named) if subject.url else named
    return (
        linked if subject.noun == subjects.NOUNS[Person.__tablename__] else Markup("{} {}").format(subject.noun, linked)
    )
