"""Asking a platform's services: with a token that is kept while it is good, and with a new one when it is refused."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import requests
from flask import current_app
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.service_connector import ServiceConnector

from academy import clock, outbound
from academy.lti import tool
from academy.lti.models import Registration

LONGEST_TOKEN = 3600  # seconds that a token is kept, whatever the platform says
BEFORE_ITS_END = 60  # seconds that a token is not used any more
SLACK = 60  # seconds that a platform's clock may be behind ours: Moodle takes nothing from the future, not by a second
LONGEST_ANSWER = 4000  # characters that are kept of an answer


class NoToken(LtiServiceException):
    """The platform gives us no token: nothing that we ask of it will do."""


@dataclass(frozen=True)
class Answer:
    """What came of a request: `status` None when there was no answer. `down`: the platform answers nothing, or nothing
    of use, and others need not ask it now. `wait` is how long it wants to be left alone."""

    status: int | None
    text: str
    down: bool = False
    wait: timedelta | None = None

    @property
    def good(self) -> bool:
        """Not with a 200 around no token: what was to be sent never was."""
        return not self.down and self.status is not None and 200 <= self.status < 300


class Services(ServiceConnector):
    """Asks the services of one registration; `last` is what was answered last. Needs no database after it was made.

    Its tokens are its own: the library's cache would give one client's token to another of the same issuer.
    """

    def __init__(self, registration: Registration):
        super().__init__(tool.as_registered(registration), outbound.session())
        self.last: requests.Response | None = None
        self._requests_session.hooks["response"].append(self._keep)
        self.own = (registration.id, registration.client_id, registration.token_url, registration.token_audience)

    def fresh_token(self, scopes) -> str:
        """A new token, whatever is kept. Raises NoToken."""
        self._forget(scopes)
        return self.get_access_token(scopes)

    def get_access_token(self, scopes):
        try:
            return super().get_access_token(scopes)
        except LtiServiceException as error:
            raise NoToken("The platform gives us no token.", error.response) from error
        except (LookupError, TypeError) as error:
            raise NoToken("What the platform gave us is no token.", self.last) from error

    def encode_jwt(self, message, private_key, headers):
        return super().encode_jwt({**message, "iat": message["iat"] - SLACK}, private_key, headers)

    def make_service_request(self, scopes, url, **options):
        try:
            return super().make_service_request(scopes, url, **options)
        except NoToken:
            raise
        except LtiServiceException as error:
            if error.response.status_code != 401:
                raise
        self._forget(scopes)
        return super().make_service_request(scopes, url, **options)

    def _forget(self, scopes):
        _tokens().pop((self.own, self._scope_key(scopes)), None)

    def _keep(self, response, *_arguments, **_options):
        self.last = response

    def _get_cached_access_token(self, scope_key):
        token, until = _tokens().get((self.own, scope_key), (None, 0))
        return token if clock.now().timestamp() < until else None

    def _cache_access_token(self, scope_key, access_token, expires_in):
        if not (isinstance(access_token, str) and access_token.isascii() and access_token.isprintable()):
            raise TypeError("a token is a text that a header can hold")
        seconds = expires_in if isinstance(expires_in, int | float) else 0
        until = clock.now().timestamp() + min(seconds, LONGEST_TOKEN) - BEFORE_ITS_END
        _tokens()[self.own, scope_key] = access_token, until


def following(address: str, said: str) -> str:
    """The address of the page after this one. Our token is for this platform only, so it has to be there. Raises
    LtiException."""
    try:
        found = urljoin(address, said)
        there = urlsplit(found)[:2] == urlsplit(address)[:2]
    except ValueError:  # half an IPv6 address
        there = False
    if not there:
        raise LtiException(f"The next page is on another server: {said[:200]!r}")
    return found


def of_error(error: LtiException | requests.RequestException) -> Answer:
    """What an error of a request says."""
    if isinstance(error, LtiServiceException):
        return of_response(error.response, down=isinstance(error, NoToken))
    down = isinstance(error, requests.RequestException)
    return Answer(None, f"{type(error).__name__}: {error}"[:LONGEST_ANSWER], down)


def of_response(response: requests.Response, down: bool = False) -> Answer:
    down = down or response.status_code >= 500 or response.status_code == 429
    return Answer(response.status_code, response.text[:LONGEST_ANSWER], down, outbound.retry_after(response))


def _tokens() -> dict:
    """Those of this process. They are secrets, and never written down."""
    return current_app.extensions.setdefault("lti_tokens", {})
