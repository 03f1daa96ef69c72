"""From what was read to levels, an overall mark and a pass: learned where learning helps, hard rules on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .conduct import breaches
from .criteria import CONDUCT, SERVICE
from .features import features
from .findings import Finding
from .gates import Gate, gates
from .item import Item
from .model import Model, expected, likeliest
from .points import Points
from .reading import read
from .signs import signs, standing
from .situation import prepare

PASS = 2
# A text passes by itself only where that is this likely; a person may still let it pass.
_LIKELY_PASS = 0.655
# From here on a conduct criterion counts as broken: where recall and precision of red lines are about even.
_CROSSED, _LOWERED = 0.25, 0.4
# Phrases so certain that they need no chances beside them, for levels 0 and 1.
_SAID = (0.9, 0.85)
# Means shrink towards the middle: where the marks 1 to 4 begin so that each is given as often as raters give it.
_BEGIN = (0.7, 1.5, 2.5, 3.3)
# From here on the language of a reply is a stretch for the author of the post.
_STRETCH = 0.5


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that was seen in one reply before any level is given."""

    points: Points
    findings: tuple[Finding, ...]
    gates: tuple[Gate, ...]
    features: Mapping[str, float]
    signs: Mapping[str, Mapping[str, float]]

    @property
    def most(self) -> int:
        """The highest level of service that the gates leave."""
        return min((gate.most for gate in self.gates), default=2)

    @property
    def worthless(self) -> bool:
        return self.most == 0

    @property
    def doubted(self) -> bool:
        """Whether a gate asks for a person."""
        return any(not gate.plain for gate in self.gates)


@dataclass(frozen=True)
class Chances:
    """How likely each level of each criterion is, as a careful rater would give it."""

    service: Mapping[str, Sequence[float]]
    conduct: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Judgement:
    levels: Mapping[str, int]
    confidence: Mapping[str, float]
    overall: int
    findings: tuple[Finding, ...]

    @property
    def red_line(self) -> bool:
        return any(self.levels[name] == 0 for name in CONDUCT)


def gather(item: Item, reply: str, action: str = "reply", order: Mapping[str, float] | None = None,
           does: Mapping[int, Mapping[str, float]] | None = None) -> Evidence:
    points = Points(prepare(item), read(reply, item.party_words), order, does)
    private = item.private or action == "message"
    findings = tuple(f for f in breaches(points, private) if f.criterion not in item.not_applicable)
    return Evidence(points, findings, gates(points), features(points), signs(points, findings, private))


def chances(evidence: Evidence, model: Model) -> Chances:
    service = {name: model[name].probabilities(evidence.features) for name in SERVICE}
    return Chances(service, {name: conduct_chances(evidence.signs[name], model) for name in CONDUCT})


def conduct_chances(seen: Mapping[str, float], model: Model) -> tuple[float, float, float]:
    crossed = model["crossed"].probabilities(seen)[1]
    lowered = max(crossed, model["lowered"].probabilities(seen)[1])
    return crossed, round(lowered - crossed, 4), round(1 - lowered, 4)


def judge(evidence: Evidence, model: Model) -> Judgement:
    likely = chances(evidence, model)
    conduct = {name: _conduct_level(evidence, name, likely.conduct[name]) for name in CONDUCT}
    levels = {**_service_levels(evidence, likely), **conduct}
    red_line = 0 in conduct.values()
    overall_chances = model["overall"].probabilities(overall_features(evidence, likely))
    overall = min(_mark(overall_chances), _ceiling(evidence, levels, red_line, overall_chances))
    findings = tuple(
        f for name in CONDUCT
        for f in standing(name, conduct[name], evidence.findings, evidence.points, likely.conduct[name][conduct[name]])
    )
    return Judgement(levels, _confidence(evidence, levels, likely, red_line, overall_chances), overall, findings)


def _mark(likely: Sequence[float]) -> int:
    mean = expected(likely)
    return sum(mean > begin for begin in _BEGIN)


def _conduct_level(evidence: Evidence, name: str, likely: Sequence[float]) -> int:
    if name in evidence.points.situation.item.not_applicable:
        return 2
    said = min((f.level for f in evidence.findings if f.criterion == name and f.certainty >= _SAID[f.level]), default=2)
    return min(said, 0 if likely[0] >= _CROSSED else 1 if likely[0] + likely[1] >= _LOWERED else 2)


def _service_levels(evidence: Evidence, likely: Chances) -> dict[str, int]:
    levels = {name: likeliest(each) for name, each in likely.service.items()}
    levels = {name: min(level, max(evidence.most, int(name == "acknowledgement"))) for name, level in levels.items()}
    if evidence.points.stance.wrong:
        levels["mandate"] = 0
    return {**levels, "clarity": min(levels["clarity"], _clearest(evidence))}


def overall_features(evidence: Evidence, likely: Chances) -> dict[str, float]:
    service = _applicable(evidence, {name: expected(each) / 2 for name, each in likely.service.items()})
    conduct = {f"holds_{name}": expected(each) / 2 for name, each in likely.conduct.items()}
    red_line = max(each[0] for each in likely.conduct.values())
    return {**evidence.features, **service, **conduct, "red_line": red_line, "gated": float(bool(evidence.gates)),
            "worthless": float(evidence.worthless)}


def _applicable(evidence: Evidence, service: Mapping[str, float]) -> dict[str, float]:
    """What does not apply here is as good as the rest: nobody can earn it, and nobody may be marked down for it."""
    left_out = evidence.points.situation.item.not_applicable
    rest = [value for name, value in service.items() if name not in left_out]
    usual = sum(rest) / len(rest) if rest else 1.0
    return {name: round(usual, 4) if name in left_out else value for name, value in service.items()}


def _ceiling(evidence: Evidence, levels: Mapping[str, int], red_line: bool, likely: Sequence[float]) -> int:
    """What the mean of the chances may not exceed."""
    if evidence.worthless:
        return 0
    failed = levels["mandate"] == 0 and "mandate" not in evidence.points.situation.item.not_applicable
    if evidence.most < 2 or red_line or failed or sum(likely[PASS:]) < _LIKELY_PASS:
        return PASS - 1
    if _clearest(evidence) == 0:
        return PASS
    return 3 if evidence.doubted else 4


def _clearest(evidence: Evidence) -> int:
    """A language that the author cannot be expected to read is not clear, however well it is written."""
    strange = evidence.features["strange_language"]
    return 0 if strange >= 1 else 1 if strange >= _STRETCH else 2


def _confidence(evidence: Evidence, levels, likely: Chances, red_line: bool, overall_chances) -> dict[str, float]:
    passing = sum(overall_chances[PASS:])
    # A service level is no surer than the pass that it helps to decide.
    sure = 1.0 if red_line else max(passing, 1 - passing)
    service = {name: min(sure, agreement(each, levels[name])) for name, each in likely.service.items()}
    conduct = {name: agreement(each, levels[name]) for name, each in likely.conduct.items()}
    most = 0.5 if evidence.doubted else 1.0
    return {name: round(min(most, value), 2) for name, value in {**service, **conduct}.items()}


def agreement(chances: Sequence[float], level: int) -> float:
    """How far a careful rater is expected to agree: 1 for the same level, half for the next one."""
    return sum(chance * (1 - abs(other - level) / 2) for other, chance in enumerate(chances))


def score(item: Item, levels: Mapping[str, int], red_line: bool) -> float:
    """100 · Σ(weight·level) / Σ(2·weight) over the criteria that apply, at most 49 with a red line."""
    whole = sum(2 * item.weight(name) for name in item.criteria)
    earned = sum(item.weight(name) * levels[name] for name in item.criteria)
    value = round(100 * earned / whole, 1) if whole else 0.0
    return min(value, 49.0) if red_line else value
