"""What the audit log keeps of people: entries of numbers for good, the values of entries until they are erased."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.accounts.models import Person
from academy.audit.models import AuditChain, AuditEntry, AuditHead, AuditValues, AuditWitness
from academy.db import db
from academy.privacy import holdings, periods, words
from academy.privacy.holdings import holds, sets_aside
from academy.privacy.periods import Due, Period

_entry, _values = AuditEntry.__table__, AuditValues.__table__
AT_ONCE = 500
LOOKED_FOR = ("words", "person")  # values that are what somebody looked for


def _about(person: Person) -> sa.ColumnElement[bool]:
    """Entries about the person, or about what is kept of them and has a number."""
    conditions = [(_entry.c.subject_type == Person.__tablename__) & (_entry.c.subject_id == person.id)]
    for holding in holdings.all_held():
        if holding.theirs and not callable(holding.whose) and "id" in holding.table.c:
            own = sa.select(holding.table.c.id).where(holding.of(person))
            conditions.append((_entry.c.subject_type == holding.table.name) & _entry.c.subject_id.in_(own))
    return sa.or_(*conditions)


def _valued(person: Person) -> sa.ColumnElement[bool]:
    """Values of those entries, and values with their address or their name, wherever they stand."""
    said = AuditValues.values
    found = [_values.c.entry_id.in_(sa.select(_entry.c.id).where(_about(person)))]
    if person.email:
        found.append(said["email"].as_string() == person.email)
    names = [each for each in (person.name, person.email, person.personal_number) if each]
    found += [said[key].as_string().in_(names) for key in LOOKED_FOR]
    return sa.or_(*found)


holds(
    AuditEntry, "audit", _l("Entries of the audit log: about the person, and of what they did"),
    lambda person: _about(person) | (_entry.c.actor_id == person.id),
    erases={}, keeps="action subject_type reason request_id values_digest", why=words.LOG,
)  # fmt: skip
holds(AuditValues, "audit_values", _l("Values in the audit log: what was before, and after"), _valued, hides="salt")
sets_aside("numbers and hashes", AuditChain, AuditHead, AuditWitness)


def _old(moment: datetime) -> sa.Select:
    return sa.select(_values.c.entry_id).join(_entry, _entry.c.id == _values.c.entry_id).where(_entry.c.at < moment)


def look(moment: datetime) -> Due:
    old = _old(moment).with_only_columns(sa.func.count(), sa.func.min(_entry.c.at))
    return Due(*db.session.execute(old).one())


def forget(moment: datetime) -> int:
    """Values only: entries and their digests stay, and so does the chain."""
    some = _old(moment).order_by(_values.c.entry_id).limit(AT_ONCE)
    return db.session.execute(sa.delete(_values).where(_values.c.entry_id.in_(some))).rowcount


periods.keeps(
    Period("audit_values", _l("Values in the audit log: what was before, and after"), 7 * 365 + 2, look, forget)
)
