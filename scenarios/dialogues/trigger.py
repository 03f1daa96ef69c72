"""The shape of a trigger: when … then comments, as data. It borrows what it can from the reactions of scenarios."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from academy.packs.parts import Part, Slug
from scenarios.reaction import Comment as Remark
from scenarios.reaction import Swarm
from scenarios.vocabulary import Comparison, Criterion, Kind, as_list

# What a team can do about a comment. `correct` takes back what the office said or showed, on the record.
ACTIONS = ("reply", "correct", "refer", "escalate", "hide", "merge")
TEXT_ACTIONS = ("reply", "correct")
MOST_MINUTES = 240

Slugs = Annotated[tuple[Slug, ...], BeforeValidator(as_list)]
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]


class MoveWhen(Part):
    """About what a team just did; every key given has to hold, a list means any of them. `on` names comments and floods,
    `target` departments and offices; `wrong` holds for a referral to somebody whose matter it is not."""

    on: Slugs = ()
    department: Slugs = ()
    action: Annotated[tuple[Literal[ACTIONS], ...], BeforeValidator(as_list)] = ()
    target: Slugs = ()
    wrong: bool = False
    levels: dict[Criterion, Comparison] = {}
    overall: Comparison | None = None
    found: Annotated[tuple[Kind, ...], BeforeValidator(as_list)] = ()
    missing: Annotated[tuple[Kind, ...], BeforeValidator(as_list)] = ()


class Unanswered(Part):
    """Nobody has done anything about a comment, so many minutes after it came."""

    on: Slug
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]


class Uncorrected(Part):
    """A line of a status sheet was contradicted in the thread so many minutes ago, and nobody has taken it back."""

    line: Slug
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]


class Begun(Part):
    """A segment began so many minutes ago."""

    segment: Slug
    minutes: Minutes = 0


class When(Part):
    """Every key given has to hold. With `move` it is asked once of each move; without, it is met when it becomes true."""

    move: MoveWhen | None = None
    unanswered: Unanswered | None = None
    uncorrected: Uncorrected | None = None
    begun: Begun | None = None
    corrected: Slugs = ()  # each of these lines has been taken back
    after: Slugs = ()  # these triggers have all happened
    unless: Slugs = ()  # none of these has been set off


class Then(Part):
    """What comes, all of it, in this order: comments and floods that were waiting, remarks that ask for no answer, swarms."""

    comments: Slugs = ()
    floods: Slugs = ()
    remarks: Annotated[tuple[Remark, ...], Field(max_length=20)] = ()
    swarms: Annotated[tuple[Swarm, ...], Field(max_length=3)] = ()


class Trigger(Part):
    """When … then …: set off by `when`, or by any of `or_when`; `delay` is minutes between the two, `chance` is drawn."""

    slug: Slug
    when: When
    or_when: Annotated[tuple[When, ...], Field(max_length=6)] = ()
    then: Then
    chance: Annotated[float, Field(gt=0, le=1)] = 1.0
    times: Annotated[int, Field(ge=1, le=20)] = 1
    delay: Minutes = 0

    @property
    def ways(self) -> tuple[When, ...]:
        """Each of them sets it off by itself."""
        return self.when, *self.or_when
