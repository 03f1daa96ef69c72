"""What files of people keep of those who are in them, and of who brought them."""

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from academy.accounts.models import Person
from academy.db import db
from academy.privacy import periods, words
from academy.privacy.holdings import holds
from academy.privacy.periods import Period
from academy.roll import files
from academy.roll.models import Roll

_roll = Roll.__table__


def _naming(person: Person) -> sa.ColumnElement[bool]:
    """Files with their address or number in a cell, or their name: there are few, and none is kept for long."""
    said = {each.casefold() for each in (person.email, person.personal_number, person.name) if each}
    kept = db.session.execute(sa.select(_roll.c.id, _roll.c.content).where(_roll.c.content.is_not(None)))
    found = [roll_id for roll_id, content in kept if _names(files.unpack(content), said)]
    return _roll.c.id.in_(found)


def _names(table: files.Table, said: set[str]) -> bool:
    return any(cell.strip().casefold() in said for row in table.rows for cell in row.cells.values())


holds(
    Roll, "uploads", _l("Files of people that were brought"), (Roll.person_id,),
    erases={}, keeps="name digest data content encoding chosen counts", why=words.WORK, hides="content",
    files={"data": "file"}, theirs=False,
)  # fmt: skip
holds(
    Roll, "named_in_uploads", _l("Files of people with this person in them"), _naming,
    erases={"data": None, "content": None}, keeps="name digest encoding chosen counts", hides="data content", theirs=False,
)  # fmt: skip
periods.keeps(
    Period(
        "uploads",
        _l("Files of people that were imported"),
        lambda: current_app.config["RESULT_DAYS"],
        periods.looks(_roll, _roll.c.finished_at, _roll.c.content.is_not(None)),
    )
)
periods.keeps_always(_l("Files of people that nobody imported"), _l("a day"))
