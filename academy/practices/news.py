"""What became of somebody's practices, on their start page."""

from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from academy import home, news
from academy.db import db
from academy.home import Part
from academy.news import MOST, Item
from academy.practices import library
from academy.practices.models import Practice


@news.teller
def decided(person, since: datetime) -> list[Item]:
    query = sa.select(Practice).where(Practice.contributor_id == person.id, Practice.decided_at >= since)
    query = query.where(Practice.state.in_(("approved", "returned"))).order_by(Practice.decided_at.desc()).limit(MOST)
    return [_item(practice) for practice in db.session.scalars(query)]


@home.part("administrator")
def waiting(person) -> Part | None:
    """Administrators have no review queue: they hear of it here."""
    count = library.count_waiting(person)
    return Part("practices/_waiting.html", {"count": count}) if count else None


def _item(practice: Practice) -> Item:
    approved = _("Your good practice is in the library, and you have a badge: %(title)s", title=practice.called)
    returned = _("Your good practice came back to be mended: %(title)s", title=practice.called)
    words = approved if practice.approved else returned
    return Item(practice.decided_at, words, url_for("practices.show", practice_id=practice.id))
