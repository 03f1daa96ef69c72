"""The library: which practices there are to read, to search and to approve."""

from typing import NamedTuple

import sqlalchemy as sa

from academy.accounts.models import ServiceGroup
from academy.db import db
from academy.practices.models import Practice

MOST_WORDS = 8
SEARCHED = (Practice.title, Practice.situation, Practice.action)


class Filters(NamedTuple):
    """`words` all stand somewhere in title, situation or action."""

    words: str = ""
    use: str = ""
    service: str = ""
    country: str = ""
    certainty: str = ""


def listed(filters: Filters = Filters()) -> sa.Select:
    """What was approved, the newest first."""
    query = sa.select(Practice).where(Practice.state == "approved")
    query = query.order_by(Practice.approved_at.desc(), Practice.id.desc())
    query = query.options(sa.orm.joinedload(Practice.contributor), sa.orm.joinedload(Practice.service))
    chosen = {
        "use": filters.use,
        "service_code": filters.service,
        "country": filters.country,
        "certainty": filters.certainty,
    }
    query = query.filter_by(**{name: value for name, value in chosen.items() if value})
    for word in filters.words.split()[:MOST_WORDS]:
        query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in SEARCHED)))
    return query


def countries() -> list[str]:
    """Of those that were approved."""
    return list(db.session.scalars(sa.select(Practice.country).where(Practice.state == "approved").distinct()))


def services() -> list[ServiceGroup]:
    """Groups that practices in the library are of."""
    has = sa.exists().where(Practice.service_code == ServiceGroup.code, Practice.state == "approved")
    return list(db.session.scalars(sa.select(ServiceGroup).where(has).order_by(ServiceGroup.name)))


def of_person(person) -> list[Practice]:
    """All that somebody wrote, what they can still write in first."""
    order = sa.case({"returned": 0, "draft": 1, "submitted": 2, "approved": 3}, value=Practice.state, else_=4)
    query = sa.select(Practice).where(Practice.contributor_id == person.id).order_by(order, Practice.saved_at.desc())
    return list(db.session.scalars(query.options(sa.orm.joinedload(Practice.recognition))))


def waiting(person) -> list[Practice]:
    """What this person may approve, the longest wait first."""
    query = sa.select(Practice).where(*_waits_for(person)).order_by(Practice.submitted_at, Practice.id)
    return list(db.session.scalars(query.options(sa.orm.joinedload(Practice.contributor))))


def count_waiting(person) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Practice).where(*_waits_for(person)))


def _waits_for(person) -> tuple:
    return Practice.waits.is_not(None), Practice.contributor_id != person.id
