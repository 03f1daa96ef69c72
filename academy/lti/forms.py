"""Forms for platforms: what one says of itself, typed by hand, and what it may do here."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from academy import outbound
from academy.accounts.forms import stripped
from academy.lti.models import ADDRESS, NAME


def reachable(form, field):
    """An address that the academy would ask."""
    try:
        outbound.checked(field.data)
    except outbound.NotSafe:
        label = field.label.text
        raise ValidationError(_("%(label)s: enter a whole address that begins with https://", label=label)) from None


def _text(label, *rules, most=NAME):
    return StringField(label, [*rules, Length(max=most)], filters=[stripped])


class EndpointsForm(FlaskForm):
    """Its name here, and where the platform is asked."""

    name = _text(_l("Name here"), DataRequired(_l("Enter a name")), most=120)
    authorization_url = _text(
        _l("Address for signing in"),
        DataRequired(_l("Enter the address for signing in, as your platform shows it")),
        reachable,
        most=ADDRESS,
    )
    token_url = _text(
        _l("Address for access tokens"),
        DataRequired(_l("Enter the address for access tokens, as your platform shows it")),
        reachable,
        most=ADDRESS,
    )
    jwks_url = _text(
        _l("Address of its public keys"),
        DataRequired(_l("Enter the address of its public keys, as your platform shows it")),
        reachable,
        most=ADDRESS,
    )
    token_audience = _text(_l("Audience of tokens, if it names one"), Optional(), most=ADDRESS)

    @property
    def endpoints(self) -> dict[str, str]:
        return {
            name: self[name].data for name in ("name", "authorization_url", "token_url", "jwks_url", "token_audience")
        }


class RegistrationForm(EndpointsForm):
    issuer = _text(_l("Issuer"), DataRequired(_l("Enter the issuer, as your platform shows it")))
    client_id = _text(_l("Client ID"), DataRequired(_l("Enter the client ID, as your platform shows it")))
    deployment_id = _text(_l("Deployment ID"), Optional())

    @property
    def details(self) -> dict[str, str]:
        return {**self.endpoints, "issuer": self.issuer.data, "client_id": self.client_id.data}


class PermissionsForm(FlaskForm):
    teaching = BooleanField(_l("Its instructors may teach here"))
    any_deployment = BooleanField(_l("Accept every deployment without asking"))
