"""Estimates with the interval they lie in: of a share, of a mean, of a difference of means."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

LEVEL = 0.95


class Estimate(NamedTuple):
    value: float
    low: float
    high: float

    def excludes(self, value: float) -> bool:
        return not self.low <= value <= self.high


def share(hits: float, n: float, level: float = LEVEL) -> Estimate | None:
    """Wilson's interval, which stays within 0 and 1 and is honest for few cases; None where there is no case.

    Halves may be counted: a thing that one of two markers saw is half a hit.
    """
    if not n:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    seen = hits / n
    middle = (seen + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * sqrt(seen * (1 - seen) / n + z * z / (4 * n * n))
    return Estimate(seen, max(0.0, min(seen, middle - reach)), min(1.0, max(seen, middle + reach)))


def mean(values: np.ndarray, level: float = LEVEL) -> Estimate | None:
    """Student's interval; None for fewer than two values."""
    if len(values) < 2:
        return None
    reach = student((1 + level) / 2, len(values) - 1) * values.std(ddof=1) / sqrt(len(values))
    return _about(float(values.mean()), float(reach))


def difference(ours: np.ndarray, others: np.ndarray, level: float = LEVEL) -> Estimate | None:
    """Mean of ours less mean of others, with Welch's interval; None where one side has fewer than two values."""
    if min(len(ours), len(others)) < 2:
        return None
    first, second = ours.var(ddof=1) / len(ours), others.var(ddof=1) / len(others)
    together = first + second
    freedom = together**2 / (first**2 / (len(ours) - 1) + second**2 / (len(others) - 1)) if together else 1.0
    reach = student((1 + level) / 2, freedom) * sqrt(together)
    return _about(float(ours.mean() - others.mean()), float(reach))


def student(chance: float, freedom: float) -> float:
    """The quantile of Student's t by Hill's expansion (Abramowitz and Stegun 26.7.5), good from ten degrees on."""
    z = NormalDist().inv_cdf(chance)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def _about(value: float, reach: float) -> Estimate:
    return Estimate(value, value - reach, value + reach)
