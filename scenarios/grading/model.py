"""The learned layer: one ordinal logistic model a criterion, each weight held to the sign that it must have."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "learned" / "weights.json"

_CONTENT = {
    "information": 1, "facts_stated": 1, "density": 1, "grounded": 1, "referred": 1, "like_mandate_exemplar": 1,
    "like_step_exemplar": 1, "invented": -1, "invented_days": -1, "strange_sentences": -1, "off_topic": -1,
    "strange_lines": -1, "strange_offices": -1, "like_mandate_miss": -1,
    "like_step_miss": -1, "affirms": -1, "denies": -1, "oversteps": -1, "overpromises": -1, "refusal": -1,
}
# Which way each feature may push a criterion. A feature that is not named may not push at all.
SIGNS: Mapping[str, Mapping[str, int]] = {
    "acknowledgement": {
        "regard": 1, "apology": 1, "thanks": 1, "regard_count": 1, "regard_on_topic": 1, "like_ack_exemplar": 1,
        "strange_sentences": -1, "off_topic": -1,
        "only_generic": -1, "no_regard": -1, "dismissive": -1, "lecturing": -1,
        "greeting": 1,
    },
    "mandate": {**_CONTENT, "channel": 1, "vague": -1, "lecturing": -1, "breach": -1},
    "next_step": {**_CONTENT, "channel": 1, "citizen_step": 1, "office_step": 1, "tracking": 1, "timed_step": 1,
                  "vague": -1, "lecturing": -1, "breach": -1},
    "clarity": {**_CONTENT, "channel": 1, "citizen_step": 1, "regard_on_topic": 1, "strange_language": -1,
                "officialese": -1, "vague": -1, "too_long": -1, "long_sentences": -1, "lecturing": -1, "dismissive": -1,
                "no_regard": -1, "breach": -1},
    "overall": {
        "acknowledgement": 1, "mandate": 1, "next_step": 1, "clarity": 1, "conduct": 1, "red_line": -1,
        "density": 1, "information": 1, "overpromises": -1, "invented": -1, "strange_language": -1,
        "strange_sentences": -1, "off_topic": -1,
    },
}


@dataclass(frozen=True)
class Ordinal:
    """P(level >= k) = logistic(score - cut k)."""

    weights: Mapping[str, float]
    cuts: tuple[float, ...]

    def probabilities(self, features: Mapping[str, float]) -> tuple[float, ...]:
        score = sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        above = [1.0, *(1 / (1 + math.exp(max(-30.0, min(30.0, cut - score)))) for cut in self.cuts), 0.0]
        return tuple(round(above[k] - above[k + 1], 4) for k in range(len(self.cuts) + 1))

    def contributions(self, features: Mapping[str, float]) -> dict[str, float]:
        return {name: round(weight * features.get(name, 0.0), 3) for name, weight in self.weights.items() if weight}


def expected(probabilities: tuple[float, ...]) -> float:
    return round(sum(level * share for level, share in enumerate(probabilities)), 3)


def nearest_level(probabilities: tuple[float, ...]) -> int:
    """The level that is closest in the mean; halves go down."""
    return math.ceil(expected(probabilities) - 0.5)


@dataclass(frozen=True)
class Model:
    ordinals: Mapping[str, Ordinal]

    def __getitem__(self, criterion: str) -> Ordinal:
        return self.ordinals[criterion]

    def to_json(self) -> dict:
        return {name: {"cuts": list(each.cuts), "weights": dict(each.weights)} for name, each in self.ordinals.items()}

    @classmethod
    def from_json(cls, data: Mapping) -> "Model":
        return cls({name: Ordinal(each["weights"], tuple(each["cuts"])) for name, each in data.items()})


@lru_cache(maxsize=1)
def shipped() -> Model:
    return Model.from_json(json.loads(WEIGHTS.read_text(encoding="utf-8")))
