"""Turns: what a team does about a comment, or says when it is its time to report. Each is numbered, graded where it has words,
and heard by the public at once."""

from dataclasses import dataclass

import sqlalchemy as sa

from academy.db import db
from scenarios.dialogues.script import Script
from scenarios.models import Grade, Move
from scenarios.regrading import refits
from scenarios.sittings import announcing, exercise, happened, seats, thread, times
from scenarios.sittings.models import Entry, Seat, Sitting, Turn
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import LONGEST_REPLY, WORDED

SUPERVISOR = "supervisor"
OPEN_TO = {  # states of a comment in which a turn is possible
    "reply": ("open", "claimed", "escalated", "answered"),
    "correct": ("answered",),
    "refer": ("open", "claimed", "escalated"),
    "escalate": ("open", "claimed"),
    "hide": ("held", "open", "claimed", "escalated"),
    "merge": ("open", "claimed", "escalated"),
    "verify": ("open", "claimed", "escalated", "answered"),
}
BECOMES = {"reply": "answered", "correct": "answered", "escalate": "escalated", "hide": "hidden", "merge": "merged"}


@dataclass(frozen=True)
class Wish:
    """What is to be done. `key` is that of the form: the same twice is one turn. `line` is taken back on the record."""

    action: str
    key: str
    target: str | None = None
    reply: str = ""
    line: str | None = None
    pasted: int | None = None


def take(seat: Seat, entry: Entry | None, wish: Wish) -> Turn:
    """Do it, or find it done. Raises Refusal; nothing has changed then."""
    sitting = seat.sitting
    thread.lock(sitting)
    if made := db.session.scalar(sa.select(Turn).filter_by(seat_id=seat.id, key=wish.key)):
        return made
    now = thread.catch_up(sitting)
    if entry is not None:
        db.session.refresh(entry, with_for_update={"of": Entry})
    into = _possible(seat, entry, wish)
    turn = _made(seat, entry, wish, now)
    if entry is not None:
        _settle(turn, entry, wish, into)
    announcing.turn(sitting, turn)
    thread.catch_up(sitting, anyway=True)
    return turn


def of_entry(entry: Entry) -> list[Turn]:
    """What was done about it, in order."""
    return list(db.session.scalars(sa.select(Turn).filter_by(entry_id=entry.id).order_by(Turn.number)))


def _possible(seat: Seat, entry: Entry | None, wish: Wish) -> Entry | None:
    """The comment that this one is merged into, if it is; raises Refusal."""
    sitting, content = seat.sitting, happened.dialogue(seat.sitting)
    if sitting.running_since is None:
        raise Refusal("over" if sitting.ended_at else "stands")
    seats.require(seat, wish.action)
    if (entry is None) != (wish.action == "statement"):
        raise Refusal("unknown_target")
    if wish.action in WORDED and not wish.reply:
        raise Refusal("needs_words")
    if len(wish.reply) > LONGEST_REPLY:
        raise Refusal("too_long")
    if wish.line is not None and wish.line not in content.lines:
        raise Refusal("unknown_target")
    if entry is None:
        return None
    if entry.sitting_id != sitting.id:
        raise Refusal("unknown_target")
    if entry.state not in OPEN_TO.get(wish.action, ()):
        raise Refusal("not_any_more")
    if entry.department not in (None, seat.department) and wish.action != "merge":
        raise Refusal("another_table", by=content.departments[entry.department].name)
    if wish.action == "correct" and not any(turn.seat.department == seat.department for turn in of_entry(entry)):
        raise Refusal("nothing_to_correct")
    return _target(sitting, entry, seat, wish)


def _target(sitting: Sitting, entry: Entry, seat: Seat, wish: Wish) -> Entry | None:
    content = happened.dialogue(sitting)
    known = {
        "refer": {*content.departments, *content.directory} - {seat.department},
        "escalate": {SUPERVISOR},
        "hide": {clause.slug for clause in content.page.charter},
    }
    if wish.action in known and wish.target not in known[wish.action]:
        raise Refusal("unknown_target")
    if wish.action != "merge":
        return None
    into = thread.named(sitting, wish.target or "")
    while into is not None and into.merged_into is not None:
        into = into.merged_into
    if into is None or into.state is None or into.state == "hidden" or into.id == entry.id:
        raise Refusal("unknown_target")
    return into


def _made(seat: Seat, entry: Entry | None, wish: Wish, now: Script | None) -> Turn:
    """`now` is what the script has come to, if that was asked."""
    sitting = seat.sitting
    second = times.second(sitting)
    now = now or happened.script(sitting, second, second)
    sitting.happenings += 1
    turn = Turn(
        sitting=sitting,
        seat=seat,
        entry=entry,
        number=sitting.happenings,
        second=second,
        action=wish.action,
        target=wish.target,
        line=wish.line,
        segment=now.segments[-1][0] if entry is None else None,
        raised=[line for line, _second in now.raised],
        verified=entry is not None and checked(seat, entry, second),
        key=wish.key,
    )
    if wish.reply:
        turn.move = _move(turn, wish)
    db.session.add(turn)
    db.session.flush()
    return turn


def _move(turn: Turn, wish: Wish) -> Move:
    """The words, with their grade where they are an answer."""
    run = turn.seat.run
    move = Move(
        number=len(run.moves) + 1, action=wish.action, target=wish.target and wish.target[:60], reply=wish.reply
    )
    move.post = turn.entry and (turn.entry.slug or f"entry-{turn.entry.id}")
    move.minute = run.minute = max(run.minute, turn.second // 60)
    move.pasted = wish.pasted and min(wish.pasted, len(wish.reply))
    if wish.action in WORDED:
        grade = refits.current().grade(exercise.item_of(turn), wish.reply, wish.action)
        move.grade = Grade(
            grader=grade.grader, score=grade.score, needs_review=grade.needs_review, detail=grade.to_json()
        )
    run.moves.append(move)
    return move


def _settle(turn: Turn, entry: Entry, wish: Wish, into: Entry | None) -> None:
    """What the comment is after it."""
    if wish.action == "refer":
        _send_on(entry, wish.target, wish.target in happened.dialogue(turn.sitting).departments)
    elif wish.action in BECOMES:
        entry.state, entry.department = BECOMES[wish.action], turn.seat.department
        entry.merged_into = into
        entry.clause = wish.target if wish.action == "hide" else entry.clause
    entry.version += 1
    db.session.flush()
    announcing.entry(turn.sitting, entry)


def _send_on(entry: Entry, target: str, to_a_table: bool) -> None:
    entry.seat = None
    if to_a_table:
        entry.department, entry.state = target, "open"
    else:
        entry.state = "referred"


def checked(seat: Seat, entry: Entry, second: int) -> bool:
    """Whether the table has had this looked into, and knows by now what came of it."""
    query = sa.select(sa.func.min(Turn.second)).join(Turn.seat).join(Turn.entry)
    query = query.where(Turn.sitting_id == seat.sitting_id, Turn.action == "verify", Seat.department == seat.department)
    since = db.session.scalar(query.where(Entry.slug == entry.slug)) if entry.slug else None
    return since is not None and since + check_seconds(entry) <= second


def check_seconds(entry: Entry) -> int:
    """How long a check takes: what the pack says of a tip, two minutes of anything else."""
    tip = happened.dialogue(entry.sitting).matter(entry.slug).tip if entry.slug else None
    return 60 * (tip.minutes if tip else 2)
