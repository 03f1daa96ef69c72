"""The shape of questions, in quizzes and in question banks."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from academy.packs.parts import LONGEST_SLUG, Line, Part, Slug, Text, is_unsaid
from academy.triage import TRIAGE

LEVELS = ("knows", "does", "judges")
# one of a competency's three: "referral/knows"
Objective = Annotated[
    str,
    StringConstraints(pattern=rf"^[a-z0-9]+(-[a-z0-9]+)*/({'|'.join(LEVELS)})$", max_length=LONGEST_SLUG + 7),
]
Triage = Literal[tuple(TRIAGE)]


def as_list(value: Any) -> Any:
    """One name may stand where a list of names is asked for."""
    return value if isinstance(value, (list, tuple)) else (value,)


TriageTypes = Annotated[tuple[Triage, ...], BeforeValidator(as_list), Field(exclude_if=is_unsaid)]


class Asked(Part):
    """What all questions have. `objective` is what it examines, `triage` the kinds of post that it is about."""

    slug: Slug
    prompt: Text
    objective: Annotated[Objective | None, Field(exclude_if=is_unsaid)] = None
    triage: TriageTypes = ()


class Option(Part):
    """One answer of a choice question; `feedback` is shown to whoever chose it."""

    text: Text
    right: bool = False
    feedback: Text


class Single(Asked):
    type: Literal["single"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _one_is_right(self):
        if sum(option.right for option in self.options) != 1:
            raise ValueError("exactly one option is right in a single question")
        return self


class Multiple(Asked):
    type: Literal["multiple"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def _some_are_right(self):
        if not 0 < sum(option.right for option in self.options) < len(self.options):
            raise ValueError("a multiple question has at least one right and one wrong option")
        return self


class Ordering(Asked):
    """`steps` stand in the right order; learners see them shuffled."""

    type: Literal["ordering"]
    steps: Annotated[tuple[Line, ...], Field(min_length=3, max_length=8)]
    feedback: Text

    @model_validator(mode="after")
    def _steps_differ(self):
        if len(set(self.steps)) < len(self.steps):
            raise ValueError("the steps of an ordering question all differ")
        return self


class Pair(Part):
    """A post and the triage type that it is; `feedback` is shown when it was matched to another."""

    post: Text
    triage: Triage
    feedback: Text


class Matching(Asked):
    """Match each post to a triage type; `distractors` are further types that are offered."""

    type: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=10)]
    distractors: tuple[Triage, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        offered = {pair.triage for pair in self.pairs} | set(self.distractors)
        return tuple(slug for slug in TRIAGE if slug in offered)


Question = Annotated[Single | Multiple | Ordering | Matching, Field(discriminator="type")]
