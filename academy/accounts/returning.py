"""The way back after signing in: the page that was asked for, and the form that was sent without a session."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Response, current_app, redirect, request, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from academy import clock, jobs
from academy.accounts import sessions
from academy.accounts.models import Person
from academy.accounts.sign_in_models import AsideForm
from academy.db import db
from academy.tokens import digest

KEPT_SECONDS = 24 * 3600
KEPT_CHARACTERS = 60_000
LONGEST_TARGET = 2000
WANTED = "wanted"  # in the cookie, while its owner goes through more than one page to sign in
SECRET = ("accounts", "second_factor")  # blueprints whose forms hold passwords and codes, which are not to lie around


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
    """
    public = current_app.view_functions[request.endpoint].access == "public"
    if public or request.blueprint in SECRET or not from_our_page():
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


def set_aside(target: str | None, sealed: str | None, person: Person | None = None) -> None:
    """Remember page and form over the pages that still come: the cookie has no room for what people write."""
    wanted = {"next": safe_next(target)}
    if sealed and kept(sealed):
        wanted["form"] = token = secrets.token_urlsafe(32)
        until = clock.now() + timedelta(seconds=KEPT_SECONDS)
        aside = AsideForm(token_digest=digest(token), person_id=person and person.id, sealed=sealed, expires_at=until)
        db.session.add(aside)
    session[WANTED] = wanted


def onward(person: Person) -> str:
    """The address of what was put aside, for whoever has signed in now."""
    wanted = session.pop(WANTED, {})
    token = wanted.get("form")
    if token and (aside := _aside(token, person)):
        aside.person_id = person.id
        return url_for("accounts.put_aside", token=token)
    return safe_next(wanted.get("next"))


def form_aside(token: str, person: Person) -> dict | None:
    """The form that was put aside with this token, unless it was somebody else's."""
    aside = _aside(token, person)
    return aside and kept(aside.sealed)


def _aside(token: str, person: Person) -> AsideForm | None:
    query = sa.select(AsideForm).where(AsideForm.token_digest == digest(token), AsideForm.expires_at > clock.now())
    aside = db.session.scalar(query)
    return aside if aside and aside.person_id in (None, person.id) else None


@jobs.does("forms-aside-forgotten", daily=True)
def forget(job) -> None:
    db.session.execute(sa.delete(AsideForm).where(AsideForm.expires_at < clock.now()))


@sessions.login.unauthorized_handler
def ask_to_sign_in() -> Response | tuple:
    """A page waits behind the sign-in; a form that was sent is carried along, so that nothing typed is lost."""
    if request.method == "POST":
        from academy.accounts import views

        return views.sign_in_page(keep_typed()), 401
    target = request.full_path.rstrip("?")
    if half := sessions.half():
        session.setdefault(WANTED, {"next": safe_next(target)})
        return redirect(url_for(STEPS[half.waits_for]))
    return redirect(url_for("accounts.sign_in", next=None if target == "/" else target))


STEPS = {"code": "accounts.second_step", "set_up": "second_factor.show"}


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="kept-form")
