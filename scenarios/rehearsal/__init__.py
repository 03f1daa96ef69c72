"""A scenario played by two hundred synthetic officers before anybody else meets it: who scores what, and what is seen.

Pure: the same scenario gives the same rehearsal.
"""

from scenarios.rehearsal.officers import KINDS, Performance, perform
from scenarios.rehearsal.reach import Reached, reach
from scenarios.rehearsal.report import EACH, Rehearsal, rehearse, rehearsed

__all__ = ["EACH", "KINDS", "Performance", "Reached", "Rehearsal", "perform", "reach", "rehearse", "rehearsed"]
