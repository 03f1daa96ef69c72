"""How well learners did by criterion. A feature that grades by criteria tells; the register and the dashboard ask."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa


class Mean(NamedTuple):
    """The mean `level` of a learner's texts in a course on one criterion, where that is judged by levels from `lowest` to
    `highest`, and in how many `posts`."""

    person_id: int
    course: str
    activity: str
    criterion: str
    level: float
    lowest: int
    highest: int
    posts: int


class Strength(NamedTuple):
    """How well the `people` of a service group ("" for those without one) do by a criterion, here with its `name` for
    readers: the mean `level` of their means over their courses, each person counted once."""

    service: str
    criterion: str
    name: Any
    people: int
    level: float
    lowest: int
    highest: int


class Provider(NamedTuple):
    """Both are asked with a select of ids of enrolments. `strengths` is one statement over what is kept: it is asked for
    each page."""

    means: Callable[[sa.Select], Iterable[Mean]]
    strengths: Callable[[sa.Select], Iterable[Strength]]


_providers: list[Provider] = []


def provide_criteria(
    means: Callable[[sa.Select], Iterable[Mean]], strengths: Callable[[sa.Select], Iterable[Strength]]
) -> None:
    """Ask these functions, too."""
    if (provider := Provider(means, strengths)) not in _providers:
        _providers.append(provider)


def of(enrolments: sa.Select) -> Iterable[Mean]:
    """By person, course, activity and criterion, in flat memory."""
    for provider in _providers:
        yield from provider.means(enrolments)


def strengths(enrolments: sa.Select) -> list[Strength]:
    """By criterion, in the order of its rubric, and service group."""
    return [each for provider in _providers for each in provider.strengths(enrolments)]
