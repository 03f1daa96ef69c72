"""The audit log: who did what to which object, append-only. What was personal in it stands aside and can be erased."""

import hashlib
import secrets

import rfc8785
from flask import g, has_request_context

from academy.audit import chain as _chain  # noqa: F401  it chains what is committed
from academy.audit.heads import Head, head, witness
from academy.audit.models import AuditEntry, AuditValues
from academy.audit.reads import read
from academy.db import apart, db
from academy.logs import log

__all__ = ["AuditEntry", "Head", "digest", "erase_values", "exported", "head", "note", "read"]


def note(action: str, actor, subject, reason: str = "", **values) -> AuditEntry:
    """Add an entry. `values` may be personal: the entry holds their salted digest, a side table holds them. Each action has
    its sentence in academy.audit.sentences; of what changes, `before` and `after` are the values."""
    entry = AuditEntry(
        action=action,
        actor_id=actor and actor.id,
        subject_type=subject.__tablename__ if subject is not None else "",
        subject_id=subject.id if subject is not None else None,
        reason=reason,
        request_id=g.get("request_id", "") if has_request_context() else "",
    )
    if values:
        salt = secrets.token_hex(16)
        entry.values_digest = digest(salt, values)
        entry.values_row = AuditValues(salt=salt, values=values)
    db.session.add(entry)
    return entry


def exported(action: str, actor, subject, reason: str = "", **values) -> Head:
    """Note, in a transaction of its own, that records are about to leave the house; the head that knows of it, signed and
    kept, to be printed in them. `values` may be personal, as words that were looked for."""
    with apart():
        note(action, actor, subject, reason, **values)
    with apart():
        try:
            return witness()
        except OSError:
            log.exception("head not kept in its file")  # the export carries it; the daily job says it to administrators
            return head()


def erase_values(entry: AuditEntry) -> None:
    """Forget what was personal; the entry and its digest stay."""
    entry.values_row = None


def digest(salt: str, values: dict) -> str:
    return hashlib.sha256(salt.encode() + rfc8785.dumps(values)).hexdigest()
