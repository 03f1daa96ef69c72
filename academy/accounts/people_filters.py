"""The list of people, narrowed: by words, role, service group, cohort, and whether they can or ever did sign in."""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy.accounts import people
from academy.accounts.models import Person
from academy.accounts.sign_in_models import SignInSession
from academy.audit.models import AuditEntry
from academy.cohorts.models import Membership

STATES = [
    ("active", _l("Can sign in")),
    ("off", _l("Switched off")),
    ("never", _l("Never signed in")),
    ("uninvited", _l("Without a password, not invited yet")),
]


class Filters(NamedTuple):
    """Empty where nothing was asked for; `state` is one of STATES."""

    words: str = ""
    role: str = ""
    service: str = ""
    cohort: int | None = None
    state: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> "Filters":
        """Those of an address or a form."""
        cohort = arguments.get("cohort", "")
        number = int(cohort) if cohort.isascii() and cohort.isdigit() and len(cohort) < 10 else None
        text = {name: arguments.get(name, "").strip()[:100] for name in ("words", "role", "service", "state")}
        return cls(**text, cohort=number)

    @property
    def given(self) -> dict:
        """As arguments of an address."""
        return {name: value for name, value in self._asdict().items() if value}


def listed(filters: Filters) -> sa.Select:
    """The people whom the filters leave, in order of name."""
    query = people.listed(filters.role, filters.words)
    if filters.service:
        query = query.where(Person.service_code == filters.service)
    if filters.cohort:
        query = query.where(
            Person.id.in_(sa.select(Membership.person_id).where(Membership.cohort_id == filters.cohort))
        )
    return query.where(*_in_state(filters.state))


def _in_state(state: str) -> list:
    if state == "never":
        session = sa.exists().where(SignInSession.person_id == Person.id)
        noted = sa.exists().where(AuditEntry.actor_id == Person.id, AuditEntry.action == "sign_in.succeeded")
        return [~session, ~noted]
    conditions = {
        "active": [Person.active],
        "off": [~Person.active],
        "uninvited": [
            Person.active,
            Person.password_hash.is_(None),
            Person.email.is_not(None),
            Person.invited_at.is_(None),
        ],
    }
    return conditions.get(state, [])
