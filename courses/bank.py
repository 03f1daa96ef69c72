"""The shape of a question bank: the competencies that courses develop, and questions that quizzes draw from."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from academy.criteria import CRITERIA
from academy.packs.parts import Line, Part, Slug, Text, repeated
from courses.questions import LEVELS, Question


class Competency(Part):
    """What somebody knows, does and judges who has it: three objectives, called `<slug>/knows` and so on. `criteria` are
    those of the rubric of replies which show it in practice. `title` is printed on certificates."""

    slug: Slug
    title: Line
    knows: Text
    does: Text
    judges: Text
    criteria: tuple[Literal[CRITERIA], ...] = ()


class Bank(Part):
    title: Line
    language: Literal["en", "ur", "bn"] = "en"
    summary: Text
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1, max_length=20)]
    questions: Annotated[tuple[Question, ...], Field(max_length=1000)] = ()


def objectives(content: Bank) -> set[str]:
    """All that its questions, and what cites it, may refer to."""
    return {f"{competency.slug}/{level}" for competency in content.competencies for level in LEVELS}


def titles(content: Bank) -> dict[str, str]:
    """How its competencies are called, by slug."""
    return {competency.slug: competency.title for competency in content.competencies}


def check(content: Bank) -> Iterator[tuple[tuple, str]]:
    """Slugs are unique, and every question has an objective that there is."""
    for part in ("competencies", "questions"):
        for path, message in repeated(getattr(content, part)):
            yield (part, *path), message
    there = objectives(content)
    for number, question in enumerate(content.questions):
        if question.objective is None:
            yield ("questions", number), "a question of a bank has an objective"
        elif question.objective not in there:
            yield ("questions", number, "objective"), f"there is no objective {question.objective!r} in this bank"
