"""How far grades agree with the marks that people give: per criterion, overall, red lines, by group, over time."""

from .comparison import GAMING, Agreement, agreement, compare
from .measures import Measure, measure, qwk
from .replies import Replies, Row
from .study import ENOUGH, Study, study

__all__ = [
    "ENOUGH",
    "GAMING",
    "Agreement",
    "Measure",
    "Replies",
    "Row",
    "Study",
    "agreement",
    "compare",
    "measure",
    "qwk",
    "study",
]
