"""The learned layer: one ordinal logistic model a criterion, each weight held to the sign that it must have."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .criteria import CONDUCT

WEIGHTS = Path(__file__).parent / "learned" / "weights.json"

_CONTENT = {
    "information": 1, "facts_stated": 1, "density": 1, "grounded": 1, "referred": 1, "like_mandate_exemplar": 1,
    "like_step_exemplar": 1, "invented": -1, "invented_days": -1, "strange_sentences": -1, "off_topic": -1,
    "strange_lines": -1, "strange_offices": -1, "like_mandate_miss": -1,
    "like_step_miss": -1, "affirms": -1, "denies": -1, "oversteps": -1, "overpromises": -1, "refusal": -1,
}
_ACTS = {
    "most_refers": 1, "most_acts": 1, "much_acts": 1, "most_guides": 1, "much_guides": 1, "much_informs": 1,
    "most_vague": -1, "much_vague": -1, "most_overpromises": -1, "most_refuses": -1, "most_officialese": -1,
    "much_officialese": -1, "most_dismisses": -1, "most_disrespects": -1, "most_discloses": -1, "most_takes_side": -1,
    "most_puts_person_first": -1,
}
_BROKEN = {
    "crosses": 1, "crosses_again": 1, "phrase_crossed": 1, "like_miss": 1, "like_miss_more": 1, "ordinary": -1, "among": -1,
    **{f"is_{name}": 1 for name in CONDUCT},
}
# Which way each feature may push a criterion. A feature that is not named may not push at all.
SIGNS: Mapping[str, Mapping[str, int]] = {
    "acknowledgement": {
        "regard": 1, "apology": 1, "thanks": 1, "regard_count": 1, "regard_on_topic": 1, "like_ack_exemplar": 1,
        "strange_sentences": -1, "off_topic": -1,
        "only_generic": -1, "no_regard": -1, "dismissive": -1, "lecturing": -1,
        "greeting": 1, "named": 1, "personal": 1, "regards_matter": 1, "most_regards": 1, "much_regards": 1, "most_courtesy": 1, "most_dismisses": -1,
        "most_disrespects": -1, "most_sharp": -1,
    },
    "mandate": {**_CONTENT, **_ACTS, "channel": 1, "vague": -1, "lecturing": -1},
    "next_step": {**_CONTENT, **_ACTS, "channel": 1, "citizen_step": 1, "office_step": 1, "tracking": 1, "timed_step": 1,
                  "vague": -1, "lecturing": -1},
    "clarity": {**_CONTENT, **_ACTS, "much_regards": 1, "channel": 1, "citizen_step": 1, "regard_on_topic": 1, "strange_language": -1,
                "officialese": -1, "vague": -1, "too_long": -1, "long_sentences": -1, "lecturing": -1, "dismissive": -1,
                "no_regard": -1},
    # One model each for all four conduct criteria: how likely the red line is crossed, and how likely any level is lost.
    "crossed": _BROKEN,
    "lowered": {**_BROKEN, "lowers": 1, **{f"lowers_{name}": 1 for name in CONDUCT},
                **{f"phrase_lowered_{name}": 1 for name in CONDUCT}},
    "overall": {
        "acknowledgement": 1, "mandate": 1, "next_step": 1, "clarity": 1, "red_line": -1, "worthless": -1,
        **{f"holds_{name}": 1 for name in CONDUCT},
        "density": 1, "information": 1, "overpromises": -1, "invented": -1, "strange_language": -1,
        "strange_sentences": -1, "off_topic": -1, "most_overpromises": -1, "most_refuses": -1, "denies": -1,
        "affirms": -1, "most_takes_side": -1, "most_puts_person_first": -1, "most_discloses": -1,
        "most_disrespects": -1, "gated": -1,
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


def likeliest(probabilities: tuple[float, ...]) -> int:
    """The level with the highest chance; of two that are equal, the lower."""
    return max(range(len(probabilities)), key=lambda level: (probabilities[level], -level))


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
