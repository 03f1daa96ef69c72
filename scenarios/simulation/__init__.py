"""The simulated public, as a pure function: a scenario, a seed and the moves made give the feed.

docs/packs/scenario.md describes what authors can say, and with which numbers the public answers.
"""

from scenarios.simulation.choices import REFUSALS, allowed, refusal
from scenarios.simulation.clock import next_minute, now
from scenarios.simulation.feed import NOTHING_LEFT, TIME, Entry, Event, Feed
from scenarios.simulation.moves import Move
from scenarios.simulation.replays import next_change, replay
from scenarios.simulation.scoring import FREE_HINTS, HINT, LATE, Deduction, Line, Score, score
from scenarios.simulation.worths import felt, worth
from scenarios.vocabulary import WORTHS

# A run stores it. Anything that could change the feed of a recorded run takes a new version.
VERSION = "2026.11-3"

__all__ = [
    "FREE_HINTS",
    "HINT",
    "LATE",
    "NOTHING_LEFT",
    "REFUSALS",
    "TIME",
    "VERSION",
    "WORTHS",
    "Deduction",
    "Entry",
    "Event",
    "Feed",
    "Line",
    "Move",
    "Score",
    "allowed",
    "felt",
    "next_change",
    "next_minute",
    "now",
    "refusal",
    "replay",
    "score",
    "worth",
]
