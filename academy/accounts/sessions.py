"""Sessions: open one, end one, lock an account after repeated failures, and keep what was typed when one expired."""

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer

from academy import audit, clock
from academy.accounts import passwords, people
from academy.accounts.models import Person, SignInFailure
from academy.db import apart, db

KEPT_SECONDS = 24 * 3600
KEPT_CHARACTERS = 60_000
LONGEST_TARGET = 2000

login = LoginManager()


class WrongPassword(Exception):
    """No such person, or another password, or an account that is switched off: never said which."""


class Locked(Exception):
    """Too many failures; `until` says when the account opens again."""

    def __init__(self, until: datetime):
        self.until = until


def init_app(app: Flask) -> None:
    app.permanent_session_lifetime = timedelta(hours=app.config["SESSION_HOURS"])
    login.init_app(app)
    login.session_protection = None  # phones change networks; the key in the session is what counts


def open_for(email: str, password: str) -> Person:
    """Sign a person in; raises Locked or WrongPassword."""
    if until := locked_until(email):
        raise Locked(until)
    person = people.by_email(email)
    if not (passwords.fits(person, password) and person.active):
        with apart():
            db.session.add(SignInFailure(email_digest=_digest(email)))
            audit.note("sign_in.failed", None, None, email=email[:254])
        raise WrongPassword
    unlock(email)
    audit.note("sign_in.succeeded", person, person)
    resume(person)
    return person


def resume(person: Person) -> None:
    """Give this browser a session of the person, with nothing of an earlier one but the language."""
    _clear(person.language or session.get("language"))
    session.permanent = True
    login_user(person)


def end() -> None:
    logout_user()
    _clear(session.get("language"))


def locked_until(email: str) -> datetime | None:
    since = clock.now() - timedelta(minutes=current_app.config["LOCKOUT_MINUTES"])
    failures = db.session.scalars(
        sa.select(SignInFailure.at)
        .where(SignInFailure.email_digest == _digest(email), SignInFailure.at > since)
        .order_by(SignInFailure.at.desc())
        .limit(current_app.config["LOCKOUT_FAILURES"])
    ).all()
    if len(failures) < current_app.config["LOCKOUT_FAILURES"]:
        return None
    return failures[0] + timedelta(minutes=current_app.config["LOCKOUT_MINUTES"])


def unlock(email: str) -> None:
    """Forget the failures so far: somebody has shown that the account is theirs."""
    db.session.execute(sa.delete(SignInFailure).where(SignInFailure.email_digest == _digest(email)))


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of ours or the start page, never another site."""
    if not target or len(target) > LONGEST_TARGET:
        return url_for("home.index")
    try:
        parts = urlsplit(target.replace("\\", "/"))
    except ValueError:  # half an IPv6 address
        return url_for("home.index")
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return target if ours else url_for("home.index")


def keep_typed() -> str:
    """The form that somebody sent without a session, sealed, so that the sign-in page can carry it.

    Only what our own pages send to people who are signed in: other sites must not plant a form behind our sign-in.
    Nothing about accounts, for passwords are not to lie around.
    """
    public = current_app.view_functions[request.endpoint].access == "public"
    if public or request.blueprint == "accounts" or not from_our_page():
        return ""
    fields = [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"]
    sealed = _serializer().dumps({"path": request.path, "fields": fields})
    return sealed if fields and len(sealed) <= KEPT_CHARACTERS else ""


def from_our_page() -> bool:
    """Whether this form was sent by a page of ours. Browsers say it in the first header over HTTPS only."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin", request.host_url).partition("://")[2].rstrip("/")
    return sender in (request.host, urlsplit(current_app.config["BASE_URL"]).netloc)


def kept(sealed: str) -> dict | None:
    """What `keep_typed` sealed: path and fields; None when it is not ours or too old."""
    try:
        return _serializer().loads(sealed, max_age=KEPT_SECONDS)
    except BadData:
        return None


@login.user_loader
def _load(session_id: str) -> Person | None:
    number, _, key = session_id.partition(".")
    person = db.session.get(Person, int(number)) if number.isdigit() else None
    if person is None or not person.active or person.session_key != key:
        return None
    g.person_id = person.id
    return person


@login.unauthorized_handler
def ask_to_sign_in() -> Response | tuple:
    """A page waits behind the sign-in; a form that was sent is carried along, so that nothing typed is lost."""
    if request.method == "POST":
        from academy.accounts import views

        return views.sign_in_page(keep_typed()), 401
    target = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in", next=None if target == "/" else target))


def _clear(language: str | None) -> None:
    session.clear()
    g.pop("csrf_token", None)  # the next form gets a token of the new session
    if language:
        session["language"] = language


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="kept-form")


def _digest(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
