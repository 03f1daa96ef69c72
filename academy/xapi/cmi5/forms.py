"""The form of a platform that may launch by cmi5."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from academy import outbound
from academy.accounts.forms import stripped
from academy.xapi.cmi5 import platforms


class PlatformForm(FlaskForm):
    name = StringField(_l("Name here"), [DataRequired(_l("Enter a name")), Length(max=120)], filters=[stripped])
    addresses = TextAreaField(
        _l("Its addresses"),
        [DataRequired(_l("Enter the address of the platform")), Length(max=2000)],
        filters=[stripped],
    )

    def validate_addresses(self, field):
        try:
            platforms.origins_of(self.lines)
        except outbound.NotSafe:
            raise ValidationError(_("Enter whole addresses that begin with https://, one on each line")) from None

    @property
    def lines(self) -> list[str]:
        return self.addresses.data.split()
