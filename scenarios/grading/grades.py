"""What the grader answers: eight levels with reasons and evidence, one overall, and what was found."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Mapping

from .criteria import CERTAIN, CONDUCT

Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """Something a reader would notice in the reply, quotable: reply[start:end] == value."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class CriterionGrade:
    """One level (None where the criterion does not apply), why, and the words it rests on."""

    level: int | None
    confidence: float
    reason: str
    rule: str | None = None
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Grade:
    overall: int
    score: float
    passed: bool
    grader: str
    criteria: Mapping[str, CriterionGrade]
    found: tuple[Found, ...] = ()

    @property
    def doubtful(self) -> frozenset[str]:
        """Criteria whose level a person should confirm: all of them when the whole text was doubted."""
        return frozenset(
            name for name, each in self.criteria.items() if each.level is not None and each.confidence < CERTAIN
        )

    @property
    def red_lines(self) -> frozenset[str]:
        return frozenset(name for name in CONDUCT if name in self.criteria and self.criteria[name].level == 0)

    @property
    def needs_review(self) -> bool:
        return bool(self.doubtful or self.red_lines)

    def to_json(self) -> dict[str, Any]:
        return {
            "overall": self.overall, "score": self.score, "passed": self.passed,
            "needs_review": self.needs_review, "grader": self.grader,
            "criteria": {name: _criterion_json(each) for name, each in self.criteria.items()},
            "found": [
                {"kind": each.kind, "value": each.value, "start": each.start, "end": each.end}
                for each in self.found
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Grade":
        return cls(
            overall=data["overall"], score=data["score"], passed=data["passed"], grader=data["grader"],
            criteria=MappingProxyType({name: _criterion(each) for name, each in data["criteria"].items()}),
            found=tuple(Found(each["kind"], each["value"], each["start"], each["end"]) for each in data["found"]),
        )


def _criterion_json(each: CriterionGrade) -> dict[str, Any]:
    return {
        "level": each.level, "confidence": each.confidence, "reason": each.reason, "rule": each.rule,
        "evidence": [{"start": start, "end": end} for start, end in each.evidence],
    }


def _criterion(data: Mapping[str, Any]) -> CriterionGrade:
    evidence = tuple((span["start"], span["end"]) for span in data["evidence"])
    return CriterionGrade(data["level"], data["confidence"], data["reason"], data["rule"], evidence)
