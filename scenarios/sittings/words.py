"""The words of sittings: roles at a table, what a team does, how a comment stands, and the minutes that a citizen waits."""

from scenarios.vocabulary import FIRST_RESPONSE

ROLES = ("moderator", "responder", "supervisor", "note_taker", "observer")
OBSERVER = "observer"

# What a team does in front of everybody. Statements answer the run of show, all others a comment.
WORDED = ("reply", "correct", "statement")  # carry words and are graded
TURNS = (*WORDED, "refer", "escalate", "hide", "merge", "verify")
SPOKEN = (*WORDED, "refer", "escalate", "merge")  # everybody hears of it

# What each role is there for. Where a table has nobody in a role, everybody there may do what it does.
DUTIES = {
    "claim": ("moderator", "responder"),
    "assign": ("moderator", "supervisor"),
    "reply": ("responder", "supervisor"),
    "correct": ("responder", "supervisor"),
    "statement": ("responder", "supervisor"),
    "refer": ("moderator", "responder"),
    "escalate": ("moderator", "responder"),
    "hide": ("moderator",),
    "merge": ("moderator",),
    "let_through": ("moderator",),
    "verify": ("moderator", "note_taker", "responder"),
    "follow_up": ("supervisor",),
    "commit": ("note_taker", "supervisor"),
}

KINDS = ("comment", "flood", "remark", "said", "viewer", "follow_up")
STATES = ("held", "open", "claimed", "answered", "referred", "escalated", "merged", "hidden")
WAITING = ("open", "claimed", "escalated")  # somebody of the table still has to do something

USUAL_MINUTES = 6
# In a dialogue people look on: what a page owes within hours is owed here within minutes.
SERVICE_MINUTES = {
    triage: 2 if minutes <= 15 else 4 if minutes <= 60 else USUAL_MINUTES for triage, minutes in FIRST_RESPONSE.items()
}

LONGEST_REPLY = 2000
LONGEST_COMMENT = 600
LONGEST_NICKNAME = 40
