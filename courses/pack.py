"""The shape of a course pack: modules of lessons, quizzes, scenario activities and tasks."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from academy.packs.parts import Line, Markdown, Part, Slug, Text
from academy.rules.pack import Source
from academy.triage import TRIAGE
from courses.tasks import rubric, words
from courses.tasks.rubric import Criterion

Percent = Annotated[int, Field(ge=0, le=100)]
Attempts = Annotated[int, Field(ge=0, le=20)]  # 0: as many as the learner likes
Triage = Literal[tuple(TRIAGE)]


class Option(Part):
    """One answer of a choice question; `feedback` is shown to whoever chose it."""

    text: Text
    right: bool = False
    feedback: Text


class Single(Part):
    type: Literal["single"]
    slug: Slug
    prompt: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _one_is_right(self):
        if sum(option.right for option in self.options) != 1:
            raise ValueError("exactly one option is right in a single question")
        return self


class Multiple(Part):
    type: Literal["multiple"]
    slug: Slug
    prompt: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def _some_are_right(self):
        if not 0 < sum(option.right for option in self.options) < len(self.options):
            raise ValueError("a multiple question has at least one right and one wrong option")
        return self


class Ordering(Part):
    """`steps` stand in the right order; learners see them shuffled."""

    type: Literal["ordering"]
    slug: Slug
    prompt: Text
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


class Matching(Part):
    """Match each post to a triage type; `distractors` are further types that are offered."""

    type: Literal["matching"]
    slug: Slug
    prompt: Text
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=10)]
    distractors: tuple[Triage, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        offered = {pair.triage for pair in self.pairs} | set(self.distractors)
        return tuple(slug for slug in TRIAGE if slug in offered)


Question = Annotated[Single | Multiple | Ordering | Matching, Field(discriminator="type")]


class Lesson(Part):
    type: Literal["lesson"]
    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=180)]
    body: Markdown
    sources: tuple[Source, ...] = ()


class Quiz(Part):
    type: Literal["quiz"]
    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=180)]
    pass_mark: Percent = 60
    attempts: Attempts = 3
    counts: Literal["best", "last"] = "best"
    intro: Text | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=40)]


class Scenario(Part):
    """An activity that plays the scenario pack of the same slug."""

    type: Literal["scenario"]
    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=180)]
    pass_mark: Percent = 60
    attempts: Attempts = 0
    counts: Literal["best", "last"] = "best"


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


class Task(Part):
    """Written work, marked by an instructor against its `rubric`. `starter` is the text that the learner begins with,
    `checklist` what to look at before it is sent; `example` is shown once no further attempt can copy it."""

    type: Literal["task"]
    slug: Slug
    title: Line
    minutes: Annotated[int, Field(ge=1, le=600)]
    pass_mark: Percent = 60
    attempts: Attempts = 2
    counts: Literal["best", "last"] = "best"
    brief: Markdown
    starter: Markdown | None = None
    words: Extent = Extent()
    checklist: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=10)]
    example: Markdown | None = None


AnyActivity = Lesson | Quiz | Scenario | Task
Activity = Annotated[AnyActivity, Field(discriminator="type")]


class Module(Part):
    """`requires` names modules that are to be finished first."""

    slug: Slug
    title: Line
    summary: Text
    requires: tuple[Slug, ...] = ()
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]


class Course(Part):
    """`hours` are learning hours as printed on the certificate; `code` is the course's own number. A certificate that
    has to be renewed is valid for `valid_months` after completion."""

    title: Line
    code: Line
    language: Literal["en", "ur", "bn"] = "en"
    summary: Text
    hours: Annotated[float, Field(gt=0, le=400)]
    valid_months: Annotated[int, Field(ge=1, le=240)] | None = None
    competencies: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    rules: Slug
    modules: Annotated[tuple[Module, ...], Field(min_length=1)]


def name(activity: AnyActivity) -> str:
    """The string that an activity is known by outside courses: `quiz/mandate-check`."""
    return f"{activity.type}/{activity.slug}"


def find(content: Course, named: str) -> AnyActivity | None:
    """The activity of this name."""
    return next((one for module in content.modules for one in module.activities if name(one) == named), None)


def check(content: Course, rules: Any) -> Iterator[tuple[tuple, str]]:
    """Slugs are unique, prerequisites name earlier modules, questions of a quiz differ, rubrics are sound."""
    modules, activities = set(), set()
    for number, module in enumerate(content.modules):
        at = ("modules", number)
        for slug in set(module.requires) - modules:
            yield (*at, "requires"), f"requires {slug!r}, which is no module before this one"
        if module.slug in modules:
            yield (*at, "slug"), f"the module slug {module.slug!r} is used twice"
        modules.add(module.slug)
        for place, activity in enumerate(module.activities):
            if name(activity) in activities:
                yield (*at, "activities", place, "slug"), f"{name(activity)} is used twice in this course"
            activities.add(name(activity))
            yield from _repeated_questions(activity, (*at, "activities", place))
            yield from _unsound_tasks(activity, (*at, "activities", place))


def prose(content: Course) -> Iterator[tuple[tuple, str]]:
    """What is written in Markdown, by its path."""
    for number, module in enumerate(content.modules):
        for place, activity in enumerate(module.activities):
            for part in ("body", "brief", "starter", "example"):
                if text := getattr(activity, part, None):
                    yield ("modules", number, "activities", place, part), text


def _repeated_questions(activity, at):
    slugs = [question.slug for question in getattr(activity, "questions", ())]
    for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        yield (*at, "questions"), f"the question slug {slug!r} is used twice"


def _unsound_tasks(activity, at):
    if activity.type != "task":
        return
    for path, message in rubric.check(activity.rubric):
        yield (*at, "rubric", *path), message
    limit = activity.words.limit
    for part in ("starter", "example"):
        if limit and words.count(getattr(activity, part) or "") > limit:
            yield (*at, part), f"the {part} has more words than a learner may send"
