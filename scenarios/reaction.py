"""The shape of a reaction: when … then …, as data."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from academy.packs.parts import Line, Part, Slug, Text
from scenarios.vocabulary import Action, Comparison, Criterion, Kind, Language, Minutes, Status, Worth, as_list


class MoveWhen(Part):
    """About the move just made; every key given has to hold, a list means any of them. `was` is the status in which the
    move found its post ("expired" makes it late); `missing` holds when none of its kinds was found in the words."""

    on: Annotated[tuple[Slug, ...], BeforeValidator(as_list)] = ()
    action: Annotated[tuple[Action, ...], BeforeValidator(as_list)] = ()
    worth: Annotated[tuple[Worth, ...], BeforeValidator(as_list)] = ()
    was: Annotated[tuple[Status, ...], BeforeValidator(as_list)] = ()
    target: Annotated[tuple[Slug, ...], BeforeValidator(as_list)] = ()
    levels: dict[Criterion, Comparison] = {}
    overall: Comparison | None = None
    found: Annotated[tuple[Kind, ...], BeforeValidator(as_list)] = ()
    missing: Annotated[tuple[Kind, ...], BeforeValidator(as_list)] = ()
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
    status: dict[Slug, Annotated[tuple[Status, ...], BeforeValidator(as_list)]] = {}
    trust: Comparison | None = None
    heat: Comparison | None = None
    minute: Comparison | None = None
    count: Count | None = None
    after: Annotated[tuple[Slug, ...], BeforeValidator(as_list)] = ()  # these reactions have all happened
    unless: Annotated[tuple[Slug, ...], BeforeValidator(as_list)] = ()  # none of these has been set off


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

    personas: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=30), BeforeValidator(as_list)]
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

    posts: Annotated[tuple[Slug, ...], BeforeValidator(as_list)] = ()
    comments: Annotated[tuple[Comment, ...], Field(max_length=20)] = ()
    swarms: Annotated[tuple[Swarm, ...], Field(max_length=3)] = ()
    crowd: Annotated[tuple[Crowd, ...], Field(max_length=20)] = ()
    trust: Annotated[int, Field(ge=-100, le=100)] = 0
    heat: Annotated[int, Field(ge=-100, le=100)] = 0
    status: dict[Slug, Status] = {}
    end: Line | None = None  # the run ends here, for this reason


class Reaction(Part):
    """When … then …, as data: set off by `when`, or by any of `or_when`. `chance` is drawn from the run's seed; `delay` is
    minutes between the two."""

    slug: Slug
    when: When
    # Left out of what is written where there is none: packs without it keep their digests.
    or_when: Annotated[tuple[When, ...], Field(max_length=6, exclude_if=lambda ways: not ways)] = ()
    then: Then
    chance: Annotated[float, Field(gt=0, le=1)] = 1.0
    times: Annotated[int, Field(ge=1, le=20)] = 1
    delay: Minutes = 0

    @property
    def ways(self) -> tuple[When, ...]:
        """Each of them sets it off by itself."""
        return self.when, *self.or_when
