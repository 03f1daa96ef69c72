"""Emptying rows: what a holding says becomes of them is done, through the triggers that let an erasure pass."""

from typing import Any

import sqlalchemy as sa

from academy.db import db
from academy.privacy.holdings import GONE, Holding, these


def empty(holding: Holding, keys: list[tuple]) -> int:
    """Empty the rows of these keys, or delete them: how many those were."""
    for condition in these(holding, keys):
        if holding.erases is GONE:
            db.session.execute(sa.delete(holding.table).where(condition))
        elif holding.erases:
            _empty(holding, condition)
    return len(keys)


def _empty(holding: Holding, condition: sa.ColumnElement[bool]) -> None:
    """Row by row where a function says what becomes of it."""
    plain = {name: value for name, value in holding.erases.items() if not _counted(value)}
    counted = {name: value for name, value in holding.erases.items() if _counted(value)}
    if not counted:
        db.session.execute(sa.update(holding.table).where(condition).values(plain))
        return
    for row in db.session.execute(sa.select(holding.table).where(condition)).all():
        values = {**plain, **{name: value(row) for name, value in counted.items()}}
        own = sa.and_(*(column == row._mapping[column] for column in holding.key))
        db.session.execute(sa.update(holding.table).where(own).values(values))


def _counted(value: Any) -> bool:
    return callable(value) and not isinstance(value, sa.ClauseElement)
