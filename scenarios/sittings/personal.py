"""What sittings keep of people: who sat where, what they did and promised there, and for how long the names of viewers."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.accounts.models import Person
from academy.db import db
from academy.privacy import periods, words
from academy.privacy.holdings import holds, only_acts, sets_aside
from academy.privacy.periods import Due, Period
from scenarios.sittings.models import Commitment, Deed, Entry, Helpful, Seat, Sitting, Turn, Viewer, Whisper

AT_ONCE = 200
SITTING_DAYS = 180
_viewer, _entry, _sitting = Viewer.__table__, Entry.__table__, Sitting.__table__


def _asked(person: Person) -> sa.ColumnElement[bool]:
    """Follow-ups have the number of the seat in their name: on stage a department asks."""
    own = sa.select(Seat.id).where(
        Seat.person_id == person.id, Entry.name.like("follow-" + sa.cast(Seat.id, sa.String) + "-%")
    )
    return sa.and_(Entry.kind == "follow_up", own.correlate(_entry).exists())


holds(
    Seat, "seats", _l("Places at live dialogues"), (Seat.person_id,),
    erases={}, keeps="department role", why=words.STATISTICS,
)  # fmt: skip
holds(
    Turn, "turns", _l("What was done in live dialogues"), (Turn.seat_id, Seat.person_id),
    # the words are in the moves of their run
    erases={}, keeps="action target line segment raised key", why=words.STATISTICS,
)  # fmt: skip
holds(
    Helpful, "helpful", _l("Viewers who found an answer helpful"), (Helpful.turn_id, Turn.seat_id, Seat.person_id),
    erases={}, why=words.STATISTICS,
)  # fmt: skip
holds(
    Commitment, "commitments", _l("What was promised in live dialogues"), (Commitment.seat_id, Seat.person_id),
    erases={"who": "", "note": ""}, keeps="slug what department state key",
    why=_l("A department promised it in public, and has to answer for it."),
)  # fmt: skip
holds(
    Entry, "follow_ups", _l("Follow-up questions asked in live dialogues"), _asked,
    erases={"text": ""}, keeps="name kind persona author language slug under state clause department",
    why=words.STATISTICS,
)  # fmt: skip
holds(
    Entry, "claimed_comments", _l("Comments of others that were claimed"), (Entry.seat_id, Seat.person_id),
    erases={}, keeps="text", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    Deed, "deeds", _l("Live dialogues that were led: what was done"), (Deed.person_id,),
    erases={}, keeps="kind slug persona text language under key", why=words.WORK, theirs=False,
)  # fmt: skip
holds(
    Whisper, "whispers", _l("Live dialogues that were led: what tables were told"), (Whisper.person_id,),
    erases={}, keeps="department text key", why=words.WORK, theirs=False,
)  # fmt: skip
only_acts("who leads it", Sitting.facilitator_id)
sets_aside("about a dialogue as a whole", Sitting)
sets_aside("nobody knows who they are: no account, and a nickname that is forgotten after a while", Viewer)


def _old(moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Viewers of what was over by then; of what never ended, those who had come by then."""
    over = sa.func.coalesce(_sitting.c.ended_at, _viewer.c.joined_at)
    return _viewer.c.nickname != "", _viewer.c.sitting_id == _sitting.c.id, over < moment


def look(moment: datetime) -> Due:
    counted = sa.select(sa.func.count(), sa.func.min(_viewer.c.joined_at)).where(*_old(moment))
    return Due(*db.session.execute(counted).one())


def forget(moment: datetime) -> int:
    """Their nicknames, what opens the page in their browser, and what they wrote. The comments stay, empty: turns are about them."""
    some = sa.select(_viewer.c.id).where(*_old(moment)).order_by(_viewer.c.id).limit(AT_ONCE)
    viewers = list(db.session.scalars(some))
    db.session.execute(sa.update(_entry).where(_entry.c.viewer_id.in_(viewers)).values(author="", text=""))
    nameless = {"nickname": "", "digest": "gone-" + sa.cast(_viewer.c.id, sa.String)}
    db.session.execute(sa.update(_viewer).where(_viewer.c.id.in_(viewers)).values(nameless))
    db.session.expire_all()
    return len(viewers)


periods.keeps(
    Period(
        "viewers",
        _l("Nicknames and comments of viewers of live dialogues, once a dialogue is over"),
        SITTING_DAYS,
        look,
        forget,
        note=_l("Viewers have no account. What departments answered stays."),
    )
)
