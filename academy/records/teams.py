"""Who judged, by name: what `Standing.markers` stands for."""

import sqlalchemy as sa

from academy.accounts.models import Person
from academy.db import db
from academy.records.models import Standing


def table() -> sa.CTE:
    """A small table to join: `markers` as standings have them, and their `names`, in order of their ids.

    A person's name is in one row only: whoever is renamed is so everywhere at once.
    """
    teams = {markers: [int(one) for one in markers.split(",")] for markers in _teams()}
    everybody = {one for ids in teams.values() for one in ids}
    query = sa.select(Person.id, Person.name).where(Person.id.in_(everybody))
    names = dict(db.session.execute(query).all()) if everybody else {}
    named = [(markers, "; ".join(names[one] for one in ids)) for markers, ids in teams.items()]
    columns = sa.column("markers", sa.Text), sa.column("names", sa.Text)
    return sa.values(*columns, name="teams").data(named or [("", "")]).cte("teams")


def _teams() -> list[str]:
    """Each once, from one to the next in the index: there are dozens of them and a million standings."""
    marked = Standing.markers != ""
    first = sa.select(sa.func.min(Standing.markers).label("markers")).where(marked).cte("team", recursive=True)
    after = sa.select(sa.func.min(Standing.markers)).where(marked, Standing.markers > first.c.markers).scalar_subquery()
    steps = first.union_all(sa.select(after).where(first.c.markers.is_not(None)))
    return list(db.session.scalars(sa.select(steps.c.markers).where(steps.c.markers.is_not(None))))
