"""The words that scenarios are written in: actions, worths, criteria, statuses, and how numbers are compared."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from academy.criteria import CRITERIA
from academy.triage import TRIAGE

TEXT_ACTIONS = ("reply", "message", "statement", "correct")  # carry words and are graded
TARGET_ACTIONS = ("refer", "escalate", "hide", "report")  # carry a target, words if the learner likes
SILENT_ACTIONS = ("ignore", "wait")  # carry neither
ACTIONS = TEXT_ACTIONS + TARGET_ACTIONS + SILENT_ACTIONS
FREE_ACTIONS = ("statement", "wait")  # are about no post
POST_ACTIONS = tuple(action for action in ACTIONS if action not in FREE_ACTIONS)

WORTHS = {"best": 1.0, "acceptable": 0.7, "poor": 0.3, "harmful": 0.0}
COSTS = {"reply": 5, "message": 5, "statement": 10, "correct": 5, "refer": 3, "escalate": 3, "hide": 2, "report": 3}
COSTS |= {"ignore": 1, "wait": 15}

FOUND = ("promise", "office", "channel", "time", "reference", "personal_data", "apology", "thanks", "question", "insult")
FOUND += ("threat", "party", "endorsement")
# Minutes to a first response by triage, as offices publish them for posted hours; where none is owed, as long as a run may last.
FIRST_RESPONSE = {
    "emergency": 5, "threat": 15, "rumour": 60, "media_query": 60, "coordinated": 120, "service_complaint": 240,
    "angry_legitimate": 240, "political_bait": 240, "corruption": 240, "abuse": 480, "outside_mandate": 1440,
    "information_request": 1440, "favour": 1440, "sub_judice": 1440, "praise": 2880, "suggestion": 2880, "troll": 2880,
}
# Who plays in a rehearsal with words of its own; the others take theirs from these or say nothing.
ARCHETYPES = ("exemplary", "warm_but_wrong", "cold", "defensive")
# How much of the time on an open page counts; another than the usual one is an accommodation.
TEMPOS = {"usual": 1.0, "slow": 0.5, "untimed": 0.0}
DIFFICULTIES = ("easy", "middle", "hard")
STATUSES = ("open", "answered", "moved", "referred", "escalated", "hidden", "expired")

Triage = Literal[tuple(TRIAGE)]
Action = Literal[ACTIONS]
PostAction = Literal[POST_ACTIONS]
Criterion = Literal[CRITERIA]
Kind = Literal[FOUND]
Status = Literal[STATUSES]
Archetype = Literal[ARCHETYPES]
Worth = Literal[tuple(WORTHS)]
Level = Annotated[int, Field(ge=0, le=2)]
Minutes = Annotated[int, Field(ge=0, le=2880)]
Gauge = Annotated[int, Field(ge=0, le=100)]
Difficulty = Literal[DIFFICULTIES]
Language = Literal["en", "ur", "bn", "roman_ur"]

# "<2", ">=60" or a plain number that has to be met exactly
Comparison = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int) and not isinstance(value, bool) else value),
    StringConstraints(pattern=r"^(<|<=|>|>=|=)?\d{1,4}$"),
]


def as_list(value: Any) -> Any:
    """One name may stand where a list of names is asked for."""
    return value if isinstance(value, (list, tuple)) else (value,)
