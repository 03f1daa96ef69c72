"""The filters of the register."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from academy.records.register import Filters


def in_reach(form, field):
    """Beside the first and the last year that there is, no zone has a midnight."""
    if field.data and not 1900 <= field.data.year < 2200:
        raise ValidationError(_("Choose a day between 1900 and 2199"))


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    course = SelectField(_l("Course"), [Optional()])
    cohort = SelectField(_l("Cohort"), [Optional()], coerce=lambda value: int(value) if value else None)
    service = SelectField(_l("Service group"), [Optional()])
    status = SelectField(_l("Status"), [Optional()])
    words = StringField(_l("Name, address or personal number"), [Optional(), Length(max=100)])
    since = DateField(_l("Completed from"), [Optional(), in_reach])
    until = DateField(_l("Completed until"), [Optional(), in_reach])

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        given = {field.name: field.data for field in self if field.data and not field.errors}
        return Filters(**given)
