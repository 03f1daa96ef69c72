"""A judgement written out as a grade: each level with its reason, its rule and its words."""

from types import MappingProxyType

from . import reasons
from .combine import PASS, Evidence, Judgement, score
from .criteria import CONDUCT, CRITERIA
from .evidence import spans
from .found import found
from .grades import CriterionGrade, Grade
from .item import Item


def verdict(item: Item, evidence: Evidence, judgement: Judgement, grader: str) -> Grade:
    return Grade(
        overall=judgement.overall,
        score=score(item, judgement.levels, judgement.red_line),
        passed=judgement.overall >= PASS and not judgement.red_line,
        grader=grader,
        criteria=MappingProxyType({name: _criterion(item, name, evidence, judgement) for name in CRITERIA}),
        found=found(evidence.points, judgement.findings),
    )


def _criterion(item: Item, name: str, evidence: Evidence, judgement: Judgement) -> CriterionGrade:
    if name in item.not_applicable:
        return CriterionGrade(None, 1.0, "This criterion does not apply here.")
    level = judgement.levels[name]
    cites = level < 2 and (name in CONDUCT or name == "mandate")
    return CriterionGrade(
        level=level,
        confidence=judgement.confidence[name],
        reason=_reason(name, level, evidence, judgement),
        rule=item.rules.get(name) if cites else None,
        evidence=spans(name, level, evidence, judgement.findings),
    )


def _reason(name: str, level: int, evidence: Evidence, judgement: Judgement) -> str:
    if name in CONDUCT:
        broken = [finding for finding in judgement.findings if finding.criterion == name]
        return reasons.conduct(name, broken, evidence.points)
    if evidence.gates and (level < 2 or evidence.most == 2):
        return reasons.gate(evidence.gates[0])
    return reasons.service(name, level, evidence.features, evidence.points)
