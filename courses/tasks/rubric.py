"""The rubric of a task: what a reader looks at, what each level of it looks like, and what the levels come to."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from academy.packs.parts import Line, Part, Slug, Text, repeated

Points = Mapping[str, int]  # by slug of the criterion: its levels all differ in points, so points name a level


class Level(Part):
    """What a text on this level looks like. The best level of a criterion earns all of its weight."""

    points: Annotated[int, Field(ge=0, le=100)]
    label: Line
    description: Text


class Criterion(Part):
    """`weight` says how much it counts beside the others; `levels` stand from the best to the lowest."""

    slug: Slug
    title: Line
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=6)]

    @property
    def most(self) -> int:
        return self.levels[0].points

    def level(self, points: int | None) -> Level | None:
        """The level of so many points."""
        return next((level for level in self.levels if level.points == points), None)


Rubric = tuple[Criterion, ...]


def score(rubric: Rubric, points: Points) -> float:
    """What the levels that a text was given come to, in percent."""
    earned = sum(criterion.weight * points[criterion.slug] / criterion.most for criterion in rubric)
    return round(100 * earned / sum(criterion.weight for criterion in rubric), 2)


def missing(rubric: Rubric, points: Points) -> list[str]:
    """The criteria, by slug, of which no level has been chosen, or one that there is not."""
    return [criterion.slug for criterion in rubric if criterion.level(points.get(criterion.slug)) is None]


def check(rubric: Rubric) -> Iterator[tuple[tuple, str]]:
    """Criteria have slugs of their own; levels go down from the best."""
    yield from repeated(rubric)
    for number, criterion in enumerate(rubric):
        points = [level.points for level in criterion.levels]
        if points != sorted(set(points), reverse=True):
            yield (
                number,
                "levels",
            ), "levels stand from the best to the lowest, each with fewer points than the one before"
