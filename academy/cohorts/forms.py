"""Forms for cohorts, their members and their courses."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from academy.accounts.forms import stripped


class CohortForm(FlaskForm):
    name = StringField(_l("Name of the cohort"), [DataRequired(_l("Enter a name")), Length(max=120)], filters=[stripped])
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])

    def validate_ends_on(self, field):
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first"))


class MemberForm(FlaskForm):
    person = SelectField(_l("Learner"), coerce=int)


class AssignmentForm(FlaskForm):
    course = SelectField(_l("Course"))
    opens_on = DateField(_l("Opens on"), [Optional()])
    due_on = DateField(_l("Due on"), [Optional()])
    closes_on = DateField(_l("Closes on"), [Optional()])

    def validate_closes_on(self, field):
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("It closes before it opens"))
