"""Follow-ups: a supervisor asks on stage, before everybody, for more than was answered."""

from academy.db import db
from scenarios.sittings import announcing, happened, seats, thread, times
from scenarios.sittings.models import Entry, Seat
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import LONGEST_COMMENT


def ask(seat: Seat, about: Entry, department: str, text: str, key: str) -> Entry:
    """Ask a department about a comment, one's own or another's; asked twice with one key it is one question. Raises Refusal."""
    sitting = seat.sitting
    seats.require(seat, "follow_up")
    content, text = happened.dialogue(sitting), text.strip()
    thread.lock(sitting)
    name = f"follow-{seat.id}-{key}"
    if there := thread.named(sitting, name):
        return there
    if sitting.running_since is None:
        raise Refusal("over" if sitting.ended_at else "stands")
    if about.sitting_id != sitting.id:
        raise Refusal("unknown_target")
    if department not in content.departments or about.state is None or about.state in ("held", "hidden"):
        raise Refusal("unknown_target")
    if not text:
        raise Refusal("needs_words")
    if len(text) > LONGEST_COMMENT:
        raise Refusal("too_long")
    root = about if about.kind != "follow_up" else thread.named(sitting, about.under)
    entry = Entry(
        sitting=sitting, name=name, kind="follow_up", second=times.second(sitting), author=content.departments[seat.department].name,
        text=text, language=content.language, slug=root.slug, under=root.name, department=department, state="open",
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    announcing.entry(sitting, entry)
    return entry
