"""The form that makes a token."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from academy import clock, cohorts
from academy.accounts.forms import stripped
from academy.api import tokens

USUAL_DAYS, MOST_DAYS = 365, 730
SCOPES = {
    "read:people": _l("People: names, addresses and personal numbers of learners"),
    "read:completions": _l("Completions: the register, with names"),
    "read:results": _l("Results of attempts, without names"),
    "read:certificates": _l("Certificates, with the names printed on them"),
}


class TokenForm(FlaskForm):
    key = HiddenField(validators=[InputRequired(), Length(min=32, max=100)], default=tokens.new_key)
    name = StringField(
        _l("What it is for"), [DataRequired(_l("Say what it is for")), Length(max=80)], filters=[stripped]
    )
    scopes = SelectMultipleField(
        _l("What it may read"),
        [InputRequired(_l("Choose what it may read"))],
        choices=list(SCOPES.items()),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    cohort = SelectField(_l("Of which cohort"), [Optional()], coerce=lambda value: int(value) if value else None)
    expires_on = DateField(
        _l("Last day on which it is good"),
        [InputRequired(_l("Choose its last day"))],
        default=lambda: _in_days(USUAL_DAYS),
    )

    @classmethod
    def offered(cls) -> "TokenForm":
        form = cls()
        form.cohort.choices = [("", _("All cohorts")), *((cohort.id, cohort.name) for cohort in cohorts.everyone())]
        return form

    def validate_expires_on(self, field):
        if field.data and not clock.today() <= field.data <= _in_days(MOST_DAYS):
            raise ValidationError(_("Choose a day from today to two years from now"))


def _in_days(days: int):
    return clock.today() + timedelta(days=days)
