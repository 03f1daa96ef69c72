"""What a good practice has to say before it can be looked at: pure rules over what was typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

USES = ("hearing", "coordination", "innovation", "experience", "problem_solving")
CONSENTS = ("agreed", "nobody")  # who appears in it agreed; nobody can be recognised
CERTAINTIES = ("official", "press", "advice")
LANGUAGES = ("en", "ur", "bn")
STATES = ("draft", "submitted", "returned", "approved", "withdrawn")
OPEN = ("draft", "returned")  # its contributor writes

MOST_SOURCES = 3
LONGEST_TITLE = 200
LONGEST = 4000  # characters of a text that can be submitted
LONGEST_LINE = 500  # of the same in a line
LONGEST_KEPT = 20_000  # what is too long is shortened later, not lost now
LONGEST_URL = 300

TEXTS = ("situation", "action", "evidence")
NEEDS = ("needs_time", "needs_people", "needs_money", "whom_to_ask")
REQUIRED = ("title", *TEXTS, *NEEDS, "country", "use", "consent")
FIELDS = (
    "title", *TEXTS, "sources", "consent", "consent_note", *NEEDS, "country", "service_code", "use", "triage", "language", "public",
)  # fmt: skip
SOURCE = ("title", "url", "checked_on", "certainty")  # of each source, as texts


def missing(said: Mapping[str, Any], today: date) -> dict[str, str]:
    """Why a practice cannot be submitted as it is, by field: "empty", "too_long", or of a source its "title", "url", "day"
    or "certainty"."""
    found = {name: "empty" for name in REQUIRED if not str(said[name] or "").strip()}
    if said["consent"] == "agreed" and not said["consent_note"].strip():
        found["consent_note"] = "empty"
    limits = {
        "title": LONGEST_TITLE,
        **dict.fromkeys((*TEXTS, "consent_note"), LONGEST),
        **dict.fromkeys(NEEDS, LONGEST_LINE),
    }
    found |= {name: "too_long" for name, limit in limits.items() if len(said[name]) > limit}
    if wrong := _wrong_source(said["sources"], today):
        found["sources"] = wrong
    return found


def certainty_of(sources: list[Mapping[str, str]]) -> str:
    """How certain a practice is: as its first source, which is what it chiefly rests on."""
    said = sources[0]["certainty"] if sources else ""
    return said if said in CERTAINTIES else ""


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wrong_source(sources: list[Mapping[str, str]], today: date) -> str:
    if not sources:
        return "empty"
    for source in sources:
        day = day_of(source["checked_on"])
        if not source["title"].strip():
            return "title"
        if source["url"] and not _is_address(source["url"]):
            return "url"
        if day is None or day > today:
            return "day"
        if source["certainty"] not in CERTAINTIES:
            return "certainty"
    return ""


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not set(text) & set(" \t\n<>\"'")
