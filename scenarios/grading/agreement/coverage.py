"""What doubt is worth: how right the grader is on its surest replies, and whether its confidence is true."""

from typing import NamedTuple

import numpy as np

from .intervals import Estimate, share

SHARES = (1.0, 0.8, 0.7, 0.5)
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Kept(NamedTuple):
    """The surest replies: which share of all, how many, and how often right."""

    share: float
    n: int
    right: Estimate


class Bin(NamedTuple):
    """Judgements of about one confidence, and how right they were."""

    low: float
    high: float
    n: int
    said: float
    seen: Estimate


class Calibration(NamedTuple):
    """`error` is the expected calibration error: how far said and seen are apart, a judgement's mean."""

    bins: tuple[Bin, ...]
    error: float | None


def coverage(confidence: np.ndarray, right: np.ndarray, shares=SHARES) -> list[Kept]:
    """`right` is 0 to 1 a reply. Of replies that are equally sure at the border each is kept in part."""
    if not len(confidence):
        return []
    order = np.argsort(-confidence, kind="stable")
    confidence, right = confidence[order], right[order].astype(float)
    even = _means_of_equals(confidence, right)
    counts = [max(1, round(part * len(even))) for part in shares]
    return [Kept(part, count, share(float(even[:count].sum()), count)) for part, count in zip(shares, counts)]


def calibration(confidence: np.ndarray, credit: np.ndarray) -> Calibration:
    """Confidence beside what came of it. `credit` has to be in the coin of confidence: see `credits`."""
    place = np.clip(np.searchsorted(BINS, confidence, side="right") - 1, 0, len(BINS) - 2)
    bins = []
    for number, (low, high) in enumerate(zip(BINS, BINS[1:])):
        inside = place == number
        if count := int(inside.sum()):
            said, seen = float(confidence[inside].mean()), share(float(credit[inside].sum()), count)
            bins.append(Bin(low, high, count, said, seen))
    total = sum(each.n for each in bins)
    error = sum(each.n * abs(each.said - each.seen.value) for each in bins) / total if total else None
    return Calibration(tuple(bins), error)


def credits(marks: np.ndarray, grades: np.ndarray) -> np.ndarray:
    """What confidence foretells: 1 for the level of a careful rater, a half for the next one."""
    return np.maximum(0, 1 - np.abs(marks - grades[:, None]) / 2).mean(axis=1)


def _means_of_equals(confidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    _, block, sizes = np.unique(-confidence, return_inverse=True, return_counts=True)
    return (np.bincount(block, weights=right) / sizes)[block]
