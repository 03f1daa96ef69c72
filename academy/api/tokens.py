"""Tokens: made once, shown once, known again by their digest, dead when they are revoked, expired or orphaned."""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import abort, current_app
from sqlalchemy.orm import joinedload

from academy import audit, clock
from academy.api.models import ApiToken
from academy.db import apart, db, once
from academy.logs import log
from academy.tokens import digest

SCOPES = ("read:people", "read:completions", "read:results", "read:certificates")
MARK = "acad_"  # by which people, and programs that look for lost secrets, know one
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH, CHECKED = 32, 6  # characters: 190 bits of chance, and a checksum
FORM = re.compile(rf"{MARK}([{DIGITS}]{{{LENGTH}}})([{DIGITS}]{{{CHECKED}}})")
SHOWN = len(MARK) + 4  # characters of the beginning that the list shows
SHOWN_FOR = timedelta(minutes=10)
USED_EVERY = timedelta(minutes=10)


class TooLate(Exception):
    """This form has made its token a while ago, and it is not shown again."""


def new_key() -> str:
    """What a form carries, so that sending it twice makes one token."""
    return secrets.token_urlsafe(32)


def make(actor, key: str, name: str, scopes: list[str], cohort, expires_at: datetime) -> tuple[str, ApiToken]:
    """The token itself, which is kept nowhere, and its row. The same form again gives the same; raises TooLate."""
    token = _token(f"{actor.id}/{key}")
    row, new = once(
        lambda: _found(token),
        lambda: ApiToken(
            name=name,
            person=actor,
            token_digest=digest(token),
            beginning=token[:SHOWN],
            scopes=[scope for scope in SCOPES if scope in scopes],
            cohort_id=cohort and cohort.id,
            expires_at=expires_at,
        ),
    )
    if new:
        of = {"cohort": cohort.name} if cohort else {}
        audit.note("api.token_made", actor, row, scopes=row.scopes, expires_at=expires_at.isoformat(), **of)
    elif clock.now() - row.made_at > SHOWN_FOR:
        raise TooLate
    return token, row


def good(token: str) -> ApiToken | None:
    """The row of a token that opens something now. What cannot be one is not even looked up."""
    parts = FORM.fullmatch(token)
    if not parts or _checksum(parts[1]) != parts[2]:
        return None
    row = _found(token)
    return row if row and row.state == "good" else None


def token_or_404(token_id: int) -> ApiToken:
    return db.session.get(ApiToken, token_id) or abort(404)


def listed() -> sa.Select:
    """All of them, the newest first."""
    named = joinedload(ApiToken.person, innerjoin=True), joinedload(ApiToken.cohort)
    return sa.select(ApiToken).options(*named).order_by(ApiToken.id.desc())


def revoke(actor, row: ApiToken) -> None:
    """From now on it opens nothing. One that is revoked stays so."""
    db.session.refresh(row, with_for_update={"of": ApiToken})
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.note("api.token_revoked", actor, row)
        db.session.flush()


def note_used(token_id: int) -> None:
    """Once in a while, after the answer, in a transaction of its own."""
    stale = ApiToken.used_at.is_(None) | (ApiToken.used_at < clock.now() - USED_EVERY)
    try:
        with apart():
            used = sa.update(ApiToken).where(ApiToken.id == token_id, stale)
            db.session.execute(used.values(used_at=clock.now()))
    except sa.exc.SQLAlchemyError:
        log.warning("token not noted as used", exc_info=True)


def used_lately(row: ApiToken) -> bool:
    return row.used_at is not None and clock.now() - row.used_at < USED_EVERY


def _found(token: str) -> ApiToken | None:
    query = sa.select(ApiToken).where(ApiToken.token_digest == digest(token))
    return db.session.scalar(query.options(joinedload(ApiToken.person, innerjoin=True)))


def _token(seed: str) -> str:
    """By a key that only the academy has: whoever knows a form's words cannot compute what it made."""
    key = hmac.digest(current_app.config["SECRET_KEY"].encode(), b"api-token", hashlib.sha256)
    drawn = int.from_bytes(hmac.digest(key, seed.encode(), hashlib.sha512))
    chance = _in_digits(drawn, LENGTH)
    return MARK + chance + _checksum(chance)


def _checksum(chance: str) -> str:
    return _in_digits(zlib.crc32(chance.encode()), CHECKED)


def _in_digits(number: int, length: int) -> str:
    """The last digits of a number to the base of 62."""
    return "".join(DIGITS[number // 62**place % 62] for place in reversed(range(length)))
