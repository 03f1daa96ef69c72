"""The academy as pylti1p3 knows it: one of our registrations, with the key that signs for us."""

from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.registration import Registration as ToolRegistration

from academy.lti import keys
from academy.lti.models import Registration

Refused = (LtiException, OIDCException)  # everything that the library, or we, find wrong with a message


def as_registered(registration: Registration) -> ToolRegistration:
    """A registration as the library takes it."""
    key = keys.signing()
    made = (
        _Registration()
        .set_issuer(registration.issuer)
        .set_client_id(registration.client_id)
        .set_auth_login_url(registration.authorization_url)
        .set_auth_token_url(registration.token_url)
        .set_key_set_url(registration.jwks_url)
        .set_tool_private_key(key.pem)
    )
    made.key_id = key.id
    if registration.token_audience:
        made.set_auth_audience(registration.token_audience)
    return made


class _Registration(ToolRegistration):
    key_id = ""

    def get_kid(self):
        return self.key_id
