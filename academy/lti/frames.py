"""In a frame of a platform's page: who may frame us, where our forms may go, and which cookies browsers keep there."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface

from academy import assets
from academy.lti import quirks
from academy.lti.models import Registration

FRAMED = "framed_by"  # in the session: the sources that may frame the pages of whoever was launched from there
ELEMENTS = ("embed", "frame", "iframe", "object")


class FramedSessions(SecureCookieSessionInterface):
    """The session of somebody who was launched into a frame has to be kept there: a cookie of its own for each site that
    frames us (Partitioned), which is sent although the frame is another site's (SameSite=None). All others stay Lax."""

    def open_session(self, app, request):
        opened = super().open_session(app, request)
        g.framed_before = opened.get(FRAMED) if opened is not None else None
        return opened

    def save_session(self, app, session, response):
        """Not with a file of everybody: its answer is kept, and may come after that of whoever has signed out meanwhile."""
        if request.endpoint not in assets.ENDPOINTS:
            super().save_session(app, session, response)

    def get_cookie_samesite(self, app):
        return "None" if _is_kept_framed(app) else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app):
        return _is_kept_framed(app) or super().get_cookie_partitioned(app)


def init_app(app: Flask) -> None:
    app.session_interface = FramedSessions()
    app.context_processor(lambda: {"framed": FRAMED in session and _element() in ELEMENTS})
    app.after_request(_let_frame)
    app.after_request(_stay_framed)  # the last that is named is the first that is asked


def keep(sources: Iterable[str]) -> None:
    """The session that was just opened lives in a frame of these sources, if the browser does not say otherwise.

    In a window of its own it stays an ordinary one: a second cookie beside one of an earlier session would be overlooked.
    """
    if _element() in ("", *ELEMENTS):
        session[FRAMED] = list(sources)


def allow(registration: Registration, return_url: str = "") -> None:
    """The page that answers may be framed by the platform, and may post to its return address."""
    g.framed_by = sources_of(registration, return_url)
    g.posts_to = [origin(return_url)] if return_url else []


def sources_of(registration: Registration, return_url: str = "") -> list[str]:
    """Who may frame us for this platform: itself, where its family says, and the address of the page that launched."""
    found = [*origins_of(registration), origin(return_url), *quirks.of(registration.family).frames]
    return list(dict.fromkeys(filter(None, found)))


def origins_of(registration: Registration) -> list[str]:
    """The platform's own: where people sign in, and its issuer if that is an address at all."""
    return list(filter(None, map(origin, (registration.issuer, registration.authorization_url))))


def origin(address: str) -> str:
    """The scheme and host of an address, as a source in the sense of the content security policy; "" for none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    plain = host.isascii() and host.replace("-", "").replace(".", "").isalnum() and parts.scheme in ("http", "https")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}" if plain else ""


def cookie(name: str, value: str, response: Response, seconds: int) -> None:
    """Keep something in this browser, also in a frame where it lets us; over plain HTTP only outside of frames."""
    secure = current_app.config["HTTPS"]
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/lti/",
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
        partitioned=secure,
    )


def _element() -> str:
    """Where the browser shows the page: "document" is a window of its own, "" that it does not say."""
    return request.headers.get("Sec-Fetch-Dest", "")


def _is_kept_framed(app: Flask) -> bool:
    """Also while such a session ends: only a cookie like it takes its place."""
    return app.config["HTTPS"] and bool(FRAMED in session or g.get("framed_before"))


def _stay_framed(response: Response) -> Response:
    """Whoever signs out inside a frame, or lets another in, is still inside of it."""
    if (before := g.get("framed_before")) and FRAMED not in session and _element() in ELEMENTS:
        session[FRAMED] = before
    return response


def _let_frame(response: Response) -> Response:
    """Nobody frames us but the platform that launched this session, or that the page answers."""
    sources = g.get("framed_by") or session.get(FRAMED) or ()
    policy = response.headers.get("Content-Security-Policy", "")
    if sources:
        policy = policy.replace("frame-ancestors 'self'", f"frame-ancestors 'self' {' '.join(sources)}")
    if posts_to := g.get("posts_to"):
        policy = policy.replace("form-action 'self'", f"form-action 'self' {' '.join(posts_to)}")
    if policy:
        response.headers["Content-Security-Policy"] = policy
    return response
