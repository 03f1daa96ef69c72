"""The filters of the agreement page."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from academy.records.forms import in_reach
from scenarios.agreement.doubles import Filters


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    since = DateField(_l("Marked from"), [Optional(), in_reach])
    until = DateField(_l("Marked until"), [Optional(), in_reach])
    scenario = SelectField(_l("Scenario"), [Optional()])
    grader = SelectField(_l("Version of the grader"), [Optional()])

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        return Filters(**{field.name: field.data for field in self if field.data and not field.errors})
