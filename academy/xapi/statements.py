"""Statements: what somebody did, in the words of xAPI 1.0.3. Plain values in, a dictionary out.

People are numbers here, never names or addresses. The id of a statement follows from what it tells, so whoever is sent it
twice has it once.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from academy.xapi import vocabulary

VERSION = "1.0.3"


@dataclass(frozen=True)
class House:
    """The academy that speaks: its address without a slash at the end, its name, and whether it sends people's words."""

    base: str
    name: str
    texts: bool = False


@dataclass(frozen=True)
class Thing:
    """What something was done to. `path` is its place under /xapi/activities/, `kind` a slug of the activity types;
    `further` are parts of an interaction's definition."""

    path: str
    kind: str
    name: str
    text: str = ""
    language: str = "en"
    further: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    raw: float
    max: float = 100


@dataclass(frozen=True)
class Event:
    """Something that happened once. `key` tells it from all else of the same enrolment, for ever; `verb` and the keys of
    `extensions` are slugs of the vocabulary.

    `response` is an answer in a code of ours, `words` are a person's own: those are left out unless the house sends texts.
    """

    key: str
    verb: str
    at: datetime
    thing: Thing
    score: Score | None = None
    passed: bool | None = None
    completed: bool | None = None
    response: str | None = None
    words: str | None = None
    duration: timedelta | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """Whose events these are and where they belong: numbers of the person and the enrolment, what stands around them."""

    person: int
    enrolment: int
    language: str = "en"
    revision: str = ""
    parent: Thing | None = None
    grouping: tuple[Thing, ...] = ()


def identify(house: House, enrolment: int, key: str) -> uuid.UUID:
    """The id of the statement that tells of this."""
    return _named(house, f"enrolments/{enrolment}/{key}")


def registration(house: House, enrolment: int) -> uuid.UUID:
    """One for all that a learner does in a course."""
    return _named(house, f"enrolments/{enrolment}")


def build(house: House, setting: Setting, event: Event) -> dict[str, Any]:
    return {
        "id": str(identify(house, setting.enrolment, event.key)),
        "version": VERSION,
        "timestamp": stamp(event.at),
        "actor": actor(house, setting.person),
        "verb": verb(house, event.verb),
        "object": activity(house, event.thing),
        **_filled("result", _result(house, event)),
        "context": _context(house, setting, event),
    }


def actor(house: House, person: int) -> dict[str, Any]:
    """Somebody by their number in the register."""
    return {"objectType": "Agent", "account": {"homePage": house.base, "name": str(person)}}


def verb(house: House, slug: str) -> dict[str, Any]:
    term = vocabulary.VERBS[slug]
    return {"id": vocabulary.iri(house.base, "verbs", slug), "display": {"en": term.name}}


def activity(house: House, thing: Thing) -> dict[str, Any]:
    definition = {
        "type": vocabulary.iri(house.base, "activity-types", thing.kind),
        "name": {thing.language: thing.name},
        **_filled("description", {thing.language: thing.text} if thing.text else {}),
        **thing.further,
    }
    return {"objectType": "Activity", "id": address(house, thing.path), "definition": definition}


def address(house: House, path: str) -> str:
    return f"{house.base}/xapi/activities/{path}"


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def period(duration: timedelta) -> str:
    """As ISO 8601 has it, in seconds; time never runs backwards."""
    return f"PT{max(0.0, duration.total_seconds()):.2f}S"


def _result(house: House, event: Event) -> dict[str, Any]:
    response = event.words if house.texts and event.words is not None else event.response
    extensions = _extensions(house, event, in_context=False)
    found = {
        "score": event.score and _score(event.score),
        "success": event.passed,
        "completion": event.completed,
        "response": response,
        "duration": event.duration and period(event.duration),
        "extensions": extensions or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _context(house: House, setting: Setting, event: Event) -> dict[str, Any]:
    around = {
        "parent": [activity(house, setting.parent)] if setting.parent else [],
        "grouping": [activity(house, thing) for thing in setting.grouping],
    }
    return {
        "registration": str(registration(house, setting.enrolment)),
        "platform": house.name,
        "language": setting.language,
        **_filled("revision", setting.revision),
        **_filled("contextActivities", {name: things for name, things in around.items() if things}),
        **_filled("extensions", _extensions(house, event, in_context=True)),
    }


def _extensions(house: House, event: Event, in_context: bool) -> dict[str, Any]:
    own = {slug: value for slug, value in event.extensions.items() if (slug in vocabulary.IN_CONTEXT) == in_context}
    return {vocabulary.iri(house.base, "extensions", slug): value for slug, value in own.items()}


def _score(score: Score) -> dict[str, float]:
    raw = float(score.raw)
    whole = int(raw) if raw.is_integer() else raw  # one database gives 100, the other 100.0
    return {"scaled": round(raw / score.max, 4), "raw": whole, "min": 0, "max": score.max}


def _filled(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


def _named(house: House, path: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{house.base}/xapi/{path}")
