"""Whether the grader and the markers drift apart over time.

The alarm is a CUSUM test (Page 1954; the retrospective form of Brown, Durbin and Evans 1975). Differences, grade minus
marks, are summed in the order of marking, less their mean. Without drift that sum is a random walk that is tied to 0 at
both ends, and how far it strays has Kolmogorov's distribution, whatever the distribution of the differences. One test
looks at all weeks at once, so it has one false-alarm rate, FALSE_ALARMS, which a limit for each week would exceed many
times over. It finds steps and slopes alike, and where a step is.

As with groups, certain is not enough: the step has to be LIMIT of the marks' spread, the bar for SMD.
"""

from collections.abc import Sequence
from math import exp, sqrt
from typing import NamedTuple

import numpy as np

from . import intervals
from .intervals import Estimate

FALSE_ALARMS = 0.01
LIMIT = 0.15


class Drift(NamedTuple):
    """`chance` is how often so much would come of nothing; from reply `start` on the differences are another."""

    chance: float
    start: int
    before: Estimate | None
    after: Estimate | None
    alarm: bool

    @property
    def step(self) -> float:
        return self.after.value - self.before.value if self.before and self.after else 0.0


class Period(NamedTuple):
    """The replies marked in a week or month; above 0 the grader is the more generous."""

    name: str
    n: int
    difference: Estimate | None
    mean: float


def drift(differences: np.ndarray, spread: float) -> Drift:
    """`differences` in the order of time; `spread` is that of the marks. The step is the largest that can be found,
    so it is a little flattered; `chance` allows for that."""
    n = len(differences)
    sums = np.cumsum(differences - differences.mean())[:-1] if n > 1 else np.zeros(0)
    noise = differences.std(ddof=1) if n > 1 else 0
    if not len(sums) or not noise:
        return Drift(1.0, n, None, None, False)
    start = int(np.argmax(np.abs(sums))) + 1
    chance = kolmogorov(float(np.abs(sums).max()) / (noise * sqrt(n)))
    before, after = (intervals.mean(part) or _bare(part) for part in (differences[:start], differences[start:]))
    step = abs(after.value - before.value)
    return Drift(chance, start, before, after, chance < FALSE_ALARMS and step >= LIMIT * spread)


def periods(names: Sequence[str], differences: np.ndarray) -> list[Period]:
    """The differences by period; `names` come in the order of time."""
    names = np.asarray(names)
    ordered = list(dict.fromkeys(names.tolist()))
    parts = [(name, differences[names == name]) for name in ordered]
    return [Period(name, len(part), intervals.mean(part), float(part.mean())) for name, part in parts]


def kolmogorov(distance: float) -> float:
    """The chance that a random walk tied at both ends strays at least so far."""
    if distance < 0.3:
        return 1.0
    return min(1.0, 2 * sum((-1) ** (k - 1) * exp(-2 * (k * distance) ** 2) for k in range(1, 20)))


def _bare(values: np.ndarray) -> Estimate:
    return Estimate(*[float(values.mean())] * 3)
