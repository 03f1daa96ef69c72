"""A scenario played by two hundred synthetic officers before anybody else meets it: who scores what, and what is seen.

Pure: the same scenario gives the same rehearsal.
"""

from scenarios.rehearsal.officers import KINDS, Performance, Stage, perform
from scenarios.rehearsal.reach import Reached, reach
from scenarios.rehearsal.report import AHEAD, EACH, PASS_MARK, PASSING_BAD, PASSING_GOOD, Rehearsal, Shortfall, all_of, rehearse, rehearsed

__all__ = [
    "AHEAD", "EACH", "KINDS", "PASSING_BAD", "PASSING_GOOD", "PASS_MARK", "Performance", "Reached", "Rehearsal", "Shortfall",
    "Stage", "all_of", "perform", "reach", "rehearse", "rehearsed",
]  # fmt: skip
