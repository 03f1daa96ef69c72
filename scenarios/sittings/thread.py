"""The thread of a sitting: what the script brings becomes rows, each once, and everybody is told."""

import sqlalchemy as sa

from academy import clock
from academy.db import db, insert
from scenarios.dialogues import script as clockwork
from scenarios.dialogues.arrivals import Arrival
from scenarios.sittings import announcing, endings, happened, times
from scenarios.sittings.models import Entry, Sitting


def lock(sitting: Sitting) -> None:
    """One at a time: what is numbered and what arrives comes in one order. What was not written yet is, first. Viewers, who
    only point at the sitting, do not wait for it."""
    db.session.flush()
    db.session.refresh(sitting, with_for_update={"of": Sitting, "key_share": True})


def catch_up(sitting: Sitting, anyway: bool = False) -> clockwork.Script | None:
    """Everything that is due is in the thread; None where nothing was. `anyway`: something was done since. The sitting is locked.

    The last second is looked at once more, since what is done in it has effects in it; names keep what is there from coming
    twice.
    """
    second = times.second(sitting)
    if not anyway and not (sitting.due is not None and sitting.due <= second):
        return None
    before = sitting.looked
    content, known = happened.dialogue(sitting), happened.of_sitting(sitting)
    found = clockwork.script(content, sitting.seed, known, second, max(clockwork.FIRST, before - 1))
    add(sitting, found.arrivals)
    sitting.looked = second
    sitting.due = clockwork.next_change(content, sitting.seed, known, second)
    announcing.segments(sitting, found, before)
    if found.ended is not None:
        endings.finish(sitting, found.ended)
    return found


def add(sitting: Sitting, arrivals: tuple[Arrival, ...]) -> list[Entry]:
    """The rows of what arrived that were not there yet."""
    if not arrivals:
        return []
    at = clock.now()
    rows = [_row(sitting, arrival, at) for arrival in arrivals]
    added = db.session.scalars(insert(Entry).on_conflict_do_nothing().returning(Entry), rows)
    entries = sorted(added, key=lambda entry: entry.id)
    for entry in entries:
        announcing.entry(sitting, entry)
    return entries


def named(sitting: Sitting, name: str) -> Entry | None:
    return db.session.scalar(sa.select(Entry).filter_by(sitting_id=sitting.id, name=name))


def _row(sitting: Sitting, arrival: Arrival, at) -> dict:
    return {
        "sitting_id": sitting.id,
        "name": arrival.id,
        "kind": arrival.kind,
        "second": arrival.second,
        "arrived_at": at,
        "persona": arrival.persona,
        "author": arrival.name,
        "text": arrival.text,
        "language": arrival.language,
        "slug": arrival.slug,
        "under": arrival.under,
        "likes": arrival.likes,
        "state": "open" if arrival.slug else None,
        "version": 0,
    }
