"""From what was read to levels, an overall mark and a pass: learned where learning helps, hard rules on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .conduct import breaches
from .criteria import CONDUCT, SERVICE
from .features import features
from .findings import Finding
from .gates import Gate, gates
from .item import Item
from .model import Model, expected, nearest_level
from .points import Points
from .reading import read
from .situation import prepare

PASS = 2
# A text passes by itself only where that is this likely; a person may still let it pass.
_LIKELY_PASS = 0.62
# From here on the language of a reply is a stretch for the author of the post.
_STRETCH = 0.5
_HELD = {"en": 0.92, "roman_ur": 0.88, "ur": 0.88, "bn": 0.85, "roman_bn": 0.82}


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that was seen in one reply before any level is given."""

    points: Points
    findings: tuple[Finding, ...]
    gates: tuple[Gate, ...]
    features: Mapping[str, float]

    @property
    def conduct(self) -> dict[str, int]:
        return {name: min((f.level for f in self.findings if f.criterion == name), default=2) for name in CONDUCT}

    @property
    def worthless(self) -> bool:
        return any(gate.worthless for gate in self.gates)

    @property
    def red_line(self) -> bool:
        return 0 in self.conduct.values()


@dataclass(frozen=True)
class Judgement:
    levels: Mapping[str, int]
    confidence: Mapping[str, float]
    overall: int


def gather(item: Item, reply: str, action: str = "reply", order: Mapping[str, float] | None = None) -> Evidence:
    points = Points(prepare(item), read(reply), order)
    findings = tuple(f for f in breaches(points, private=action == "message") if f.criterion not in item.not_applicable)
    seen = features(points)
    lost = sum(2 - min((f.level for f in findings if f.criterion == name), default=2) for name in CONDUCT)
    return Evidence(points, findings, gates(points), {**seen, "breach": lost / (2 * len(CONDUCT))})


def judge(evidence: Evidence, model: Model) -> Judgement:
    chances = {name: model[name].probabilities(evidence.features) for name in SERVICE}
    service = {name: nearest_level(each) for name, each in chances.items()}
    overall_chances = model["overall"].probabilities(overall_features(evidence, chances))
    if evidence.worthless:
        service = {name: min(level, int(name == "acknowledgement")) for name, level in service.items()}
    if evidence.points.against_policy:
        service["mandate"] = 0
    service["clarity"] = min(service["clarity"], _clearest(evidence))
    levels = {**service, **evidence.conduct}
    overall = min(nearest_level(overall_chances), _ceiling(evidence, levels, overall_chances))
    return Judgement(levels, _confidence(evidence, levels, chances, overall_chances), overall)


def overall_features(evidence: Evidence, chances: Mapping[str, Sequence[float]]) -> dict[str, float]:
    service = {name: expected(chances[name]) / 2 for name in SERVICE}
    conduct = sum(evidence.conduct.values()) / (2 * len(CONDUCT))
    return {**evidence.features, **service, "conduct": conduct, "red_line": float(evidence.red_line)}


def _ceiling(evidence: Evidence, levels: Mapping[str, int], chances: Sequence[float]) -> int:
    """What the mean of the chances may not exceed."""
    if evidence.worthless:
        return 0
    if evidence.red_line or levels["mandate"] == 0 or sum(chances[PASS:]) < _LIKELY_PASS:
        return PASS - 1
    if _clearest(evidence) == 0:
        return PASS
    return 3 if evidence.gates else 4


def _clearest(evidence: Evidence) -> int:
    """A language that the author cannot be expected to read is not clear, however well it is written."""
    strange = evidence.features["strange_language"]
    return 0 if strange >= 1 else 1 if strange >= _STRETCH else 2


def _confidence(evidence: Evidence, levels, chances, overall_chances) -> dict[str, float]:
    passing = sum(overall_chances[PASS:])
    # A service level is no surer than the pass that it helps to decide.
    sure = 1.0 if evidence.red_line else max(passing, 1 - passing)
    service = {name: min(sure, agreement(chances[name], levels[name])) for name in SERVICE}
    confidence = {**service, **{name: _held(evidence, name) for name in CONDUCT}}
    most = 0.5 if evidence.gates else 1.0
    return {name: round(min(most, value), 2) for name, value in confidence.items()}


def agreement(chances: Sequence[float], level: int) -> float:
    """How far a careful rater is expected to agree: 1 for the same level, half for the next one."""
    return sum(chance * (1 - abs(other - level) / 2) for other, chance in enumerate(chances))


def _held(evidence: Evidence, criterion: str) -> float:
    level = evidence.conduct[criterion]
    findings = [f for f in evidence.findings if f.criterion == criterion and f.level == level]
    if findings:
        return max(f.certainty for f in findings)
    return _HELD.get(evidence.points.reading.language, 0.6)


def score(item: Item, levels: Mapping[str, int], red_line: bool) -> float:
    """100 · Σ(weight·level) / Σ(2·weight) over the criteria that apply, at most 49 with a red line."""
    whole = sum(2 * item.weight(name) for name in item.criteria)
    earned = sum(item.weight(name) * levels[name] for name in item.criteria)
    value = round(100 * earned / whole, 1) if whole else 0.0
    return min(value, 49.0) if red_line else value
