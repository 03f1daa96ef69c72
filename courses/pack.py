"""The shape of a course pack: modules of lessons, quizzes, scenarios, dialogues and tasks."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from academy.packs.parts import Line, Markdown, Part, Slug, Text, is_unsaid
from academy.rules.pack import Source
from courses.bank import Bank, titles
from courses.questions import Objective, Question, TriageTypes
from courses.tasks.rubric import Criterion

LONGEST_QUIZ = 40  # questions

Percent = Annotated[int, Field(ge=0, le=100)]
Attempts = Annotated[int, Field(ge=0, le=20)]  # 0: as many as the learner likes
Objectives = Annotated[tuple[Objective, ...], Field(max_length=6, exclude_if=is_unsaid)]
Flag = Annotated[bool, Field(exclude_if=is_unsaid)]


class Reflection(Part):
    """A question that learners answer for themselves; nobody else reads it."""

    slug: Slug
    prompt: Text


class Lesson(Part):
    type: Literal["lesson"]
    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=180)]
    body: Markdown
    sources: tuple[Source, ...] = ()
    objectives: Objectives = ()
    optional: Flag = False
    reflection: Annotated[tuple[Reflection, ...], Field(max_length=4, exclude_if=is_unsaid)] = ()


class Draw(Part):
    """`count` questions of the bank, those of the `objectives` and kinds of post (`triage`) that are named, if any are; an
    attempt draws its own."""

    count: Annotated[int, Field(ge=1, le=LONGEST_QUIZ)]
    objectives: Annotated[tuple[Objective, ...], Field(max_length=20)] = ()
    triage: TriageTypes = ()


class Scored(Part):
    """An activity whose attempts each get a score in percent; the best of them counts, or the last."""

    type: str
    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=180)]
    pass_mark: Percent = 60
    attempts: Attempts = 0
    counts: Literal["best", "last"] = "best"


class Quiz(Scored):
    type: Literal["quiz"]
    attempts: Attempts = 3
    optional: Flag = False
    intro: Text | None = None
    questions: Annotated[tuple[Question, ...], Field(max_length=LONGEST_QUIZ)] = ()
    draws: Annotated[tuple[Draw, ...], Field(max_length=10, exclude_if=is_unsaid)] = ()

    @property
    def length(self) -> int:
        """How many questions an attempt asks."""
        return len(self.questions) + sum(draw.count for draw in self.draws)

    @model_validator(mode="after")
    def _asks_something(self):
        if not self.length:
            raise ValueError("a quiz has questions of its own, or draws them from the bank")
        if self.length > LONGEST_QUIZ:
            raise ValueError(f"a quiz asks {LONGEST_QUIZ} questions at most, its own and those that it draws")
        return self


class Scenario(Scored):
    """An activity that plays the scenario pack of the same slug; where it is `guided`, a coach is at the learner's side to
    begin with."""

    type: Literal["scenario"]
    guided: Flag = False
    optional: Flag = False
    objectives: Objectives = ()


class Dialogue(Scored):
    """An activity for which a class sits down to the dialogue pack of the same slug. Whoever never gets a class cannot do it, so
    it is mostly `optional`."""

    type: Literal["dialogue"]
    optional: Flag = False
    objectives: Objectives = ()


class Extent(Part):
    """How many words a text should have. Both are guidance; only far beyond `most`, at `limit`, nothing can be submitted."""

    least: Annotated[int, Field(ge=1, le=5000)] | None = None
    most: Annotated[int, Field(ge=1, le=5000)] | None = None

    @property
    def limit(self) -> int | None:
        return self.most and self.most + max(20, self.most // 4)

    @model_validator(mode="after")
    def _least_is_not_above_most(self):
        if self.least and self.most and self.least > self.most:
            raise ValueError("least is not more than most")
        return self


class Task(Scored):
    """Written work, marked by an instructor against its `rubric`. `starter` is the text that the learner begins with,
    `checklist` what to look at before it is sent; `example` is shown once no further attempt can copy it."""

    type: Literal["task"]
    minutes: Annotated[int, Field(ge=1, le=600)]
    attempts: Attempts = 2
    optional: Flag = False
    brief: Markdown
    starter: Markdown | None = None
    words: Extent = Extent()
    checklist: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=10)]
    example: Markdown | None = None
    objectives: Objectives = ()


AnyActivity = Lesson | Quiz | Scenario | Dialogue | Task
Activity = Annotated[AnyActivity, Field(discriminator="type")]


class Module(Part):
    """`requires` names modules that are to be finished first. So many of its activities are `enough` to finish it; all of
    them, where it is not said. Those that are `optional` never count. The `handout` is its one page to print."""

    slug: Slug
    title: Line
    summary: Text
    requires: tuple[Slug, ...] = ()
    enough: Annotated[int | None, Field(ge=1, exclude_if=is_unsaid)] = None
    handout: Annotated[Markdown | None, Field(exclude_if=is_unsaid)] = None
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]

    @property
    def needed(self) -> tuple[AnyActivity, ...]:
        """The activities that are not optional."""
        return tuple(activity for activity in self.activities if not activity.optional)


class Term(Part):
    """A word of the glossary."""

    term: Line
    meaning: Text


class Course(Part):
    """`hours` are learning hours as printed on the certificate; `code` is the course's own number. A certificate that
    has to be renewed is valid for `valid_months` after completion. Its quizzes draw from the `bank`; with a bank, the
    `competencies` are slugs of its map, without one they are lines of the course's own."""

    title: Line
    code: Line
    language: Literal["en", "ur", "bn"] = "en"
    summary: Text
    hours: Annotated[float, Field(gt=0, le=400)]
    valid_months: Annotated[int, Field(ge=1, le=240)] | None = None
    competencies: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    rules: Slug
    bank: Annotated[Slug | None, Field(exclude_if=is_unsaid)] = None
    glossary: Annotated[tuple[Term, ...], Field(max_length=200, exclude_if=is_unsaid)] = ()
    modules: Annotated[tuple[Module, ...], Field(min_length=1)]


def name(activity: AnyActivity) -> str:
    """The string that an activity is known by outside courses: `quiz/mandate-check`."""
    return f"{activity.type}/{activity.slug}"


def find(content: Course, named: str) -> AnyActivity | None:
    """The activity of this name."""
    return next((one for module in content.modules for one in module.activities if name(one) == named), None)


def pass_marks(content: Course) -> set[int]:
    """Those of all that is scored and needed."""
    needed = (activity for module in content.modules for activity in module.needed)
    return {activity.pass_mark for activity in needed if hasattr(activity, "pass_mark")}


def competencies(content: Course, bank: Bank | None) -> tuple[str, ...]:
    """What learners can do after the course, in words."""
    known = titles(bank) if bank else {}
    return tuple(known.get(each, each) for each in content.competencies)


def prose(content: Course) -> Iterator[tuple[tuple, str]]:
    """What is written in Markdown, by its path."""
    for number, module in enumerate(content.modules):
        if module.handout:
            yield ("modules", number, "handout"), module.handout
        for place, activity in enumerate(module.activities):
            for part in ("body", "brief", "starter", "example"):
                if text := getattr(activity, part, None):
                    yield ("modules", number, "activities", place, part), text
