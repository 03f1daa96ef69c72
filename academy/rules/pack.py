"""The shape of a rules pack: one country's conduct rules, guidance and directory of offices."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from academy.packs.parts import Line, Part, Slug, Text, is_unsaid

Certainty = Literal["official", "press", "advice"]
Day = Annotated[date | None, Field(exclude_if=is_unsaid)]


class Source(Part):
    """Where a fact comes from. `certainty`: read in an official text, known from the press only, or our own advice."""

    title: Line
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=300)] | None = None
    checked_on: date
    certainty: Certainty


class Entry(Part):
    """What can be cited by its slug. It is in force from `since` to the day before `until`; None is not known, or no end."""

    slug: Slug

    @model_validator(mode="after")
    def _ends_after_it_begins(self):
        if self.since and self.until and self.until <= self.since:
            raise ValueError("it ends before it begins: until is a day after since")
        return self

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Rule(Entry):
    """A conduct rule in our own words; `number` is how it is cited ("Rule 24")."""

    number: Line
    instrument: Line
    text: Text
    since: Day = None
    until: Day = None
    source: Source

    @property
    def called(self) -> str:
        return f"{self.number}, {self.instrument}"


class Channel(Part):
    """A way to reach an office: `kind` says what it is, `value` is what a citizen dials, opens or visits."""

    kind: Literal["helpline", "app", "website", "counter", "inbox", "letter"]
    value: Line


class Office(Entry):
    """An office that a matter can be referred to; `handles` lists what it is for, `capacity` is matters a day, 0 unknown."""

    name: Line
    handles: Annotated[tuple[Line, ...], Field(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=0)] = 0
    since: Day = None
    until: Day = None
    source: Source

    @property
    def called(self) -> str:
        return self.name


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

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.conduct, *self.offices)

    def office(self, slug: str) -> Office | None:
        return next((office for office in self.offices if office.slug == slug), None)

    def rule(self, slug: str) -> Rule | None:
        return next((rule for rule in self.conduct if rule.slug == slug), None)

    def entry(self, slug: str) -> Entry | None:
        return self.rule(slug) or self.office(slug)


def check(content: Rules) -> Iterator[tuple[tuple, str]]:
    """Each entry has an address of its own."""
    for number, office in enumerate(content.offices):
        if content.rule(office.slug):
            yield (
                "offices",
                number,
                "slug",
            ), f"a rule is called {office.slug!r} already: each entry has its own address"
