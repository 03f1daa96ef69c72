"""What happened to a certificate, as the audit log has it."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from academy.accounts.models import Person
from academy.audit.models import AuditEntry
from academy.certificates.models import Certificate
from academy.db import db

CHECKED = "certificate.checked"


class Entry(NamedTuple):
    """`by` is the name of who did it; nobody for what happens by itself or from the command line."""

    at: datetime
    action: str
    reason: str
    by: str | None


class Checks(NamedTuple):
    count: int
    last_at: datetime | None


def entries(certificate: Certificate) -> list[Entry]:
    """All but the checks, the first at first."""
    query = sa.select(AuditEntry.at, AuditEntry.action, AuditEntry.reason, Person.name)
    query = query.outerjoin(Person, Person.id == AuditEntry.actor_id).order_by(AuditEntry.id)
    return [Entry(*row) for row in db.session.execute(query.where(*_about(certificate), AuditEntry.action != CHECKED))]


def checks(certificate: Certificate) -> Checks:
    """How often somebody asked about it on the public pages."""
    query = sa.select(sa.func.count(), sa.func.max(AuditEntry.at))
    return Checks(*db.session.execute(query.where(*_about(certificate), AuditEntry.action == CHECKED)).one())


def _about(certificate: Certificate) -> tuple:
    return AuditEntry.subject_type == Certificate.__tablename__, AuditEntry.subject_id == certificate.id
