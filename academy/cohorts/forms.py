"""Forms for cohorts, their members, who teaches them, and their courses."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from academy import clock
from academy.accounts.forms import stripped
from academy.cohorts.models import Assignment
from academy.records.forms import in_reach


class CohortForm(FlaskForm):
    name = StringField(
        _l("Name of the cohort"), [DataRequired(_l("Enter a name")), Length(max=120)], filters=[stripped]
    )
    starts_on = DateField(_l("First day"), [Optional(), in_reach])
    ends_on = DateField(_l("Last day"), [Optional(), in_reach])

    def validate_ends_on(self, field):
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first"))


class MemberForm(FlaskForm):
    person = SelectField(_l("Learner"), coerce=int)


class TeachingForm(FlaskForm):
    instructors = SelectMultipleField(
        _l("Instructors"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )


class DatesForm(FlaskForm):
    """The days of a course in a cohort; `former` is what held before, so that days of long ago may stay."""

    opens_on = DateField(_l("Opens on"), [Optional(), in_reach])
    due_on = DateField(_l("Due on"), [Optional(), in_reach])
    closes_on = DateField(_l("Closes on"), [Optional(), in_reach])

    former: Assignment | None = None

    def validate_due_on(self, field):
        if not field.data:
            return
        if self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("It is due before it opens"))
        if field.data < clock.today() and not (self.former and self.former.due_on == field.data):
            raise ValidationError(_("That day is over. Choose a later one, or leave it empty"))

    def validate_closes_on(self, field):
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("It closes before it opens"))
        if field.data and self.due_on.data and field.data < self.due_on.data:
            raise ValidationError(_("It closes before it is due"))

    @property
    def dates(self) -> dict:
        return {"opens_on": self.opens_on.data, "due_on": self.due_on.data, "closes_on": self.closes_on.data}


class AssignmentForm(DatesForm):
    """A course for a cohort; `given` are those that it has, by course."""

    course = SelectField(_l("Course"))

    def __init__(self, given: Mapping[str, Assignment], **own):
        super().__init__(**own)
        self.former = given.get(self.course.data)


class GivingForm(DatesForm):
    """A cohort for a course."""

    cohort = SelectField(_l("Cohort"), coerce=int)
