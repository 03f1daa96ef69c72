"""What the screen of a hall shows: where the dialogue is, what was answered last, and how much there was."""

import segno
import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup

from academy.db import db
from scenarios.sittings import announcing, shown
from scenarios.sittings.models import Commitment, Entry, Sitting, Turn
from scenarios.sittings.words import WORDED

ANSWERS = 4
HIDDEN = ("held", "hidden")


def of(sitting: Sitting) -> dict:
    """`next_up` is the comment that a table has taken up last, `answers` what was said last, each with its comment."""
    turns = db.session.scalars(
        sa.select(Turn)
        .where(Turn.sitting_id == sitting.id, Turn.action.in_(WORDED))
        .order_by(Turn.number.desc())
        .limit(ANSWERS)
    )
    taken = db.session.scalar(
        sa.select(Entry).filter_by(sitting_id=sitting.id, state="claimed").order_by(Entry.id.desc()).limit(1)
    )
    return {
        "now": shown.programme(sitting),
        "answers": [_answer(sitting, turn) for turn in turns if turn.entry is None or turn.entry.state not in HIDDEN],
        "next_up": taken and announcing.for_stage(sitting, taken),
        "figures": _figures(sitting),
    }


def code(address: str) -> Markup:
    """A QR code of an address, as SVG."""
    drawn = segno.make(address, error="m", micro=False)
    title = _("QR code of the address of this dialogue")
    return Markup(drawn.svg_inline(omitsize=True, border=2, light="#fff", title=title, svgclass="qr", lineclass=None))


def _answer(sitting: Sitting, turn: Turn) -> dict:
    entry = turn.entry and announcing.for_stage(sitting, turn.entry)
    return {"turn": announcing.words(sitting, turn), "entry": entry}


def _figures(sitting: Sitting) -> dict[str, int]:
    """Comments that everybody can read, how many of those that ask for something have their answer, and promises."""
    own = sa.select(sa.func.count()).select_from(Entry).where(Entry.sitting_id == sitting.id)
    visible = sa.or_(Entry.state.is_(None), Entry.state.not_in(HIDDEN))
    answered = own.where(Entry.state == "answered").scalar_subquery()
    promised = sa.select(sa.func.count()).select_from(Commitment).where(Commitment.sitting_id == sitting.id)
    numbers = db.session.execute(
        sa.select(own.where(visible).scalar_subquery(), answered, promised.scalar_subquery())
    ).one()
    return dict(zip(("comments", "answered", "promised"), numbers, strict=True))
