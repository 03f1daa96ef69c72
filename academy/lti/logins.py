"""Launches that begin: a platform's login request, answered with a state and a nonce that are good once."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from pylti1p3.cookie import CookieService
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract

from academy import clock
from academy.db import begin_writing, db
from academy.lti import platforms, tool
from academy.lti.models import Login
from academy.tokens import digest

GOOD_FOR = timedelta(minutes=10)  # from the login request to the message
ASKED = ("iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id", "lti_deployment_id")


class Configuration(ToolConfAbstract):
    """The registrations of the database, as the library asks for them: always with the client id, if there is one."""

    def check_iss_has_one_client(self, iss):
        return False

    def find_registration_by_params(self, iss, client_id, *args, **kwargs):
        return (found := platforms.find(iss, client_id)) and tool.as_registered(found)


class Post(Request):
    """The fields of a form, or of an address."""

    def __init__(self, fields: Mapping[str, str]):
        self.fields = fields

    def is_secure(self):
        return True

    def get_param(self, key):
        return self.fields.get(key)


class NoCookies(CookieService):
    """What the library would put into a cookie; the views say which cookies there are."""

    def __init__(self):
        self.given: dict[str, Any] = {}

    def get_cookie(self, name):
        return None

    def set_cookie(self, name, value, exp=3600):
        self.given[name] = value


class Beginning(OIDCLogin):
    """The login request of a platform: who asks, and where the browser goes from here."""

    class Nonces(SessionService):
        def __init__(self):
            self.nonce = ""

        def save_nonce(self, nonce):
            self.nonce = nonce

    def __init__(self, fields: Mapping[str, str]):
        super().__init__(Post(fields), Configuration(), session_service=self.Nonces(), cookie_service=NoCookies())

    def _get_uuid(self):
        return secrets.token_urlsafe(24)

    def _generate_nonce(self):
        return secrets.token_urlsafe(24)

    def begin(self, launch_url: str, storage_target: str) -> tuple[str, str]:
        """Write the launch down: the address of the platform's authorization, and the state. Raises Refused."""
        begin_writing()  # a login request may come by GET, of which nobody expects that it writes
        address = self._prepare_redirect_url(launch_url)
        (state,) = self._cookie_service.given
        registration = platforms.find(self.get_iss(), self.get_client_id())
        db.session.add(
            Login(
                registration=registration,
                state_digest=digest(state),
                nonce_digest=digest(self._session_service.nonce),
                storage_target=storage_target,
                asked={name: self._request.fields[name] for name in ASKED if name in self._request.fields},
                expires_at=clock.now() + GOOD_FOR,
            )
        )
        db.session.flush()
        return address, state


def login_of(state: str) -> Login | None:
    """The launch under way that this state began."""
    return db.session.scalar(sa.select(Login).where(Login.state_digest == digest(state)))
