"""Answers of a sitting that are offered as good practices: what was asked, what was said, what is known of its effect, no names."""

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from flask_babel import ngettext

from academy import practices
from academy.db import db
from academy.practices.content import LANGUAGES
from academy.practices.models import Practice
from academy.triage import TRIAGE
from scenarios.debrief import graded
from scenarios.sittings import happened, viewers
from scenarios.sittings.models import Sitting, Turn

USE = "hearing"
ORIGIN = "dialogue/"


def offer(person, turn: Turn) -> Practice:
    """A draft of this person; offered again it is the one that there is, whoever began it."""
    content, entry = happened.dialogue(turn.sitting), turn.entry
    triage = content.matter(entry.slug).triage if entry.slug else None
    kind = TRIAGE.get(triage, "")
    return practices.propose(
        person,
        f"{ORIGIN}{turn.id}",
        title=_("An answer at a public dialogue: %(kind)s", kind=kind) if kind else _("An answer at a public dialogue"),
        situation=_("At a dialogue with the public on “%(theme)s” somebody wrote:", theme=content.theme)
        + f"\n\n{entry.text}",
        action=_("The department answered before everybody:") + f"\n\n{turn.move.reply}",
        evidence=_evidence(turn),
        use=USE,
        triage=[triage] if triage else [],
        language=entry.language if entry.language in LANGUAGES else "en",
    )


def answer_or_404(sitting: Sitting, turn_id: int) -> Turn:
    """An answer to a comment, given at this sitting; once it is over, so that nobody offers what is still being corrected."""
    turn = db.session.get(Turn, turn_id)
    if turn is None or turn.sitting_id != sitting.id or turn.action not in ("reply", "correct"):
        abort(404)
    return turn if sitting.ended_at and turn.move.reply else abort(404)


def offered(sitting: Sitting) -> dict[int, int]:
    """Practices that were begun with answers of a sitting, by the id of the turn."""
    turns = sa.select(Turn.id).filter_by(sitting_id=sitting.id).where(Turn.action.in_(("reply", "correct")))
    origins = {f"{ORIGIN}{turn_id}": turn_id for turn_id in db.session.scalars(turns)}
    query = sa.select(Practice.origin, Practice.id).where(Practice.origin.in_(origins))
    return {origins[origin]: practice_id for origin, practice_id in db.session.execute(query)}


def _evidence(turn: Turn) -> str:
    """The mark is that of a simulation, and says so."""
    count = viewers.helpful_counts(turn.sitting, turn.id).get(turn.id, 0)
    score = round(graded.judgement(turn.move.run, turn.move).score)
    marked = _("It was said in an exercise, and marked with %(score)s of 100.", score=score)
    if not count:
        return marked
    return f"{marked} " + ngettext(
        "%(num)s viewer marked it as helpful.", "%(num)s viewers marked it as helpful.", count
    )
