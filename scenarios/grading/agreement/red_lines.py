"""How many of the red lines that people see the grader finds, and how many that it finds people see."""

from typing import NamedTuple

import numpy as np

from .intervals import Estimate, share


class RedLines(NamedTuple):
    """`seen` counts the replies in which people see one (by half where one of two does), `found` those of the grader.
    `disputed` are those where two people differ."""

    seen: float
    found: int
    disputed: int
    recall: Estimate | None
    precision: Estimate | None


def red_lines(marks: np.ndarray, grades: np.ndarray) -> RedLines:
    """`marks` is a row of yes and no for each reply, one for each person; `grades` yes or no."""
    seen = marks.mean(axis=1) if len(marks) else np.zeros(0)
    hits, total, found = float(seen[grades].sum()), float(seen.sum()), int(grades.sum())
    disputed = int(((seen > 0) & (seen < 1)).sum())
    return RedLines(total, found, disputed, share(hits, total), share(hits, found))
