"""Grading of a free-text reply: eight levels with reasons and evidence, offline, the same on every machine."""

from .combine import gather, judge
from .criteria import CERTAIN, CONDUCT, CRITERIA, SERVICE
from .grades import CriterionGrade, Found, Grade
from .item import ACTIONS, Exemplars, Fact, Item, Mandate, Referral, Said
from .model import shipped
from .verdict import verdict
from .version import VERSION

__all__ = [
    "ACTIONS", "CERTAIN", "CONDUCT", "CRITERIA", "SERVICE", "VERSION", "CriterionGrade", "Exemplars", "Fact", "Found",
    "Grade", "Item", "Mandate", "Referral", "Said", "grade",
]


def grade(item: Item, reply: str, action: str = "reply") -> Grade:
    if action not in ACTIONS:
        raise ValueError(f"'{action}' carries no graded text; use one of {', '.join(ACTIONS)}")
    evidence = gather(item, reply, action)
    return verdict(item, evidence, judge(evidence, shipped()))
