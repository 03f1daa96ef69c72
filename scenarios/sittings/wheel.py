"""The wheel: whoever has it begins, stops, and turns the dialogue; somebody else who teaches can take it over at any time."""

import sqlalchemy as sa

from academy import audit
from academy.db import db
from scenarios.dialogues.happenings import DEEDS, MOST
from scenarios.sittings import announcing, happened, thread, times
from scenarios.sittings.models import Deed, Sitting, Whisper
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import LONGEST_COMMENT


def hold(sitting: Sitting, person) -> None:
    """Go on only if this person has the wheel; nobody takes it meanwhile. Raises Refusal."""
    thread.lock(sitting)
    if sitting.facilitator_id != person.id:
        raise Refusal("not_at_the_wheel", by=sitting.facilitator.name)


def take_over(sitting: Sitting, person) -> None:
    """Whoever had it need not agree: they may have vanished."""
    thread.lock(sitting)
    if sitting.facilitator_id == person.id:
        return
    before, sitting.facilitator = sitting.facilitator, person
    audit.note("sitting.taken_over", person, sitting, before=before.id)
    db.session.flush()
    announcing.wheel(sitting)


def start(sitting: Sitting, person) -> None:
    """Begin, or go on after a pause; what runs, runs on."""
    hold(sitting, person)
    if sitting.ended_at:
        raise Refusal("over")
    if sitting.running_since is None:
        times.run(sitting)
        announcing.clock(sitting)
        thread.catch_up(sitting, anyway=True)


def pause(sitting: Sitting, person) -> None:
    hold(sitting, person)
    if sitting.running_since is None:
        return
    thread.catch_up(sitting, anyway=True)
    if sitting.running_since is not None:  # it was not the end
        times.stand(sitting)
        announcing.clock(sitting)


def do(sitting: Sitting, person, kind: str, key: str | None = None, **particulars) -> Deed:
    """A deed of the script: see scenarios.dialogues.happenings.Deed. Twice with one key is once. Raises Refusal."""
    hold(sitting, person)
    if made := _made(Deed, sitting, key):
        return made
    if sitting.started_at is None or sitting.ended_at:
        raise Refusal("over" if sitting.ended_at else "not_begun")
    _refuse_nonsense(sitting, kind, particulars)
    thread.catch_up(sitting)
    if sitting.ended_at:
        raise Refusal("over")
    sitting.happenings += 1
    deed = Deed(
        sitting_id=sitting.id,
        person_id=person.id,
        number=sitting.happenings,
        second=times.second(sitting),
        kind=kind,
        key=key,
        **particulars,
    )
    db.session.add(deed)
    db.session.flush()
    announcing.deed(sitting, deed)
    thread.catch_up(sitting, anyway=True)
    return deed


def whisper(sitting: Sitting, person, department: str | None, text: str, key: str | None = None) -> Whisper:
    """Tell one table something, or all of them. Twice with one key is once. Raises Refusal."""
    hold(sitting, person)
    if made := _made(Whisper, sitting, key):
        return made
    text = text.strip()
    if not text:
        raise Refusal("needs_words")
    if len(text) > LONGEST_COMMENT:
        raise Refusal("too_long")
    if department is not None and department not in happened.dialogue(sitting).departments:
        raise Refusal("unknown_target")
    said = Whisper(
        sitting_id=sitting.id,
        person_id=person.id,
        department=department,
        second=times.second(sitting),
        text=text,
        key=key,
    )
    db.session.add(said)
    db.session.flush()
    announcing.whisper(sitting, department)
    return said


def _made(kind: type[Deed] | type[Whisper], sitting: Sitting, key: str | None):
    query = sa.select(kind).filter_by(sitting_id=sitting.id, key=key)
    return db.session.scalar(query) if key else None


def _refuse_nonsense(sitting: Sitting, kind: str, given: dict) -> None:
    content = happened.dialogue(sitting)
    slug, value = given.get("slug"), given.get("value", 0)
    if kind not in DEEDS or (kind == "pressure" and not 0 <= value <= MOST):
        raise Refusal("unknown_target")
    if kind in ("hold", "fire", "retime") and slug not in content.matters:
        raise Refusal("unknown_target")
    if kind == "segment" and slug not in {segment.slug for segment in content.segments}:
        raise Refusal("unknown_target")
    if kind == "say":
        if given.get("persona") not in content.personas or (slug and slug not in content.matters):
            raise Refusal("unknown_target")
        if not given.get("text", "").strip():
            raise Refusal("needs_words")
        if len(given["text"]) > LONGEST_COMMENT:
            raise Refusal("too_long")
