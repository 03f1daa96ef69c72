"""Sessions: a row for each browser that is signed in. A cookie only names its row, so that a copy dies with it."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, current_app, g, request, session
from flask_login import LoginManager
from sqlalchemy.orm import contains_eager

from academy import clock, jobs
from academy.accounts import browsers
from academy.accounts.models import Person
from academy.accounts.sign_in_models import SignInSession
from academy.db import apart, db
from academy.logs import log
from academy.tokens import digest

KEY = "_user_id"  # flask-login's name for it
SEEN_EVERY = timedelta(minutes=10)
HALF_GOOD_FOR = timedelta(minutes=15)  # from the password to the code
# What opens to whoever must set up a second factor first: nothing else does.
OPEN_MEANWHILE = {"set_up": ("second_factor.show", "second_factor.begin", "second_factor.set_up")}

login = LoginManager()


def init_app(app: Flask) -> None:
    app.permanent_session_lifetime = timedelta(hours=app.config["SESSION_HOURS"])
    login.init_app(app)
    login.session_protection = None  # phones change networks; the key in the session is what counts
    app.teardown_request(_note_seen)


def resume(person: Person, how: str, waits_for: str = "") -> SignInSession:
    """Give this browser a session of the person, with nothing of an earlier one but the language."""
    _end_own()
    key = begin(person, how, waits_for, *browsers.asking())
    clear(person.language or session.get("language"))
    session.permanent = True
    session[KEY] = key
    row = _row(key)
    if waits_for:
        g._login_user = login.anonymous_user()
    else:
        _take_up(row)
    return row


def begin(person: Person, how: str, waits_for: str = "", browser: str = "", system: str = "", address: str = "") -> str:
    """The key of a new session."""
    key = secrets.token_urlsafe(32)
    named = {"browser": browser, "system": system, "address": address}
    db.session.add(SignInSession(key_digest=digest(key), person=person, how=how, waits_for=waits_for, **named))
    db.session.flush()
    return key


def end() -> None:
    """End this browser's session: a copy of its cookie opens nothing any more."""
    _end_own()
    g._login_user = login.anonymous_user()
    clear(session.get("language"))


def end_all(person: Person) -> None:
    """Sign the person out everywhere."""
    _end(SignInSession.person_id == person.id)


def end_all_of(person_ids: Iterable[int]) -> None:
    """The same for several people."""
    _end(SignInSession.person_id.in_(list(person_ids)))


def end_one(person: Person, session_id: int) -> bool:
    """End one session of the person; False when they have no such session open."""
    return _end(SignInSession.person_id == person.id, SignInSession.id == session_id) > 0


def open_of(person: Person) -> list[SignInSession]:
    """Where the person is signed in, the latest first."""
    own = sa.select(SignInSession).where(SignInSession.person_id == person.id, SignInSession.waits_for == "", *_alive())
    return list(db.session.scalars(own.order_by(SignInSession.seen_at.desc(), SignInSession.id.desc())))


def current() -> SignInSession | None:
    """The session of whoever is signed in here."""
    return g.get("sign_in_session")


def half() -> SignInSession | None:
    """The session of this browser that still waits for a second factor."""
    key = session.get(KEY)
    row = _row(key) if key else None
    recent = row and clock.now() - row.began_at < HALF_GOOD_FOR
    return row if recent and row.waits_for and row.person.active else None


def clear(language: str | None) -> None:
    """Forget what this browser's cookie says, but for the language."""
    session.clear()
    g.pop("csrf_token", None)  # the next form gets a token of the new session
    if language:
        session["language"] = language


@jobs.does("sessions-forgotten", daily=True)
def forget(job) -> None:
    """Sessions that open nothing any more: who signed in when is in the audit log."""
    db.session.execute(sa.delete(SignInSession).where(~sa.and_(*_alive())))


@login.user_loader
def _load(key: str) -> Person | None:
    row = _row(key, held=request.method == "POST")
    if row is None or not row.person.active:
        return None
    if row.waits_for and request.endpoint not in OPEN_MEANWHILE.get(row.waits_for, ()):
        return None
    _take_up(row)
    return row.person


def _row(key: str, held: bool = False) -> SignInSession | None:
    """The open session of this key, with its person, in one query. `held`: nobody erases them until what they post is kept."""
    query = sa.select(SignInSession).where(SignInSession.key_digest == digest(key), *_alive())
    query = query.join(SignInSession.person).options(contains_eager(SignInSession.person))
    return db.session.scalar(query.with_for_update(of=Person, read=True, key_share=True) if held else query)


def _take_up(row: SignInSession) -> None:
    g.sign_in_session, g._login_user, g.person_id = row, row.person, row.person_id
    if clock.now() - row.seen_at > SEEN_EVERY:
        g.seen_session_id = row.id


def _note_seen(error: BaseException | None) -> None:
    """Once in a while, after the answer: what the request wrote is committed, and nobody's lock is held."""
    session_id = g.pop("seen_session_id", None)
    if session_id is None:
        return
    try:
        with apart():
            stale = SignInSession.seen_at < clock.now() - SEEN_EVERY
            seen = sa.update(SignInSession).where(SignInSession.id == session_id, stale)
            db.session.execute(seen.values(seen_at=clock.now()))
    except sa.exc.SQLAlchemyError:
        log.warning("session not noted as seen", exc_info=True)


def _alive() -> tuple:
    """Open, used lately, and not begun too long ago."""
    now, config = clock.now(), current_app.config
    return (
        SignInSession.ended_at.is_(None),
        SignInSession.seen_at > now - timedelta(hours=config["SESSION_HOURS"]) - SEEN_EVERY,
        SignInSession.began_at > now - timedelta(days=config["SESSION_DAYS"]),
    )


def _end_own() -> None:
    if key := session.get(KEY):
        _end(SignInSession.key_digest == digest(key))


def _end(*which) -> int:
    g.pop("seen_session_id", None)
    ending = sa.update(SignInSession).where(*which, SignInSession.ended_at.is_(None)).values(ended_at=clock.now())
    return db.session.execute(ending).rowcount
