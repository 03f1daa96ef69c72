"""What is typed to propose, adopt and withdraw."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

LONGEST_REASON = 500


class ProposeForm(FlaskForm):
    """`known` are the choices as regradings.editions_of gives them, by scenario."""

    scenario = SelectField(_l("Scenario"), [Optional()])
    edition = SelectField(
        _l("Facts, weights and exemplars"), [Optional()], coerce=lambda value: int(value) if value else None
    )
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why")), Length(max=LONGEST_REASON)])

    known: dict = {}

    @property
    def chosen(self):
        """The edition that was chosen, or None."""
        listed = self.known.get(self.scenario.data, [])
        return next((edition for edition in listed if edition.id == self.edition.data), None)

    def validate_edition(self, field):
        if field.data and self.chosen is None:
            raise ValidationError(_("This edition is of another scenario. Choose its scenario, too."))


class AdoptForm(FlaskForm):
    confirmed = BooleanField(validators=[DataRequired(_l("Tick this to say that you have looked"))])


class ReasonForm(FlaskForm):
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why")), Length(max=LONGEST_REASON)])
