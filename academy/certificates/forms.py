"""The form that revokes a certificate."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length


class RevokeForm(FlaskForm):
    reason = TextAreaField(
        _l("Reason, shown to whoever checks the certificate"), [DataRequired(_l("Say why")), Length(max=500)]
    )
