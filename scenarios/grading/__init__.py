"""Grading of a free-text reply: eight levels with reasons and evidence, offline, the same on every machine."""

from .criteria import CERTAIN, CONDUCT, CRITERIA, SERVICE
from .grader import Grader
from .grades import CriterionGrade, Found, Grade
from .item import ACTIONS, Exemplars, Fact, Item, Mandate, Referral, Said
from .version import VERSION

__all__ = [
    "ACTIONS", "CERTAIN", "CONDUCT", "CRITERIA", "SERVICE", "VERSION", "CriterionGrade", "Exemplars", "Fact", "Found",
    "Grade", "Grader", "Item", "Mandate", "Referral", "Said", "grade",
]


def grade(item: Item, reply: str, action: str = "reply") -> Grade:
    """Grade with the weights that are shipped."""
    return Grader().grade(item, reply, action)
