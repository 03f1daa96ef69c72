"""Trying a connection out: are a platform's keys there, and does it give us a token?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from pylti1p3.exception import LtiException

from academy import clock
from academy.db import pause
from academy.lti import claims as names
from academy.lti import platform_keys, scores
from academy.lti.keys import KeysLocked
from academy.lti.models import Registration
from academy.lti.services import Services

SHOWN = 500  # characters of an answer


@dataclass(frozen=True)
class Attempt:
    """`answer` is what came back, as it came."""

    address: str
    works: bool
    answer: str


@dataclass(frozen=True)
class Trial:
    keys: Attempt
    token: Attempt

    @property
    def works(self) -> bool:
        return self.keys.works and self.token.works


def try_out(registration: Registration) -> Trial:
    """Fetch the platform's keys, which are kept if they are there, and ask for a token that could send grades.

    A platform that was left alone because it did not answer, and gives one, is sent what waits for it."""
    jwks_url, token_url = registration.jwks_url, registration.token_url
    with pause():  # nobody who writes waits while another server is asked
        fetched, keys = _attempted(jwks_url, lambda: platform_keys.fetch(jwks_url))
        _, token = _attempted(token_url, lambda: Services(registration).fresh_token(names.SCOPES))
    if fetched:
        registration.keys, registration.keys_at = fetched, clock.now()
    if token.works and registration.down_until:
        registration.failures, registration.down_until = 0, None
        scores.resume(registration)
    return Trial(keys, token)


def _attempted(address: str, ask: Callable[[], Any]) -> tuple[Any, Attempt]:
    try:
        found = ask()
    except (LtiException, KeysLocked, requests.RequestException, ValueError, LookupError, TypeError) as error:
        return None, Attempt(address, False, " ".join(_said(error).split())[:SHOWN])
    return found, Attempt(address, True, "")


def _said(error: Exception) -> str:
    answer = getattr(error, "response", None)
    if answer is not None:
        return f"{answer.status_code} {answer.text}"
    return str(error) if isinstance(error, LtiException | KeysLocked) else f"{type(error).__name__}: {error}"
