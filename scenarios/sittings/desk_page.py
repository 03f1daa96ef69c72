"""The page of a desk: all that stands on it, also what was typed into a form that was refused."""

import secrets

from flask import render_template, request, url_for

from academy import live
from scenarios.play import unsent
from scenarios.sittings import (
    announcing, commitments, desk, desk_choices, happened, queues, sayings, seats, times,
)  # fmt: skip
from scenarios.sittings.desk_forms import LONGEST_PROMISE
from scenarios.sittings.models import Entry, Seat
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import LONGEST_COMMENT, LONGEST_REPLY

LIMITS = {"reply": LONGEST_REPLY, "question": LONGEST_COMMENT, "promise": LONGEST_PROMISE}


def show(seat: Seat, entry: Entry | None, form=None, refusal: Refusal | None = None) -> tuple[str, int]:
    """The whole desk with this comment at hand; `form` is what was refused, and stands in its box as it was typed."""
    status, problem = sayings.refused(refusal) if refusal else (200, "")
    following = live.following(announcing.hall(seat.sitting))
    text = render_template(
        "sittings/desk.html",
        following=following,
        problem=_unclear(form) if refusal and refusal.code == "unclear" else problem,
        sayings=sayings,
        states={state: str(words) for state, words in sayings.STATES.items()},
        **_sitting(seat),
        **_queued(seat),
        **_boxes(seat, entry, form),
        **desk_choices.of(seat, entry),
        **desk.around(seat),
        **(said(seat, entry) if entry else {"entry": None}),
    )
    return text, status


def said(seat: Seat, entry: Entry) -> dict:
    """What there is to say of a comment."""
    return {
        "entry": entry,
        "shown": announcing.for_hall(seat.sitting, entry),
        "lines": desk.said(seat, entry),
        "repeats": desk.repeats(entry),
        "check": desk.check(seat, entry),
        "possible": desk.possible(seat, entry),
        "department_of": happened.dialogue(seat.sitting).departments,
    }


def place(seat: Seat, entry: Entry | None = None) -> str:
    """The address of the desk, at the comment."""
    chosen = {"comment": entry.id, "_anchor": "comment"} if entry else {}
    return url_for("sittings.desk", sitting_id=seat.sitting_id, queue=_queue(), **chosen)


def _sitting(seat: Seat) -> dict:
    sitting = seat.sitting
    return {
        "seat": seat,
        "sitting": sitting,
        "content": happened.dialogue(sitting),
        "clock": times.told(sitting),
        "may": lambda duty: seats.may(seat, duty),
        "owed": desk.owed(seat),
        "offices": desk.offices(sitting),
    }


def _queued(seat: Seat) -> dict:
    queue = _queue()
    return {
        "queue": queue,
        "rows": queues.rows(seat, queue),
        "count": queues.count(seat, queue),
        "waited": lambda row: queues.waited(seat.sitting, row),
        "ticked": request.form.getlist("entries", type=int),
        "sent_into": request.form.get("into", ""),
    }


def _boxes(seat: Seat, entry: Entry | None, form) -> dict:
    """What stands in the boxes that are written in."""
    return {
        "new_key": lambda: secrets.token_urlsafe(12),
        "sent": form,
        "sent_before": desk_choices.sent_before(seat, entry),
        "unsent": unsent.of_run(seat.run) if seat.run else {},
        "limits": LIMITS,
        "due_on": commitments.days_of(seat.sitting, 7),
    }


def _unclear(form) -> str:
    return " ".join(str(text) for field in form for text in field.errors)


def _queue() -> str:
    asked = request.args.get("queue", "")
    return asked if asked in queues.QUEUES else queues.QUEUES[0]
