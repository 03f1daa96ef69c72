"""The shape of a scenario pack: an office's page, the people who write there and what they post."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from academy.packs.parts import Line, Markdown, Part, Slug, Text
from scenarios.reaction import Reaction
from scenarios.vocabulary import (
    COSTS,
    FIRST_RESPONSE,
    Action,
    Archetype,
    Criterion,
    Difficulty,
    Gauge,
    Language,
    Minutes,
    PostAction,
    Triage,
    Worth,
)


Word = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\S{2,40}$")]


class Clause(Part):
    """A clause of the page's own charter, published to its visitors; the target of `hide`."""

    slug: Slug
    text: Line


class Desk(Part):
    """Somebody inside or outside that a post can be escalated or reported to."""

    slug: Slug
    name: Line


class Page(Part):
    """The official page. `name` is the office, never a person."""

    name: Line
    handle: Slug
    about: Text
    charter: Annotated[tuple[Clause, ...], Field(min_length=1)]


class Habit(Part):
    """What somebody writes under their own post some `minutes` after it was left alone (`silence`), or after the office's
    words there were `good` (overall 3 or 4) or `bad` (0 or 1): one of the texts, once a post."""

    on: Literal["silence", "good", "bad"]
    minutes: Annotated[int, Field(ge=1, le=240)] = 10
    chance: Annotated[float, Field(gt=0, le=1)] = 1.0
    texts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=8)]


class Persona(Part):
    """A member of the public: `disposition` -2 hostile … 2 friendly, `influence` 0 … 3 (how far a post of theirs travels),
    `language` of what they write where nothing else is said."""

    name: Line
    about: Line
    disposition: Annotated[int, Field(ge=-2, le=2)] = 0
    influence: Annotated[int, Field(ge=0, le=3)] = 1
    language: Language | None = None
    habits: Annotated[tuple[Habit, ...], Field(max_length=6)] = ()


class Capacity(Part):
    """How many matters an office or desk takes at once, and for how many minutes each keeps it busy (None: till the end)."""

    places: Annotated[int, Field(ge=1, le=20)]
    busy: Annotated[int, Field(ge=1, le=2880)] | None = None


class Fact(Part):
    """What the office knows at this moment; contradicting a `policy` fact is `mandate` 0."""

    text: Text
    policy: bool = False


Facts = tuple[Annotated[Fact, BeforeValidator(lambda value: {"text": value} if isinstance(value, str) else value)], ...]


class Referral(Part):
    """The office, by its slug in the rules pack, that a matter belongs to, and the way to reach it that the reply should name."""

    office: Slug
    channel: Line


class Mandate(Part):
    can: tuple[Line, ...] = ()
    cannot: tuple[Line, ...] = ()
    refer: tuple[Referral, ...] = ()


class Exemplars(Part):
    """One to three sentences that meet a criterion here, and one to three that miss it."""

    meets: Annotated[tuple[Text, ...], Field(min_length=1, max_length=8)]
    misses: Annotated[tuple[Text, ...], Field(min_length=1, max_length=8)]


class Example(Part):
    """What an archetype of the rehearsal does about an occasion, and its words."""

    action: Action = "reply"
    target: Slug | None = None
    reply: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""


class Occasion(Part):
    """What a text is graded against besides the scenario's own facts and mandate, which every occasion shares."""

    facts: Facts = ()
    mandate: Mandate = Mandate()
    not_applicable: tuple[Criterion, ...] = ()
    weights: dict[Criterion, Annotated[float, Field(ge=0, le=5)]] = {}
    exemplars: dict[Criterion, Exemplars] = {}
    example: Text | None = None  # an exemplary text, shown in the debrief
    coach: Text | None = None  # what a coach says beside it in a guided run
    hints: Annotated[tuple[Text, ...], Field(max_length=3)] = ()  # from a nudge to nearly everything
    examples: dict[Archetype, Example] = {}


class Statement(Occasion):
    """What a statement of the office's own is graded against. With a `weight` one is expected and counts like a post;
    `prompt` says who asks for it and why, `within` how many minutes it may take before it is late."""

    prompt: Text | None = None
    within: Minutes | None = None
    weight: Annotated[int, Field(ge=0, le=5)] = 0


class Targets(Part):
    """The right targets of an action on a post; with another target the action is worth "poor"."""

    refer: tuple[Slug, ...] = ()
    escalate: tuple[Slug, ...] = ()
    hide: tuple[Slug, ...] = ()
    report: tuple[Slug, ...] = ()


class Post(Occasion):
    """What the public writes. Without `at` it arrives only when a reaction brings it. `within` is how many minutes the
    office has before the post expires, by its triage if nothing is said; `weight` 0 keeps it out of the score. An action
    that is not named is "poor"."""

    slug: Slug
    persona: Slug
    text: Text
    language: Language = "en"
    channel: Literal["comment", "message", "press"] = "comment"
    under: Slug | None = None
    at: Minutes | None = None
    triage: Triage
    within: Annotated[int, Field(ge=1, le=2880)] | None = None
    weight: Annotated[int, Field(ge=0, le=5)] = 1
    likes: Annotated[int, Field(ge=0, le=100_000)] = 0
    actions: dict[PostAction, Worth]
    targets: Targets = Targets()
    why: Text  # what a good officer sees here, shown in the debrief

    @property
    def limit(self) -> int:
        """Minutes until it expires."""
        return self.within or FIRST_RESPONSE[self.triage]


class Scenario(Part):
    """`opens` is the time of day at minute 0, `minutes` the simulated length; `pace` simulated minutes pass in one real minute on an open page.
    `cites` names the conduct rule (slug in the rules pack) that a criterion rests on; `directory` the offices offered to
    the learner. `statement` is what a statement of the office's own is graded against."""

    title: Line
    language: Language = "en"
    difficulty: Difficulty = "middle"
    summary: Text
    brief: Markdown
    warning: Text | None = None  # what may hurt, said before anybody begins
    rules: Slug
    page: Page
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    minutes: Annotated[int, Field(ge=10, le=2880)]
    pace: Annotated[int, Field(ge=0, le=60)] = 4
    trust: Gauge = 50
    heat: Gauge = 20
    costs: dict[Action, Annotated[int, Field(ge=0, le=240)]] = {}
    cites: dict[Criterion, Slug] = {}
    directory: Annotated[tuple[Slug, ...], Field(min_length=2)]
    escalate_to: Annotated[tuple[Desk, ...], Field(min_length=1)]
    report_to: Annotated[tuple[Desk, ...], Field(min_length=1)]
    facts: Facts
    mandate: Mandate
    parties: Annotated[tuple[Word, ...], Field(max_length=40)] = ()  # what stands for a party in this story
    statement: Statement = Statement()
    personas: dict[Slug, Persona]
    posts: Annotated[tuple[Post, ...], Field(min_length=1, max_length=200)]
    reactions: Annotated[tuple[Reaction, ...], Field(max_length=200)] = ()
    capacity: dict[Slug, Capacity] = {}
    guided: bool = False  # starts with the coach at the learner's side
    reflection: Annotated[tuple[Text, ...], Field(max_length=4)] = ()  # questions after the run

    def post(self, slug: str) -> Post | None:
        return next((post for post in self.posts if post.slug == slug), None)

    def cost(self, action: str) -> int:
        return self.costs.get(action, COSTS[action])

    def targets(self, action: str) -> tuple[str, ...]:
        """The slugs that the learner may choose from for this action."""
        return {
            "refer": self.directory,
            "escalate": tuple(desk.slug for desk in self.escalate_to),
            "hide": tuple(clause.slug for clause in self.page.charter),
            "report": tuple(desk.slug for desk in self.report_to),
        }.get(action, ())
