"""What pages are told, as it happens. The stage is for everybody, so nothing stands there that some may not see; the hall is for
those who sit in it, and hears who does what.

Texts go out as plain values: each page has them in its own language and puts them in as text.
"""

from academy import live
from scenarios.dialogues.pack import Segment
from scenarios.dialogues.script import Script
from scenarios.sittings import folding, handling, happened, sayings, times
from scenarios.sittings.models import Commitment, Entry, Sitting, Turn
from scenarios.sittings.words import SPOKEN


def stage(sitting: Sitting) -> str:
    """Of one that is not open to the public nothing is broadcast."""
    return f"{'stage' if sitting.public else 'closed'}/{sitting.key}"


def hall(sitting: Sitting) -> str:
    return f"hall/{sitting.id}"


def both(sitting: Sitting, kind: str, /, **data) -> None:
    live.publish(stage(sitting), kind, **data)
    live.publish(hall(sitting), kind, **data)


def entry(sitting: Sitting, entry: Entry) -> None:
    """It is there, or something was done to it. What is held or hidden never stands on the stage."""
    live.publish(hall(sitting), "entry", **for_all_inside(sitting, entry))
    if entry.state == "hidden":
        live.publish(stage(sitting), "gone", name=entry.name)
    elif entry.state == "merged":
        folded = folding.roots(sitting)
        into = folded[entry.name]
        live.publish(stage(sitting), "folded", name=entry.name, into=into, others=folding.others(folded)[into])
    elif entry.state != "held":
        live.publish(stage(sitting), "entry", **for_stage(sitting, entry))


def turn(sitting: Sitting, turn: Turn) -> None:
    """What a team said or did. That it had something looked into, or hid it, is not for those who look on."""
    live.publish(hall(sitting), "turn", **words(sitting, turn))
    if turn.action in SPOKEN:
        live.publish(stage(sitting), "turn", **words(sitting, turn))


def clock(sitting: Sitting) -> None:
    both(sitting, "clock", **times.told(sitting))


def segments(sitting: Sitting, script: Script, after: int) -> None:
    """The segments that began after a second, and the end."""
    content = happened.dialogue(sitting)
    by_slug = {segment.slug: segment for segment in content.segments}
    for slug, second in script.segments:
        if second > after:
            both(sitting, "segment", **as_begun(sitting, by_slug[slug], second))
    live.publish(hall(sitting), "plan", ends=script.segment_ends, pressure=script.pressure)


def as_begun(sitting: Sitting, segment: Segment, second: int) -> dict:
    """A segment in plain values; `lead` is what whoever leads it is called."""
    content = happened.dialogue(sitting)
    leads = {**content.departments, **content.guests}
    lead = leads[segment.lead].name if segment.lead in leads else content.page.name
    return {"slug": segment.slug, "title": segment.title, "says": segment.says, "lead": lead, "second": second}


def commitment(sitting: Sitting, made: Commitment) -> None:
    both(sitting, "commitment", **as_promised(sitting, made))


def wheel(sitting: Sitting) -> None:
    live.publish(hall(sitting), "wheel", facilitator=sitting.facilitator_id, called=sitting.facilitator.name)


def deed(sitting: Sitting, deed) -> None:
    live.publish(hall(sitting), "deed", kind=deed.kind, slug=deed.slug, value=deed.value)


def whisper(sitting: Sitting, department: str | None) -> None:
    """That there is one; what it says is fetched by those for whom it is."""
    live.publish(hall(sitting), "whisper", department=department)


def for_stage(sitting: Sitting, entry: Entry) -> dict:
    """`taken` is the department that is about to answer it."""
    content = happened.dialogue(sitting)
    persona = content.personas.get(entry.persona)
    return {
        "name": entry.name,
        "kind": entry.kind if entry.kind in ("viewer", "follow_up") else "public",  # nobody sees what was scripted
        "author": entry.author,
        "journalist": bool(persona and persona.journalist),
        "text": entry.text,
        "language": entry.language,
        "under": entry.under,
        "likes": entry.likes,
        "second": entry.second,
        "merged": entry.merged_into.name if entry.merged_into else None,
        "taken": content.departments[entry.department].name if entry.state == "claimed" else None,
    }


def for_hall(sitting: Sitting, entry: Entry) -> dict:
    own = {name: getattr(entry, name) for name in ("id", "state", "department", "clause", "version")}
    return for_stage(sitting, entry) | {
        **own,
        "kind": entry.kind,
        "claimed_by": entry.seat.person.name if entry.seat else None,
        "seat": entry.seat_id,
        "allowed": handling.seconds_allowed(entry.slug and happened.dialogue(sitting).matter(entry.slug)),
    }


def for_all_inside(sitting: Sitting, entry: Entry) -> dict:
    """What is held is read by those who may let it through, on their own page."""
    return for_hall(sitting, entry) | ({"text": ""} if entry.state == "held" else {})


def words(sitting: Sitting, turn: Turn) -> dict:
    """A turn in plain values. Who of the table wrote is nobody's business on the stage: a department speaks."""
    departments = happened.dialogue(sitting).departments
    return {
        "id": turn.id,
        "action": turn.action,
        "department": turn.seat.department,
        "called": departments[turn.seat.department].name,
        "on": turn.entry and turn.entry.name,
        "text": turn.move.reply if turn.move else "",
        "target": turn.target if turn.action in ("refer", "escalate") else None,
        "to": sayings.target(sitting, turn.target) if turn.action == "refer" else None,
        "line": turn.line,
        "second": turn.second,
    }


def as_promised(sitting: Sitting, made: Commitment) -> dict:
    called = happened.dialogue(sitting).departments[made.department].name
    return {
        "id": made.id,
        "what": made.what,
        "department": called,
        "who": made.who,
        "due": made.due_on.isoformat(),
        "state": made.state,
    }
