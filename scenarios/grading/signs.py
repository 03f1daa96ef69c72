"""What speaks for a broken conduct criterion: the phrases that were found, the acts of the sentences, the exemplars."""

import math
from collections.abc import Iterable, Mapping, Sequence

from .criteria import CONDUCT
from .findings import Finding
from .points import Points

# The act that crosses the red line of a criterion, and the one that only lowers it.
CROSSES = {"neutrality": "takes_side", "office_not_person": "puts_person_first", "privacy": "discloses",
           "composure": "disrespects"}
LOWERS = {"neutrality": "frames", "office_not_person": "personal", "privacy": "asks_private", "composure": "sharp"}
_ORDINARY = ("informs", "guides", "acts", "regards", "courtesy")
_SHARPEST = 0.005
# The worst of many sentences looks worse than the worst of few: what is told of them takes that back.
_MANY = math.log(16)


def signs(points: Points, findings: Iterable[Finding], private: bool) -> dict[str, dict[str, float]]:
    """Named numbers between 0 and 1 for each conduct criterion; `private` where asking for details is no fault."""
    findings = list(findings)
    return {name: _rounded(_signs(name, points, [f for f in findings if f.criterion == name], private))
            for name in CONDUCT}


def _signs(criterion: str, points: Points, findings: Sequence[Finding], private: bool) -> dict[str, float]:
    sentences = list(_sentences(criterion, points).values())
    crossing = sorted((each[CROSSES[criterion]] for each in sentences), reverse=True)
    lowering = max((each[LOWERS[criterion]] for each in sentences), default=0.0)
    if private and criterion == "privacy":
        lowering = 0.0
    worst = max(sentences, key=lambda each: each[CROSSES[criterion]], default={})
    misses = points.resembles(points.situation.misses.get(criterion, ()))
    meets = points.resembles(points.situation.meets.get(criterion, ()))
    return {
        f"is_{criterion}": 1.0,
        "crosses": _spread(crossing[0]) if crossing else 0.0,
        "crosses_again": _spread(crossing[1]) if len(crossing) > 1 else 0.0,
        "lowers": _spread(lowering),
        f"lowers_{criterion}": _spread(lowering),
        "ordinary": max((worst.get(act, 0.0) for act in _ORDINARY), default=0.0),
        "phrase_crossed": max((f.certainty for f in findings if f.level == 0), default=0.0),
        f"phrase_lowered_{criterion}": max((f.certainty for f in findings if f.level == 1), default=0.0),
        "among": min(1.0, math.log(1 + len(sentences)) / _MANY),
        "like_miss": misses,
        "like_miss_more": max(0.0, misses - meets),
    }


def _sentences(criterion: str, points: Points) -> Mapping[int, Mapping[str, float]]:
    """What each sentence does. To say that one does not speak of politics takes no side."""
    if criterion != "neutrality":
        return points.acts
    reading = points.reading
    silent = {reading.sentence(hit) for hit in reading.hit("speech")}
    silent &= {reading.sentence(hit) for hit in reading.hit("negation")}
    return {sentence: does for sentence, does in points.acts.items() if sentence not in silent}


def _spread(probability: float) -> float:
    """A probability on a scale where .9 and .99 are as far apart as .5 and .9: its logit, brought between 0 and 1."""
    most = math.log((1 + _SHARPEST) / _SHARPEST)
    return (math.log((probability + _SHARPEST) / (1 + _SHARPEST - probability)) + most) / (2 * most)


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(min(1.0, max(0.0, value)), 4) for name, value in values.items()}


def standing(criterion: str, level: int, findings: Iterable[Finding], points: Points, chance: float) -> list[Finding]:
    """What a level below 2 rests on: the phrases that say so, or else the sentence that does it most clearly."""
    said = [f for f in findings if f.criterion == criterion and f.level == level]
    does = _sentences(criterion, points)
    if said or level == 2 or not does:
        return said
    act = CROSSES[criterion] if level == 0 else LOWERS[criterion]
    sentence = max(does, key=lambda each: (does[each][act], -each))
    indexes = points.reading.sentences[sentence]
    return [Finding(criterion, level, act, chance, (points.reading.span(indexes[0], indexes[-1]),))]
