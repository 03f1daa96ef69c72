"""What a page of a sitting shows when it is opened, in the plain values in which it is told afterwards."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from academy.db import db
from scenarios.sittings import announcing, commitments, folding, happened, times, viewers
from scenarios.sittings.models import Entry, Sitting, Turn
from scenarios.sittings.words import SPOKEN, WAITING

MOST = 150  # comments of a thread that somebody who comes late is shown
ANSWERED = 30  # comments that are shown besides since they were answered last, however old


def stage(sitting: Sitting) -> dict:
    """For everybody: the newest of the thread, what departments answered last, all that was said about either, and where in the
    programme it is. What was merged is not there: `others` says for how many a comment stands."""
    folded = folding.roots(sitting)
    others = folding.others(folded)
    entries = db.session.scalars(_on_stage(sitting)).all()
    return {
        "entries": [_staged(sitting, entry, folded, others) for entry in entries],
        "turns": [announcing.words(sitting, turn) for turn in _turns(sitting, entries)],
        "helpful": viewers.helpful_counts(sitting),
        "commitments": [announcing.as_promised(sitting, made) for made in commitments.of_sitting(sitting)],
        **programme(sitting),
    }


def _on_stage(sitting: Sitting) -> sa.Select:
    visible = (
        Entry.sitting_id == sitting.id,
        sa.or_(Entry.state.is_(None), Entry.state.not_in(("held", "hidden", "merged"))),
    )
    newest = sa.select(Entry.id).where(*visible).order_by(Entry.id.desc()).limit(MOST)
    answered = sa.select(Turn.entry_id).where(Turn.sitting_id == sitting.id, Turn.action.in_(("reply", "correct")))
    answered = answered.order_by(Turn.number.desc()).limit(ANSWERED)
    either = sa.or_(Entry.id.in_(newest.subquery().select()), Entry.id.in_(answered.subquery().select()))
    return sa.select(Entry).where(*visible, either).order_by(Entry.id).options(lazyload(Entry.seat))


def _staged(sitting: Sitting, entry: Entry, folded: dict[str, str], others: Counter[str]) -> dict:
    under = folded.get(entry.under, entry.under)
    return announcing.for_stage(sitting, entry) | {"under": under, "others": others[entry.name]}


def hall(sitting: Sitting) -> dict:
    """For those who sit there: everything that waits, however old, and the newest of the rest."""
    own = sa.select(Entry).where(Entry.sitting_id == sitting.id)
    waiting = list(
        db.session.scalars(own.where(Entry.state.in_(("held", *WAITING))).order_by(Entry.id.desc()).limit(1000))
    )
    newest = db.session.scalars(own.order_by(Entry.id.desc()).limit(MOST))
    entries = sorted({entry.id: entry for entry in (*waiting, *newest)}.values(), key=lambda entry: entry.id)
    return {
        "entries": [announcing.for_all_inside(sitting, entry) for entry in entries],
        "turns": [announcing.words(sitting, turn) for turn in _turns(sitting, entries)],
        **programme(sitting),
    }


def programme(sitting: Sitting) -> dict:
    """The clock, the segments that have begun, and when the present one ends."""
    now = happened.script(sitting, max(0, times.second(sitting))) if sitting.started_at else None
    begun = dict(now.segments) if now else {}
    content = happened.dialogue(sitting)
    return {
        "clock": times.told(sitting),
        "segments": [
            announcing.as_begun(sitting, each, begun[each.slug]) for each in content.segments if each.slug in begun
        ],
        "ends": now.segment_ends if now else None,
        "pressure": now.pressure if now else 100,
    }


def _turns(sitting: Sitting, entries) -> list[Turn]:
    ids = [entry.id for entry in entries]
    query = sa.select(Turn).where(Turn.sitting_id == sitting.id, Turn.action.in_(SPOKEN))
    return list(
        db.session.scalars(query.where(sa.or_(Turn.entry_id.in_(ids), Turn.entry_id.is_(None))).order_by(Turn.number))
    )
