"""Whether the grader treats a group of replies differently from the rest.

The figure is the difference of standardised means of Williamson, Xi and Breyer (2012), as RSMTool has it: grades and
marks are each put on a scale of mean 0 and spread 1 over all replies, and the group's mean difference is taken. A
grader that is a little generous to everybody is thus biased against nobody.

A group is named when its difference is both beyond LIMIT and certain. Beyond the limit alone is not enough: in a group
of thirty chance does that one time in twenty with careful marks, oftener with rough ones, and an academy has many
groups. Certain alone is not enough either: in a group of ten thousand a few hundredths are certain, and harm nobody.
All groups are looked at together, so each interval is as wide as it takes for all of them to be right at once with
LEVEL (Bonferroni): where nothing is wrong, one page in a hundred names a group.

Where one group is marked down, the mean falls and every other group seems marked up. So the group that stands out most
is named first and leaves the comparison, until no further one stands out: the purification of item bias studies.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from . import intervals
from .intervals import Estimate

LIMIT = 0.10
LEVEL = 0.99
FEWEST = 20  # replies in a group, and beside it, below which nothing is said

Groupings = Mapping[str, np.ndarray]


class Group(NamedTuple):
    """`kind` is what groups them (language, service, cohort). `difference` is above 0 where the grader is the more
    generous to this group, None for a group that is too small."""

    kind: str
    name: str
    n: int
    difference: Estimate | None
    named: bool


def compare_groups(marks: np.ndarray, grades: np.ndarray, groupings: Groupings) -> list[Group]:
    """`marks` are rows of one or two; each grouping has a name for each reply, "" where it has none. The groups
    come in the order of the groupings, and of their names."""
    differences = _standardised(grades.astype(float)) - _standardised(marks.mean(axis=1))
    inside = {(kind, name): names == name for kind, names in groupings.items() for name in np.unique(names) if name}
    level = 1 - (1 - LEVEL) / max(1, sum(members.sum() >= FEWEST for members in inside.values()))
    kept, named = np.ones(len(grades), bool), {}
    while worst := _worst(inside, named, differences, kept, level):
        group, estimate = worst
        named[group] = estimate
        kept &= ~inside[group]
    found = {
        group: named.get(group) or _difference(members, differences, kept, level) for group, members in inside.items()
    }
    return [Group(*group, int(inside[group].sum()), found[group], group in named) for group in inside]


def _worst(inside, named, differences, kept, level):
    """The group that stands out most beyond limit and chance, with its difference."""
    found = ((group, _difference(inside[group], differences, kept, level)) for group in inside if group not in named)
    out = [(group, each) for group, each in found if each and abs(each.value) > LIMIT and each.excludes(0)]
    return max(out, key=lambda one: (abs(one[1].value), one[0]), default=None)


def _difference(members, differences, kept, level) -> Estimate | None:
    """The group's mean less that of all, itself included. Both hold the group's replies; its distance to the others
    does not, so the interval is that of the distance, brought to scale."""
    ours, others = differences[kept & members], differences[kept & ~members]
    if min(len(ours), len(others)) < FEWEST:
        return None
    apart = intervals.difference(ours, others, level)
    scale = len(others) / (len(ours) + len(others))
    return Estimate(*(scale * each for each in apart))


def _standardised(values: np.ndarray) -> np.ndarray:
    spread = values.std() if len(values) else 0
    return (values - values.mean()) / spread if spread else np.zeros(len(values))
