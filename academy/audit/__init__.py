"""The audit log: who did what to which object, append-only. What was personal in it stands aside and can be erased."""

import hashlib
import secrets

import rfc8785
from flask import g, has_request_context

from academy.audit.models import AuditEntry, AuditValues
from academy.db import db


def note(action: str, actor, subject, reason: str = "", **values) -> AuditEntry:
    """Add an entry. `values` may be personal: the entry holds their salted digest, a side table holds them."""
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


def erase_values(entry: AuditEntry) -> None:
    """Forget what was personal; the entry and its digest stay."""
    entry.values_row = None


def digest(salt: str, values: dict) -> str:
    return hashlib.sha256(salt.encode() + rfc8785.dumps(values)).hexdigest()
