"""A scenario played by two hundred synthetic officers before anybody else meets it: who scores what, and what is seen.

Pure: the same scenario gives the same rehearsal.
"""

from scenarios.rehearsal.officers import KINDS, Performance, Stage, best_action, own_deed, perform, spoken
from scenarios.rehearsal.reach import Reached, reach
from scenarios.rehearsal.report import (
    AHEAD, EACH, PASS_MARK, PASSING_BAD, PASSING_GOOD, Failing, Rehearsal, Shortfall, all_of, rehearse, rehearsed,
)  # fmt: skip

__all__ = [
    "AHEAD", "EACH", "Failing", "KINDS", "PASSING_BAD", "PASSING_GOOD", "PASS_MARK", "Performance", "Reached", "Rehearsal", "Shortfall",
    "Stage", "all_of", "best_action", "own_deed", "perform", "reach", "rehearse", "rehearsed", "spoken",
]  # fmt: skip
