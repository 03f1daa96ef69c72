"""Answers to a quiz as they travel: read from the fields of a form, and put back into fields to be shown again.

Question n has the field `q<n>`; a pair of it has a field of its own, `q<n>-<index>`, and a step `q<n>-<key>`: the place
of a step as it was authored is the answer.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from courses.marking import Answers
from courses.pack import Quiz
from courses.questions import Matching, Multiple, Ordering, Question, Single

Fields = Mapping[str, list[str]]
Problem = Literal["missing", "unknown", "same_place"]


class Unknown(ValueError):
    """A value that the form never offered."""


class SamePlace(ValueError):
    """Two steps were put in one place."""


@dataclass(frozen=True)
class Given:
    """What was understood of a form, and by the slug of its question what is wrong with the rest."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def unsound(self) -> bool:
        """Whether something is wrong besides answers that are not there yet."""
        return bool(set(self.problems.values()) - {"missing"})


def read(quiz: Quiz, fields: Fields) -> Given:
    given = Given()
    for number, question in enumerate(quiz.questions, 1):
        try:
            answer = _READERS[type(question)](
                question, lambda suffix="", name=f"q{number}": fields.get(name + suffix, [])
            )
        except Unknown:
            given.problems[question.slug] = "unknown"
        except SamePlace:
            given.problems[question.slug] = "same_place"
        else:
            _keep(given, question, answer)
    return given


def step_key(question: str, step: str) -> str:
    """What a step of a question (by its slug) is called in forms: nothing that tells its place."""
    return hashlib.sha256(f"{question}/{step}".encode()).hexdigest()[:8]


def fields_of(quiz: Quiz, answers: Answers) -> dict[str, list[str]]:
    """The fields that `read` would take these answers from."""
    fields = {}
    for number, question in enumerate(quiz.questions, 1):
        answer = answers.get(question.slug)
        if answer is None:
            continue
        if isinstance(question, Ordering):
            keys = [step_key(question.slug, step) for step in question.steps]
            placed = {
                f"q{number}-{keys[step]}": [str(place)] for place, step in enumerate(answer, 1) if step is not None
            }
        elif isinstance(question, Matching):
            placed = {f"q{number}-{index}": [triage] for index, triage in enumerate(answer) if triage is not None}
        else:
            placed = {f"q{number}": [str(index) for index in (answer if isinstance(answer, list) else [answer])]}
        fields |= placed
    return fields


def _keep(given: Given, question: Question, answer: Any) -> None:
    gaps = [answer] if isinstance(question, Single) else answer
    if not gaps or None in gaps:
        given.problems[question.slug] = "missing"
    if any(part is not None for part in gaps):
        given.answers[question.slug] = answer


def _read_single(question: Single, values: Callable) -> int | None:
    chosen = _read_multiple(question, values)
    if len(chosen) > 1:
        raise Unknown
    return chosen[0] if chosen else None


def _read_multiple(question: Single | Multiple, values: Callable) -> list[int]:
    return sorted({_index(value, len(question.options)) for value in values()})


def _read_ordering(question: Ordering, values: Callable) -> list[int | None]:
    order: list[int | None] = [None] * len(question.steps)
    for step, text in enumerate(question.steps):
        if chosen := _one(values(f"-{step_key(question.slug, text)}")):
            place = _index(chosen, len(order) + 1)
            if place == 0:
                raise Unknown
            if order[place - 1] is not None:
                raise SamePlace
            order[place - 1] = step
    return order


def _read_matching(question: Matching, values: Callable) -> list[str | None]:
    given = [_one(values(f"-{index}")) or None for index in range(len(question.pairs))]
    if not set(given) - {None} <= set(question.choices):
        raise Unknown
    return given


_READERS = {Single: _read_single, Multiple: _read_multiple, Ordering: _read_ordering, Matching: _read_matching}


def _one(values: list[str]) -> str:
    if len(values) > 1:
        raise Unknown
    return values[0] if values else ""


def _index(value: str, size: int) -> int:
    """The number that a field sent, one of 0 to size - 1."""
    if not (value.isascii() and value.isdigit() and len(value) < 4 and int(value) < size):
        raise Unknown
    return int(value)
