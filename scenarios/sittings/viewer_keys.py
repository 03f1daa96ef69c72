"""The key by which a viewer's browser is known again: in a cookie of the one stage, beside all sessions."""

import hmac
import secrets

from flask import Response, current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from academy.accounts.returning import from_our_page
from academy.tokens import digest
from scenarios.sittings import viewers
from scenarios.sittings.models import Sitting, Viewer

COOKIE = "viewer"
DAYS = 2


def viewer_of(sitting: Sitting) -> Viewer | None:
    """Whoever asks, if they have taken a name here."""
    return viewers.known(sitting, _told(sitting.key))


def new() -> str:
    """For a form of somebody without a name: sent twice, it is one viewer."""
    return secrets.token_urlsafe(12)


def of_form(sitting: Sitting, typed: str) -> str:
    """The key that belongs to that form. Nobody can tell it from the form."""
    return hmac.digest(current_app.secret_key.encode(), f"{sitting.key}/{typed}".encode(), "sha256").hex()


def keep(answer: Response, sitting: Sitting, key: str) -> Response:
    answer.set_cookie(
        COOKIE, _serializer(sitting.key).dumps(key), max_age=DAYS * 24 * 3600, path=url_for("stage.show", key=sitting.key),
        secure=current_app.config["HTTPS"], httponly=True, samesite="Lax",
    )  # fmt: skip
    return answer


def form_token(stage: str) -> str:
    """What a form of this browser carries."""
    return _serializer(stage, "form").dumps(_own(stage))


def is_from_here(stage: str) -> bool:
    """Whether the form that came was made for this browser, and sent by a page of ours. There is no session to ask."""
    try:
        told = _serializer(stage, "form").loads(request.form.get("csrf_token", ""))
    except BadData:
        return False
    return from_our_page() and told in ("", _own(stage))


def _own(stage: str) -> str:
    """As much of the key as a form may show; nothing before there is one."""
    told = _told(stage)
    return digest(f"form/{told}") if told else ""


def _told(stage: str) -> str:
    try:
        return _serializer(stage).loads(request.cookies.get(COOKIE, ""))
    except BadData:
        return ""


def _serializer(stage: str, of: str = "key") -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt=f"stage/{stage}/{of}")
