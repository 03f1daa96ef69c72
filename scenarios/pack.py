"""The shape of a scenario pack: an office's page, the posts it receives, and how its public reacts."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from academy.packs.parts import Line, Markdown, Part, Slug, Text
from academy.triage import TRIAGE

TEXT_ACTIONS = ("reply", "message", "statement", "correct")  # carry words and are graded
TARGET_ACTIONS = ("refer", "escalate", "hide", "report")  # carry a target, words if the learner likes
SILENT_ACTIONS = ("ignore", "wait")  # carry neither
ACTIONS = TEXT_ACTIONS + TARGET_ACTIONS + SILENT_ACTIONS
FREE_ACTIONS = ("statement", "wait")  # are about no post

WORTHS = {"best": 1.0, "acceptable": 0.7, "poor": 0.3, "harmful": 0.0}
COSTS = {"reply": 5, "message": 5, "statement": 10, "correct": 5, "refer": 3, "escalate": 3, "hide": 2, "report": 3}
COSTS |= {"ignore": 1, "wait": 15}

CRITERIA = ("acknowledgement", "mandate", "next_step", "clarity", "neutrality", "office_not_person", "privacy", "composure")
FOUND = ("promise", "office", "channel", "time", "reference", "personal_data", "apology", "thanks", "question", "insult")
FOUND += ("threat", "party", "endorsement")
# Minutes to a first response by triage, as offices publish them for posted hours; where none is owed, as long as a run may last.
FIRST_RESPONSE = {
    "emergency": 5, "threat": 15, "rumour": 60, "media_query": 60, "coordinated": 120, "service_complaint": 240,
    "angry_legitimate": 240, "political_bait": 240, "corruption": 240, "abuse": 480, "outside_mandate": 1440,
    "information_request": 1440, "favour": 1440, "sub_judice": 1440, "praise": 2880, "suggestion": 2880, "troll": 2880,
}
# Who plays in a rehearsal with words of its own; the others take theirs from these or say nothing.
ARCHETYPES = ("exemplary", "warm_but_wrong", "cold", "defensive")
STATUSES = ("open", "answered", "moved", "referred", "escalated", "hidden", "expired")

Triage = Literal[tuple(TRIAGE)]
Action = Literal[ACTIONS]
PostAction = Literal[tuple(action for action in ACTIONS if action not in FREE_ACTIONS)]
Criterion = Literal[CRITERIA]
Kind = Literal[FOUND]
Status = Literal[STATUSES]
Archetype = Literal[ARCHETYPES]
Worth = Literal[tuple(WORTHS)]
Level = Annotated[int, Field(ge=0, le=2)]
Minutes = Annotated[int, Field(ge=0, le=2880)]
Gauge = Annotated[int, Field(ge=0, le=100)]
Language = Literal["en", "ur", "bn", "roman_ur"]

# "<2", ">=60" or a plain number that has to be met exactly
Comparison = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int) and not isinstance(value, bool) else value),
    StringConstraints(pattern=r"^(<|<=|>|>=|=)?\d{1,4}$"),
]


def _as_list(value: Any) -> Any:
    """One name may stand where a list of names is asked for."""
    return value if isinstance(value, (list, tuple)) else (value,)


class Clause(Part):
    """A moderation rule of the page itself, published to its visitors; the target of `hide`."""

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


class MoveWhen(Part):
    """About the move just made; every key given has to hold, a list means any of them. `was` is the status in which the
    move found its post ("expired" makes it late); `missing` holds when none of its kinds was found in the words."""

    on: Annotated[tuple[Slug, ...], BeforeValidator(_as_list)] = ()
    action: Annotated[tuple[Action, ...], BeforeValidator(_as_list)] = ()
    worth: Annotated[tuple[Worth, ...], BeforeValidator(_as_list)] = ()
    was: Annotated[tuple[Status, ...], BeforeValidator(_as_list)] = ()
    target: Annotated[tuple[Slug, ...], BeforeValidator(_as_list)] = ()
    levels: dict[Criterion, Comparison] = {}
    overall: Comparison | None = None
    found: Annotated[tuple[Kind, ...], BeforeValidator(_as_list)] = ()
    missing: Annotated[tuple[Kind, ...], BeforeValidator(_as_list)] = ()
    busy: bool = False  # its target had no place left


class Quiet(Part):
    """A post stands unanswered (open or expired) this many minutes after it arrived or was last reopened."""

    on: Slug
    minutes: Annotated[int, Field(ge=1, le=2880)]


class Count(Part):
    """How many moves of this action, on any post, were made so far."""

    action: Action
    times: Comparison


class When(Part):
    """Every key given has to hold. With `move`, it is asked once of each move, about the page as the move left it;
    without, it is asked at every minute and answered when it becomes true."""

    move: MoveWhen | None = None
    quiet: Quiet | None = None
    status: dict[Slug, Annotated[tuple[Status, ...], BeforeValidator(_as_list)]] = {}
    trust: Comparison | None = None
    heat: Comparison | None = None
    minute: Comparison | None = None
    count: Count | None = None
    after: Annotated[tuple[Slug, ...], BeforeValidator(_as_list)] = ()  # these reactions have all happened
    unless: Annotated[tuple[Slug, ...], BeforeValidator(_as_list)] = ()  # none of these has been set off


class Comment(Part):
    """The public speaks without asking for an answer. `{promise}`, `{time}` … quote what was found in the move's words.
    Without `under` it stands on the page itself; without `language` it is in the scenario's."""

    persona: Slug
    under: Slug | None = None
    text: Text
    language: Language | None = None


class Swarm(Part):
    """Many that say nearly the same: `times` comments within `over` minutes, each by one of the personas, in one of the texts.
    `[this|that]` in a text is either, drawn anew each time."""

    personas: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=30), BeforeValidator(_as_list)]
    texts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=12)]
    times: Annotated[int, Field(ge=2, le=60)]
    over: Annotated[int, Field(ge=1, le=240)]
    under: Slug | None = None
    language: Language | None = None


class Crowd(Part):
    """What the crowd does to a post."""

    on: Slug
    likes: Annotated[int, Field(ge=-10_000, le=100_000)] = 0
    shares: Annotated[int, Field(ge=0, le=100_000)] = 0


class Then(Part):
    """What happens, all of it, in this order: posts that were waiting arrive, comments are written, gauges move."""

    posts: Annotated[tuple[Slug, ...], BeforeValidator(_as_list)] = ()
    comments: Annotated[tuple[Comment, ...], Field(max_length=20)] = ()
    swarms: Annotated[tuple[Swarm, ...], Field(max_length=3)] = ()
    crowd: Annotated[tuple[Crowd, ...], Field(max_length=20)] = ()
    trust: Annotated[int, Field(ge=-100, le=100)] = 0
    heat: Annotated[int, Field(ge=-100, le=100)] = 0
    status: dict[Slug, Status] = {}
    end: Line | None = None  # the run ends here, for this reason


class Reaction(Part):
    """When … then …, as data. `chance` is drawn from the run's seed; `delay` is minutes between the two."""

    slug: Slug
    when: When
    then: Then
    chance: Annotated[float, Field(gt=0, le=1)] = 1.0
    times: Annotated[int, Field(ge=1, le=20)] = 1
    delay: Minutes = 0


class Scenario(Part):
    """`opens` is the time of day at minute 0, `minutes` the simulated length; `pace` simulated minutes pass in one real minute on an open page.
    `cites` names the conduct rule (slug in the rules pack) that a criterion rests on; `directory` the offices offered to
    the learner. `statement` is what a statement of the office's own is graded against."""

    title: Line
    language: Language = "en"
    summary: Text
    brief: Markdown
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
