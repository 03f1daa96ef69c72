"""The shape of a rules pack: one country's conduct rules, guidance and directory of offices."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from academy.packs.parts import Line, Part, Slug, Text

Certainty = Literal["official", "press", "advice"]


class Source(Part):
    """Where a fact comes from. `certainty`: read in an official text, known from the press only, or our own advice."""

    title: Line
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=300)] | None = None
    checked_on: date
    certainty: Certainty


class Rule(Part):
    """A conduct rule in our own words; `number` is how it is cited ("Rule 24")."""

    slug: Slug
    number: Line
    instrument: Line
    text: Text
    source: Source


class Channel(Part):
    """A way to reach an office: `kind` says what it is, `value` is what a citizen dials, opens or visits."""

    kind: Literal["helpline", "app", "website", "counter", "inbox", "letter"]
    value: Line


class Office(Part):
    """An office that a matter can be referred to; `handles` lists what it is for, `capacity` is matters a day, 0 unknown."""

    slug: Slug
    name: Line
    handles: Annotated[tuple[Line, ...], Field(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=0)] = 0
    source: Source


class Rules(Part):
    title: Line
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    language: Literal["en", "ur", "bn"] = "en"
    summary: Text
    conduct: Annotated[tuple[Rule, ...], Field(min_length=1)]
    offices: Annotated[tuple[Office, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _slugs_are_unique(self):
        for name in ("conduct", "offices"):
            slugs = [entry.slug for entry in getattr(self, name)]
            if repeated := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
                raise ValueError(f"{name} has the same slug twice: {', '.join(repeated)}")
        return self

    def office(self, slug: str) -> Office | None:
        return next((office for office in self.offices if office.slug == slug), None)

    def rule(self, slug: str) -> Rule | None:
        return next((rule for rule in self.conduct if rule.slug == slug), None)


def check(content: Rules, rules: None) -> Iterator[tuple[tuple, str]]:
    """Nothing beyond the schema: a rules pack cites no other."""
    return iter(())
