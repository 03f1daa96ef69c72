"""Messages of platforms, checked: first by pylti1p3, then where it is more lenient than LTI 1.3 and the security framework
behind it (decision 9)."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt
import sqlalchemy as sa
from pylti1p3.exception import LtiKeyException, LtiMessageValidationException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.session import SessionService

from academy import clock, foreign, outbound
from academy.db import apart, db
from academy.lti import claims as names
from academy.lti import platform_keys, platforms, quirks
from academy.lti.logins import Configuration, NoCookies, Post
from academy.lti.models import Login, Registration
from academy.tokens import digest

LEEWAY = 60  # seconds that the platform's clock may be off
OLDEST = timedelta(hours=1)  # of a message, whatever its `exp` says


class UnknownDeployment(LtiMessageValidationException):
    """A sound message, from a deployment that nobody has let in yet."""


class AlreadyUsed(LtiMessageValidationException):
    """This launch was used: a page was loaded again, or somebody sends a copy."""


class NotThisBrowser(LtiMessageValidationException):
    """Nothing shows that the browser that brings the message is the one that began the launch."""


class Message(MessageLaunch):
    """What a platform sends: a launch, or a request for links. `claims` are what it says once it has passed every check."""

    class States(SessionService):
        """States and nonces of the logins under way; both are checked, and used up, by `validate_nonce`."""

        def __init__(self):
            pass

        def check_state_is_valid(self, state, id_token_hash):
            return True

        def check_nonce(self, nonce):
            return True

        def save_launch_data(self, key, jwt_body):
            pass

        def set_state_valid(self, state, id_token_hash):
            pass

    def __init__(self, fields: Mapping[str, str], shown: str | None):
        """`shown` is the state that the browser shows to have begun with, in a cookie or from the platform's storage."""
        self.registered: Registration | None = None
        self.shown = shown
        super().__init__(
            Post(fields),
            Configuration(),
            session_service=self.States(),
            cookie_service=NoCookies(),
            requests_session=outbound.session(),
        )

    def _get_request_param(self, key):
        return self._request.get_param(key)

    @property
    def claims(self) -> Mapping[str, Any]:
        return self._jwt["body"]

    def check(self) -> "Message":
        """Raises Refused. The state and the nonce are used up, whatever becomes of the rest."""
        self._validated = True  # what the library asks of the body below is asked while it is checked
        self.validate_state().validate_jwt_format().validate_nonce().validate_registration()
        self.validate_jwt_signature().validate_deployment().validate_message()
        return self

    def validate_state(self):
        state = self._get_request_param("state")
        if not state or not self.shown or not secrets.compare_digest(state.encode(), self.shown.encode()):
            raise NotThisBrowser("the state is not the one that this browser began with")
        return self

    def validate_jwt_format(self):
        super().validate_jwt_format()
        if not all(isinstance(part, dict) for part in self._jwt.values()):
            raise LtiMessageValidationException("the message is no set of claims")
        for name in ("iss", "nonce"):
            if not isinstance(self._jwt["body"].get(name), str):
                raise LtiMessageValidationException(f"the message has no {name}")
        try:
            foreign.checked(self._jwt)
        except foreign.NotPlain as error:
            raise LtiMessageValidationException(f"the message is not plain: {error}") from error
        return self

    def validate_nonce(self):
        nonce, state = self._jwt["body"]["nonce"], self._get_request_param("state")
        with apart():
            login = db.session.scalar(
                sa.select(Login).where(Login.state_digest == digest(state)).with_for_update(of=Login)
            )
            if login and login.used_at is None and login.expires_at > clock.now():
                login.used_at, fresh = clock.now(), True
            else:
                fresh = False
        if login and not fresh and login.used_at is not None:
            raise AlreadyUsed("this launch was used before")
        if not fresh:
            raise LtiMessageValidationException("the launch was begun too long ago, or never")
        if not secrets.compare_digest(login.nonce_digest, digest(nonce)):
            raise LtiMessageValidationException("the nonce is not the one of this launch")
        self.begun_by = login.registration_id
        return self

    def get_client_id(self):
        """Of several audiences the one that the token was made for (OpenID Connect Core, 3.1.3.7)."""
        audience, party = self._jwt["body"].get("aud"), self._jwt["body"].get("azp")
        audiences = audience if isinstance(audience, list) else [audience]
        if len(audiences) > 1 and not party or party and party not in audiences:
            raise LtiMessageValidationException("the message does not say which of its audiences it is for")
        client_id = party or (audiences[0] if audiences else None)
        if not isinstance(client_id, str):
            raise LtiMessageValidationException("the message has no audience")
        return client_id

    def validate_registration(self):
        self.registered = platforms.find(self.get_iss(), self.get_client_id())
        if self.registered is None or self.registered.id != self.begun_by:
            raise LtiMessageValidationException("the message is of another platform than the launch")
        return self

    def validate_jwt_signature(self):
        token, header = self._get_id_token(), self._jwt["header"]
        if header.get("alg") != "RS256":
            raise LtiKeyException("the message is not signed with RS256")
        try:
            body = jwt.decode(
                token,
                platform_keys.key(self.registered, header.get("kid")),
                algorithms=["RS256"],
                issuer=self.registered.issuer,
                audience=self.registered.client_id,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "nonce"]},
            )
            too_old = body["iat"] < (clock.now() - OLDEST).timestamp()
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise LtiMessageValidationException(f"the message is not sound: {error}") from error
        if too_old:
            raise LtiMessageValidationException("the message is too old")
        self._jwt["body"] = body
        return self

    def validate_message(self):
        try:
            said = names.shaped(self._jwt["body"])
        except ValueError as error:
            raise LtiMessageValidationException(f"the message is not sound: {error}") from error
        self._jwt["body"] = quirks.of(self.registered.family).understood(said)
        return super().validate_message()

    def validate_deployment(self):
        deployment_id = self._get_deployment_id()
        if not isinstance(deployment_id, str) or len(deployment_id) > 255:
            raise LtiMessageValidationException("the deployment id is no text")
        self.deployment = platforms.active_deployment(self.registered, deployment_id)
        if self.deployment is None:
            with apart():
                platforms.ask_for(self.registered, deployment_id)
            raise UnknownDeployment(f"the deployment {deployment_id!r} is not approved")
        return self
