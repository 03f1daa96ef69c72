"""The shape of a dialogue pack: an office that hosts, departments that report, citizens who flood the thread."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from academy.packs.parts import Line, Markdown, Part, Slug, Text
from scenarios import pack as scenario
from scenarios.dialogues.trigger import MOST_MINUTES, Slugs, Trigger
from scenarios.vocabulary import Criterion, Difficulty, Language, Triage, as_list

HOST = "host"
# Of a commitment: what a register says of it.
STATES = ("open", "kept", "late", "changed", "dropped")
MOST_COMMENTS = 10_000  # of all floods together, at the usual pressure


class Fact(scenario.Fact):
    """`contradicts` names the line of a status sheet, of any department, that is not so or no longer."""

    contradicts: Slug | None = None


Facts = tuple[Annotated[Fact, BeforeValidator(lambda value: {"text": value} if isinstance(value, str) else value)], ...]


class StatusLine(Part):
    """A line of a status sheet as the department brought it, true or not: a figure or a state, and the day it is of."""

    slug: Slug
    what: Line
    state: Line
    as_of: date

    @property
    def text(self) -> str:
        return f"{self.what}: {self.state}, as of {self.as_of.day} {self.as_of:%B}."


class Department(Part):
    """`channel` is the way by which citizens reach it; `called` says its name and `channel_in` the way in other languages."""

    name: Line
    channel: Line
    called: dict[Language, Line] = {}
    channel_in: dict[Language, Line] = {}
    mandate: scenario.Mandate
    facts: Facts = ()
    sheet: Annotated[tuple[StatusLine, ...], Field(min_length=1, max_length=30)]


class Guest(Part):
    """Somebody at the table who answers for no department; `name` is a function, never a person."""

    name: Line
    about: Line


class Report(Part):
    """What a department is to say of itself in a segment, and which lines of its sheet it is asked for."""

    department: Slug
    lines: Slugs = ()
    ask: Text


class Segment(Part):
    """A piece of the run of show: `lead` is a department, a guest or the host, `says` what is said at its opening."""

    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    lead: Slug = HOST
    says: Text
    reports: Annotated[tuple[Report, ...], Field(max_length=12)] = ()


class Persona(scenario.Persona):
    """Somebody of the public, or with `names` a kind of people, each time another. A journalist is paid by no office."""

    journalist: bool = False
    names: Annotated[tuple[Line, ...], Field(max_length=60)] = ()


class Tip(Part):
    """What somebody reports: `claim` as a clause without "that", how it is checked, in how many minutes, and what the check
    shows. Until then the claim may be neither confirmed nor denied."""

    claim: Line
    holds: bool
    check: Text
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] = 5
    shows: Text


class Matter(scenario.Occasion):
    """What somebody wants of a department: what each text about it is graded against. `refer` names departments and offices
    where a referral is right too, `wrong_referrals` those that tempt, with what the citizen says when sent there."""

    department: Slug | None = None
    triage: Triage | None = None
    weight: Annotated[int, Field(ge=0, le=5)] = 1
    why: Text | None = None
    refer: Slugs = ()
    wrong_referrals: dict[Slug, Text] = {}
    same_as: Slug | None = None
    contradicts: Slug | None = None
    tip: Tip | None = None
    commitment: Slug | None = None

    @model_validator(mode="after")
    def _says_what_it_is(self):
        missing = [name for name in ("department", "triage", "why") if getattr(self, name) is None]
        if self.same_as is None and missing:
            raise ValueError(f"say its {' and '.join(missing)}, or of which comment it is a duplicate (same_as)")
        return self


class Comment(Matter):
    """What somebody writes, in a minute of a segment; without one it waits for a trigger or for the facilitator."""

    slug: Slug
    persona: Slug
    text: Text
    language: Language | None = None
    segment: Slug | None = None
    minute: Annotated[int, Field(ge=0, le=MOST_MINUTES)] = 0
    likes: Annotated[int, Field(ge=0, le=100_000)] = 0


class Flood(Matter):
    """Many that write nearly the same: `times` at the usual pressure, over so many minutes from `minute` of the segment on,
    each by one of the personas in one of the texts. `[this|that]` is either, `{slot}` one of the values of the slot."""

    slug: Slug
    personas: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=30), BeforeValidator(as_list)]
    texts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]
    slots: dict[
        Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")],
        Annotated[tuple[Line, ...], Field(min_length=1, max_length=40)],
    ] = {}
    language: Language | None = None
    segment: Slug | None = None
    minute: Annotated[int, Field(ge=0, le=MOST_MINUTES)] = 0
    times: Annotated[int, Field(ge=2, le=2000)]
    over: Annotated[int, Field(ge=1, le=MOST_MINUTES)]


class Commitment(Part):
    """Something that a good dialogue promises: one verb, a function that answers for it, and the day, `days` later."""

    slug: Slug
    what: Line
    department: Slug
    who: Line
    by: Line
    days: Annotated[int, Field(ge=0, le=365)]


class Former(Part):
    """A commitment of the dialogue before, and how it truly stands; this one opens with them."""

    slug: Slug
    what: Line
    department: Slug
    who: Line
    by: Line
    state: Literal[STATES]
    note: Text


class Dialogue(Part):
    """`day` and `opens` say when it is held, in its own world; all its minutes are counted from there."""

    title: Line
    language: Language = "en"
    difficulty: Difficulty = "middle"
    summary: Text
    brief: Markdown
    warning: Text | None = None  # what may hurt, said before anybody begins
    theme: Line
    rules: Slug
    page: scenario.Page
    day: date
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "10:00"
    minutes: Annotated[int, Field(ge=5, le=MOST_MINUTES)]
    cites: dict[Criterion, Slug] = {}
    directory: tuple[Slug, ...] = ()
    facts: Facts = ()
    parties: Annotated[tuple[scenario.Word, ...], Field(max_length=40)] = ()  # what stands for a party in this story
    departments: Annotated[dict[Slug, Department], Field(min_length=2, max_length=12)]
    guests: dict[Slug, Guest] = {}
    segments: Annotated[tuple[Segment, ...], Field(min_length=1, max_length=20)]
    personas: dict[Slug, Persona]
    comments: Annotated[tuple[Comment, ...], Field(min_length=1, max_length=200)]
    floods: Annotated[tuple[Flood, ...], Field(max_length=60)] = ()
    triggers: Annotated[tuple[Trigger, ...], Field(max_length=100)] = ()
    commitments: Annotated[tuple[Commitment, ...], Field(max_length=40)] = ()
    last_time: Annotated[tuple[Former, ...], Field(max_length=40)] = ()

    @cached_property
    def matters(self) -> dict[str, Comment | Flood]:
        """Comments and floods by slug."""
        return {each.slug: each for each in (*self.floods, *self.comments)}

    @cached_property
    def lines(self) -> dict[str, tuple[str, StatusLine]]:
        """(department, line) of each line of the status sheets."""
        return {line.slug: (slug, line) for slug, each in self.departments.items() for line in each.sheet}

    @cached_property
    def truths(self) -> dict[str, tuple[Fact, ...]]:
        """The facts that contradict a line, by its slug."""
        known = [fact for each in self.departments.values() for fact in each.facts]
        slugs = dict.fromkeys(fact.contradicts for fact in (*self.facts, *known) if fact.contradicts)
        return {slug: tuple(fact for fact in (*self.facts, *known) if fact.contradicts == slug) for slug in slugs}

    def matter(self, slug: str) -> Comment | Flood:
        """What a comment or a flood is about: of a duplicate, what it is a duplicate of. Raises KeyError."""
        own = self.matters[slug]
        return self.matters[own.same_as] if own.same_as in self.matters else own

    def is_right(self, slug: str, target: str) -> bool:
        """Whether a department or an office is somebody to refer this comment to."""
        matter = self.matter(slug)
        return target == matter.department or target in matter.refer
