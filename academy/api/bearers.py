"""Who may read: programs that show a token. No cookie counts here, so no browser can be made to ask."""

from collections.abc import Callable
from functools import wraps

from flask import g, request

from academy import audit, limits
from academy.api import tokens
from academy.api.problems import Refused
from academy.api.resources import Resource

REALM = 'Bearer realm="records"'


def reads(resource: Resource) -> Callable:
    """The view is for tokens that may read this; that they do is noted."""

    def guard(view):
        @limits.calls
        @wraps(view)
        def within_bounds(*args, **kwargs):
            if resource.scope not in g.api_token.scopes:
                said = f'{REALM}, error="insufficient_scope", scope="{resource.scope}"'
                raise Refused(403, WWW_Authenticate=said)
            if not request.accept_mimetypes.best_match(["application/json"]) and request.accept_mimetypes:
                raise Refused(406)
            audit.read(resource.action, g.api_token)
            return view(*args, **kwargs)

        @wraps(view)
        def guarded(*args, **kwargs):
            _take_up(_shown() or _refuse())
            return within_bounds(*args, **kwargs)

        guarded.access = (resource.scope,)
        return guarded

    return guard


def note_used(error: BaseException | None) -> None:
    """After the answer, as nobody waits for it."""
    if token_id := g.pop("used_token_id", None):
        tokens.note_used(token_id)


def _shown() -> tokens.ApiToken | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return tokens.good(token.strip()) if scheme.lower() == "bearer" else None


def _refuse():
    why = ', error="invalid_token"' if "Authorization" in request.headers else ""
    raise Refused(401, WWW_Authenticate=REALM + why)


def _take_up(token: tokens.ApiToken) -> None:
    """The log and the audit log name who made the token."""
    g.api_token, g.person_id = token, token.person_id
    if not tokens.used_lately(token):
        g.used_token_id = token.id
