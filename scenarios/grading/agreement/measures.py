"""How far two series of levels agree: kappa, exact, adjacent, mean difference, and what the marks are worth themselves.

A reply has one agreed mark or two blind ones. With two, each mark is compared with the grade and counts half, and the
two are compared with each other in the same way. So the grader and a second person face the same test, one judgement
against one: a mean or median of the two marks has less error than either, and would make the grader look better than a
person who is as good. Where only means are compared (SMD, PRMSE) the mean of the two marks is the fair reference.

Definitions follow Williamson, Xi and Breyer (2012) and RSMTool. Every figure here depends only on how often each
combination of marks and grade occurs, so that drawing replies with replacement is drawing counts: a bootstrap of tens
of thousands of replies costs what one of a hundred costs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .intervals import LEVEL, Estimate

DRAWS = 2000
SEED = 20121
Statistic = Callable[["Cells", np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Measure:
    """Agreement of marks and grades in levels 0..top; `qwk` is None where they do not vary. What starts with `human_`
    is the same between two blind marks, and None where there is one mark."""

    n: int
    kappa: Estimate | None
    exact: float
    adjacent: float
    # Standardised mean difference: above 0 the grader is the more generous.
    standardised: Estimate | None
    human_kappa: Estimate | None = None
    human_exact: float | None = None
    human_adjacent: float | None = None
    # human_kappa less kappa: what is lost where a grade stands in for a second person
    degradation: Estimate | None = None
    # the share of what truly differs between replies that the grade tells
    prmse: Estimate | None = None

    @property
    def qwk(self) -> float | None:
        return self.kappa and self.kappa.value

    @property
    def smd(self) -> float:
        return self.standardised.value if self.standardised else 0.0


class Cells:
    """The combinations of marks and grade that occur, and how often."""

    def __init__(self, marks: np.ndarray, grades: np.ndarray, top: int):
        # Sorted, since it is nothing which of two marks came first.
        rows = np.column_stack([np.sort(marks, axis=1), grades])
        rows, self.counts = np.unique(rows, axis=0, return_counts=True)
        self.marks, self.grades = rows[:, :-1], rows[:, -1]
        self.top = top
        self.n = int(self.counts.sum())

    @cached_property
    def drawn(self) -> np.ndarray:
        """Counts of DRAWS samples of as many replies, drawn with replacement; the same for the same replies."""
        return np.random.default_rng(SEED).multinomial(self.n, self.counts / self.n, size=DRAWS).astype(float)

    @cached_property
    def gaps(self) -> np.ndarray:
        """How far each mark is from the grade."""
        return np.abs(self.marks - self.grades[:, None])

    @cached_property
    def human_gaps(self) -> np.ndarray:
        return np.abs(self.marks[:, 0] - self.marks[:, -1])

    @cached_property
    def of_marks(self) -> np.ndarray:
        """The share of the marks of each cell at each level."""
        return np.eye(self.top + 1)[self.marks].mean(axis=1)

    @cached_property
    def of_grades(self) -> np.ndarray:
        return np.eye(self.top + 1)[self.grades]

    @cached_property
    def middle(self) -> np.ndarray:
        return self.marks.mean(axis=1)


def measure(marks, grades, top: int) -> Measure:
    """`marks` are one level a reply, or rows of two."""
    if not len(grades):
        return Measure(0, None, 0.0, 0.0, None)
    cells = _cells(marks, grades, top)
    alone = (
        {}
        if cells.marks.shape[1] == 1
        else {
            "human_kappa": estimate(cells, human_kappa),
            "human_exact": _share(cells, cells.human_gaps == 0),
            "human_adjacent": _share(cells, cells.human_gaps <= 1),
            "degradation": estimate(cells, degradation),
            "prmse": estimate(cells, prmse),
        }
    )
    return Measure(
        cells.n,
        estimate(cells, kappa),
        _share(cells, (cells.gaps == 0).mean(axis=1)),
        _share(cells, (cells.gaps <= 1).mean(axis=1)),
        estimate(cells, smd),
        **alone,
    )


def qwk(marks, grades, top: int) -> float | None:
    """Quadratic weighted kappa: 1 for full agreement, 0 for what chance would give."""
    if not len(grades):
        return None
    cells = _cells(marks, grades, top)
    value = kappa(cells, cells.counts[None, :].astype(float))[0]
    return None if np.isnan(value) else float(value)


def estimate(cells: Cells, statistic: Statistic, level: float = LEVEL) -> Estimate | None:
    """A figure with its percentile bootstrap interval, None where it has no meaning."""
    value = statistic(cells, cells.counts[None, :].astype(float))[0]
    if np.isnan(value):
        return None
    tail = 100 * (1 - level) / 2
    low, high = np.nanpercentile(statistic(cells, cells.drawn), [tail, 100 - tail])
    return Estimate(float(value), float(low), float(high))


def kappa(cells: Cells, counts: np.ndarray) -> np.ndarray:
    return _kappa(counts, (cells.gaps**2).mean(axis=1), cells.of_marks, cells.of_grades)


def human_kappa(cells: Cells, counts: np.ndarray) -> np.ndarray:
    """Which of the two marks came first does not matter: both tables are added."""
    return _kappa(counts, cells.human_gaps**2, cells.of_marks, cells.of_marks)


def degradation(cells: Cells, counts: np.ndarray) -> np.ndarray:
    return human_kappa(cells, counts) - kappa(cells, counts)


def smd(cells: Cells, counts: np.ndarray) -> np.ndarray:
    """In units of the spread of single marks: the spread of means of two would shrink by their errors."""
    middle = _mean(counts, cells.middle)
    spread = np.sqrt(np.maximum(_mean(counts, (cells.marks**2).mean(axis=1)) - middle**2, 0))
    return _ratio(_mean(counts, cells.grades) - middle, spread)


def prmse(cells: Cells, counts: np.ndarray) -> np.ndarray:
    """Proportional reduction of mean squared error against the true score (Loukina et al. 2020, as in RSMTool).

    What two marks differ by is the error of marking; it is taken out of the grader's error and of the spread alike.
    """
    n = counts.sum(axis=1)
    error = _mean(counts, cells.human_gaps**2) / 2
    middle = _mean(counts, cells.middle)
    true_spread = (_mean(counts, cells.middle**2) - middle**2) * n / np.maximum(n - 1, 1) - error / 2
    missed = _mean(counts, (cells.middle - cells.grades) ** 2) - error / 2
    return 1 - _ratio(missed, np.where(true_spread > 1e-9, true_spread, 0))


def _cells(marks, grades, top: int) -> Cells:
    return Cells(np.asarray(marks, int).reshape(len(grades), -1), np.asarray(grades, int), top)


def _kappa(counts, squares, ours, theirs) -> np.ndarray:
    levels = np.arange(ours.shape[1])
    distance = (levels[:, None] - levels[None, :]) ** 2
    chance = ((counts @ ours) @ distance * (counts @ theirs)).sum(axis=1) / counts.sum(axis=1)
    return 1 - _ratio(counts @ squares, chance)


def _mean(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    return counts @ values / counts.sum(axis=1)


def _share(cells: Cells, values: np.ndarray) -> float:
    return float(cells.counts @ values / cells.n)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """nan where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
