"""A scenario as it stands in a draft: plain values. Any may be missing or wrong; what is wrong reads as missing."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel

OPENS = "09:00"
LONGEST = 2880  # minutes, as the schema has it
MINUTES = 150  # the length of a scenario that does not say its own


class Document:
    """`of` takes a validated scenario, the plain values of a draft, or a Document."""

    def __init__(self, values: Any):
        self.values = part(values)

    @classmethod
    def of(cls, scenario: Any) -> "Document":
        return scenario if isinstance(scenario, cls) else cls(scenario)

    @cached_property
    def posts(self) -> list[Mapping]:
        return parts(self.values.get("posts"))

    @cached_property
    def reactions(self) -> list[Mapping]:
        return parts(self.values.get("reactions"))

    @cached_property
    def personas(self) -> dict[str, Mapping]:
        return {
            slug: part(persona) for slug, persona in part(self.values.get("personas")).items() if isinstance(slug, str)
        }

    @cached_property
    def facts(self) -> list[str]:
        """Their texts, in their places."""
        listed = self.values.get("facts")
        listed = listed if isinstance(listed, (list, tuple)) else ()
        return [words(each if isinstance(each, str) else part(each).get("text")) for each in listed]

    @cached_property
    def minutes(self) -> int:
        """How long the run is; what is no length of a run counts as the usual one."""
        minutes = whole(self.values.get("minutes")) or MINUTES
        return minutes if 0 < minutes <= LONGEST else MINUTES

    @cached_property
    def opens(self) -> int:
        """Minutes from midnight to minute 0."""
        hours, _, minutes = words(self.values.get("opens")).partition(":")
        if not (hours.isdecimal() and minutes.isdecimal()):
            hours, minutes = OPENS.split(":")
        return 60 * int(hours[:2]) + int(minutes[:2])

    @cached_property
    def post_numbers(self) -> dict[str, int]:
        """The place of each post by its slug; of two with the same slug, the first."""
        return _numbers(self.posts)

    @cached_property
    def reaction_numbers(self) -> dict[str, int]:
        return _numbers(self.reactions)

    def post(self, slug: str) -> Mapping | None:
        number = self.post_numbers.get(slug)
        return None if number is None else self.posts[number]

    def habits(self, post: Mapping) -> list[Mapping]:
        """Of the persona who wrote it."""
        return parts(self.personas.get(words(post.get("persona")), {}).get("habits"))


def ways(reaction: Mapping) -> list[dict[str, Any]]:
    """Each of what sets it off by itself: its `when`, and what else there is."""
    return [asked(when) for when in (reaction.get("when"), *parts(reaction.get("or_when")))]


def asked(when: Any) -> dict[str, Any]:
    """The keys of a `when` that say anything; a part like `move: {}` does, even if it is empty."""
    return {
        name: value
        for name, value in part(when).items()
        if value or value == 0 or (name in PARTS and isinstance(value, Mapping))
    }


PARTS = ("move", "quiet", "count")  # of a `when`


def part(value: Any) -> Mapping:
    """The keys and values of something; none if it is not that kind of thing."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return value if isinstance(value, Mapping) else {}


def parts(value: Any) -> list[Mapping]:
    return [part(each) for each in value] if isinstance(value, (list, tuple)) else []


def several(value: Any) -> list[str]:
    """Names or texts, of which one may stand alone."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    return [each for each in map(words, values) if each]


def words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def comparison(value: Any) -> str:
    """ "<2", ">=60" or "3"; empty if it is no comparison."""
    text = str(value) if whole(value) is not None else words(value)
    digits = text.lstrip("<>=")
    sign = text[: len(text) - len(digits)]
    return text if digits.isascii() and digits.isdecimal() and len(digits) <= 4 and sign in SIGNS else ""


SIGNS = ("", "=", "<", "<=", ">", ">=")


def _numbers(entries: list[Mapping]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if slug := words(entry.get("slug")):
            numbers.setdefault(slug, number)
    return numbers
