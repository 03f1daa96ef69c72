"""The desk: what a seat sees of its sitting, and what it may do about the comment at hand."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort

from academy import editions
from academy.db import db
from scenarios.sittings import commitments, happened, register, sayings, seats, thread, times, turns
from scenarios.sittings.models import Entry, Seat, Sitting, Turn, Whisper
from scenarios.sittings.words import WORDED

CLAIMABLE = ("open", "escalated")
ASSIGNABLE = ("open", "claimed", "escalated")


@dataclass(frozen=True)
class Line:
    """Something said or done about a comment; `office` marks a department, `person` who of the own table it was."""

    second: int
    who: str
    text: str
    language: str | None = None
    office: bool = False
    deed: str = ""
    person: str = ""


@dataclass(frozen=True)
class Report:
    """What this table is to say in the present segment; `asked` is empty where it is not its turn."""

    asked: str
    lines: tuple


def entry_or_404(seat: Seat, entry_id: int) -> Entry:
    """A comment of this sitting that asks for something and that this seat may see."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or entry.sitting_id != seat.sitting_id or entry.state is None:
        abort(404)
    return entry if entry.state != "held" or seats.may(seat, "let_through") else abort(404)


def possible(seat: Seat, entry: Entry) -> set[str]:
    """What this seat may do about it as it stands."""
    if seat.sitting.ended_at or seat.sitting.started_at is None:
        return set()
    ours = entry.department in (None, seat.department)
    found = {
        action for action, states in turns.OPEN_TO.items() if entry.state in states and (ours or action == "merge")
    }
    if entry.slug is None:
        found -= {"verify"}  # nobody knows more of it than it says
    if not (ours and any(turn.seat.department == seat.department for turn in turns.of_entry(entry))):
        found -= {"correct"}
    found |= {"claim"} if ours and entry.state in CLAIMABLE else set()
    found |= {"assign"} if ours and entry.state in ASSIGNABLE else set()
    found |= {"let_through"} if entry.state == "held" else {"follow_up"} if entry.state != "hidden" else set()
    found = {duty for duty in found if seats.may(seat, duty)}
    return found | ({"release"} if _may_release(seat, entry) else set())


def _may_release(seat: Seat, entry: Entry) -> bool:
    claimed = entry.state == "claimed" and entry.department == seat.department
    return claimed and (entry.seat_id == seat.id or seats.may(seat, "assign"))


def said(seat: Seat, entry: Entry) -> list[Line]:
    """All that was said and done about it and about what it belongs to, in order."""
    root = _root(entry)
    below = db.session.scalars(sa.select(Entry).filter_by(sitting_id=entry.sitting_id, under=root.name)).all()
    visible = [each for each in below if each.state not in ("held", "hidden") and each.id != entry.id]
    found = [Line(each.second, each.author, each.text, each.language, each.kind == "follow_up") for each in visible]
    if root.id != entry.id:
        found.append(Line(root.second, root.author, root.text, root.language))
    known = (root.id, entry.id, *(each.id for each in visible))
    query = sa.select(Turn).where(Turn.entry_id.in_(known)).order_by(Turn.number)
    found += [_line(seat, turn) for turn in db.session.scalars(query) if _is_heard(seat, turn)]
    return sorted(found, key=lambda line: line.second)


def _root(entry: Entry) -> Entry:
    return (thread.named(entry.sitting, entry.under) if entry.kind == "follow_up" else None) or entry


def _is_heard(seat: Seat, turn: Turn) -> bool:
    return turn.action in happened.HEARD or turn.seat.department == seat.department


def _line(seat: Seat, turn: Turn) -> Line:
    name = happened.dialogue(seat.sitting).departments[turn.seat.department].name
    person = turn.seat.person.name if turn.seat.department == seat.department else ""
    words = turn.move.reply if turn.move and turn.action in WORDED else ""
    return Line(turn.second, name, words, None, True, sayings.deed(turn), person)


def repeats(entry: Entry) -> int:
    """How many were merged into it."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Entry).filter_by(merged_into_id=entry.id))


def check(seat: Seat, entry: Entry) -> dict | None:
    """What came of having it looked into: None when nobody of the table has asked, `shows` once it is known."""
    query = sa.select(sa.func.min(Turn.second)).join(Turn.seat).join(Turn.entry)
    asked = query.where(Turn.sitting_id == seat.sitting_id, Turn.action == "verify", Seat.department == seat.department)
    since = db.session.scalar(asked.where(Entry.slug == entry.slug)) if entry.slug else None
    if since is None:
        return None
    second = times.second(seat.sitting)
    tip = happened.dialogue(seat.sitting).matter(entry.slug).tip
    left = since + turns.check_seconds(entry) - second
    return {"known": left <= 0, "minutes": -(-max(0, left) // 60), "shows": tip.shows if tip and left <= 0 else ""}


def around(seat: Seat) -> dict:
    """What goes on around the comments: the segment, what this table is to report, what it was whispered, what was promised."""
    sitting, content = seat.sitting, happened.dialogue(seat.sitting)
    second = times.second(sitting)
    now = happened.script(sitting, second, second) if sitting.started_at else None
    segment = now and next(each for each in content.segments if each.slug == now.segments[-1][0])
    return {
        "segment": segment,
        "segment_ends": now and now.segment_ends,
        "report": segment and _report(content, segment, seat.department),
        "taken_back": {line for line, _second in now.corrected} if now else set(),
        "whispers": whispers(seat),
        "promised": commitments.of_sitting(sitting),
        "names": {slug: each.name for slug, each in content.departments.items()},
        "standings": sayings.STANDINGS,
    }


def _report(content, segment, department: str | None) -> Report:
    own = next((report for report in segment.reports if report.department == department), None)
    leads = department is not None and segment.lead == department
    asked = own.ask if own else segment.says if leads else ""
    return Report(asked, tuple(content.lines[slug][1] for slug in (own.lines if own else ())))


def whispers(seat: Seat) -> list[Whisper]:
    """For this table and for all; an observer hears those for all. The newest first."""
    heard = sa.or_(Whisper.department.is_(None), Whisper.department == seat.department)
    query = sa.select(Whisper).where(Whisper.sitting_id == seat.sitting_id, heard)
    return list(db.session.scalars(query.order_by(Whisper.id.desc()).limit(20)))


def offices(sitting: Sitting) -> list:
    """The offices of the directory that a comment may be referred to, besides the departments."""
    rules = editions.content(sitting.edition.rules)
    return [office for office in map(rules.office, happened.dialogue(sitting).directory) if office]


def owed(seat: Seat) -> list[register.Owed]:
    """What this table promised before and has to answer for; an observer sees that of all tables."""
    names = happened.dialogue(seat.sitting).departments
    own = seat.department and names[seat.department].name
    return [each for each in register.owed(seat.sitting) if own in (None, each.department)]


def spoken(seat: Seat) -> list[Turn]:
    """The words of the own table in which something may have been promised, the newest first."""
    query = sa.select(Turn).join(Turn.seat).where(Turn.sitting_id == seat.sitting_id, Turn.action.in_(WORDED))
    return list(db.session.scalars(query.where(Seat.department == seat.department).order_by(Turn.id.desc()).limit(20)))
