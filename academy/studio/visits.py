"""Visits: who has a draft open, and where in it."""

from datetime import timedelta

import sqlalchemy as sa

from academy import clock
from academy.db import db, once
from academy.studio.models import Draft, DraftVisit

AROUND = timedelta(seconds=90)  # a page that said so within this time is open


def renew(person, draft: Draft, place: str) -> list[DraftVisit]:
    """Say that a person's page is open; who else has one open in this draft."""
    found, _ = once(
        lambda: db.session.get(DraftVisit, (draft.id, person.id)),
        lambda: DraftVisit(draft_id=draft.id, person_id=person.id, place=place),
    )
    found.place, found.at = place, clock.now()
    db.session.flush()
    return others(person, draft)


def others(person, draft: Draft) -> list[DraftVisit]:
    """Who else has the draft open."""
    around = (DraftVisit.draft_id == draft.id, DraftVisit.person_id != person.id, DraftVisit.at > clock.now() - AROUND)
    return list(db.session.scalars(sa.select(DraftVisit).where(*around).options(sa.orm.joinedload(DraftVisit.person))))
