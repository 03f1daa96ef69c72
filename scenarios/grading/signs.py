"""What speaks for a broken conduct criterion: the phrases that were found, the acts of the sentences, the exemplars."""

import math
from collections.abc import Iterable, Mapping, Sequence

from .criteria import CONDUCT
from .findings import Finding
from .points import Points
from .reading import Reading

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
    """What each sentence does, but for those that say what is kept, or not known: they break nothing."""
    silent = _SILENT.get(criterion, _none)(points.reading)
    return {sentence: does for sentence, does in points.acts.items() if sentence not in silent} if silent else points.acts


def _none(reading: Reading) -> frozenset[int]:
    return frozenset()


def _of_no_politics(reading: Reading) -> frozenset[int]:
    """To say that one does not speak of politics takes no side."""
    return _with(reading, "speech") & _with(reading, "negation")


def _of_no_praise(reading: Reading) -> frozenset[int]:
    """"This page praises no officer by name", "we like no post"; but not "do not forget to like"."""
    named = reading.hit("praise", "likes", "best_officer")
    said_no = frozenset(reading.sentence(hit) for hit in named if reading.clause(hit) in reading.negated)
    said_no |= _with(reading, "who_is") & _with(reading, "negation")
    return said_no - _with(reading, "reminds") - _with(reading, "unequalled")


def _left_open(reading: Reading) -> frozenset[int]:
    """"Whether he is held is told to nobody": each clause leaves it open."""
    return frozenset(reading.words[words[0]].sentence for words in reading.clauses.values()) - frozenset(
        reading.words[words[0]].sentence for clause, words in reading.clauses.items() if clause not in reading.open)


def _not_known(reading: Reading) -> frozenset[int]:
    """"Who he is and where, we do not know yet"."""
    return _left_open(reading) & _with(reading, "unknown")


def _with(reading: Reading, name: str) -> frozenset[int]:
    return frozenset(map(reading.sentence, reading.hit(name)))


_SILENT = {"neutrality": _of_no_politics, "office_not_person": _of_no_praise, "privacy": _left_open, "composure": _not_known}


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
