"""Lock-outs: after repeated failures nobody gets to guess for a while.

A browser in which somebody has signed in before counts by itself: strangers who guess cannot shut them out there
(OWASP's device cookies).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from academy import audit, clock
from academy.accounts.models import Person, SignInFailure
from academy.db import apart, db

COOKIE = "known-browser"
KNOWN_FOR = 365 * 24 * 3600
MOST_KNOWN = 10  # people who share a browser


class Locked(Exception):
    """Too many failures; `until` says when the account opens again."""

    def __init__(self, until: datetime):
        self.until = until

    @property
    def minutes(self) -> int:
        return max(1, round((self.until - clock.now()).total_seconds() / 60))


def name_of(person: Person) -> str:
    """What failures of a person are counted by; whoever has no address signs in elsewhere, but may have a factor."""
    return person.email or f"person {person.id}"


def digest_of(person: Person) -> str:
    """What their failures are counted under in browsers that nobody knows."""
    return _digest(name_of(person))


def check(name: str) -> None:
    """Raises Locked."""
    lasting = timedelta(minutes=current_app.config["LOCKOUT_MINUTES"])
    most = current_app.config["LOCKOUT_FAILURES"]
    counted = sa.select(SignInFailure.at).where(
        SignInFailure.email_digest == _counter(name), SignInFailure.at > clock.now() - lasting
    )
    failures = db.session.scalars(counted.order_by(SignInFailure.at.desc()).limit(most)).all()
    if len(failures) == most:
        raise Locked(failures[0] + lasting)


def fail(name: str, action: str = "sign_in.failed", person: Person | None = None) -> None:
    """Count a failure, whatever becomes of the request."""
    counter, person_id = _counter(name), person and person.id
    with apart():
        db.session.add(SignInFailure(email_digest=counter))
        audit.note(action, None, person_id and db.session.get(Person, person_id), email=name[:254])


def forget(name: str) -> None:
    """Forget the failures in this browser: somebody has shown in it that the account is theirs."""
    _forget(_counter(name))


def unlock(name: str) -> None:
    """Forget the failures in unknown browsers, too."""
    _forget(_counter(name), _digest(name))


def remember(name: str) -> None:
    """Know this browser from now on as one in which somebody has signed in."""
    known = _known()
    if (own := _digest(name)) not in known:
        kept = list(known.items())[1 - MOST_KNOWN :]
        known = dict([*kept, (own, secrets.token_hex(8))])
    value = _serializer().dumps(known)

    @after_this_request
    def keep(response):
        secure = current_app.config["HTTPS"]
        options = {"httponly": True, "secure": secure, "samesite": "Lax", "path": "/accounts/"}
        response.set_cookie(COOKIE, value, max_age=KNOWN_FOR, **options)
        return response


def _counter(name: str) -> str:
    """The digest that failures of a name are counted under: one of its own in a browser that is known."""
    own = _digest(name)
    known = _known().get(own)
    return _digest(f"{own} {known}") if known else own


def _known() -> dict[str, str]:
    """Digests of the names that have signed in here, each with a random word of this browser."""
    try:
        return _serializer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return {}


def _forget(*counters: str) -> None:
    db.session.execute(sa.delete(SignInFailure).where(SignInFailure.email_digest.in_(counters)))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="known-browser")


def _digest(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()
