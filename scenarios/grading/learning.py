"""Fitting ordinal models with numpy alone: same data, same weights."""

from collections.abc import Mapping, Sequence

import numpy as np

from .model import Ordinal

_STEPS, _RATE = 500, 0.08


def fit_ordinal(rows: Sequence[Mapping[str, float]], levels: Sequence[int], signs: Mapping[str, int], top: int,
                ridge: float = 2.0) -> Ordinal:
    """Weights kept at or past zero on the side of their sign; L2 on weights, none on the cuts."""
    names = list(signs)
    direction = np.array([signs[name] for name in names], dtype=float)
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in rows]) * direction
    above = np.array([[level >= cut for cut in range(1, top + 1)] for level in levels], dtype=float)
    weights, cuts = _descend(matrix, above, ridge / len(rows))
    kept = {name: round(float(w * d), 3) for name, w, d in zip(names, weights, direction) if round(float(w), 3)}
    return Ordinal(kept, tuple(round(float(cut), 3) for cut in cuts))


def _descend(matrix: np.ndarray, above: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """Adam on the cumulative logistic loss, projected to weights >= 0 and rising cuts."""
    size = matrix.shape[1]
    values = np.concatenate([np.full(size, 0.3), np.linspace(0.5, 2.0, above.shape[1])])
    first, second = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, _STEPS + 1):
        slope = _gradient(values, matrix, above, ridge, size)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        values = values - _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        values[:size] = np.maximum(values[:size], 0.0)
        values[size:] = np.maximum.accumulate(values[size:])
    return values[:size], values[size:]


def _gradient(values, matrix, above, ridge, size) -> np.ndarray:
    weights, cuts = values[:size], values[size:]
    scores = matrix @ weights
    error = 1 / (1 + np.exp(-(scores[:, None] - cuts[None, :]))) - above
    by_weight = matrix.T @ error.sum(axis=1) / len(matrix) + ridge * weights
    return np.concatenate([by_weight, -error.mean(axis=0)])
