"""Forms for cohorts, their members, who teaches them, their courses, and what is granted to single learners."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from academy import clock
from academy.accounts.forms import stripped
from academy.cohorts.accommodations import MOST_DAYS
from academy.cohorts.models import Assignment
from academy.records.forms import in_reach
from academy.typed import line_breaks


class CohortForm(FlaskForm):
    name = StringField(
        _l("Name of the cohort"), [DataRequired(_l("Enter a name")), Length(max=120)], filters=[stripped]
    )
    starts_on = DateField(_l("First day"), [Optional(), in_reach])
    ends_on = DateField(_l("Last day"), [Optional(), in_reach])

    def validate_ends_on(self, field):
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first"))


class Number(IntegerField):
    """Typed as a text: a browser would keep back what is none."""

    widget = TextInput()

    def __init__(self, label, validators, **own):
        super().__init__(label, validators, render_kw={"inputmode": "numeric"}, **own)


class MemberForm(FlaskForm):
    person = StringField(
        _l("E-mail address or personal number"),
        [DataRequired(_l("Enter an e-mail address or a personal number")), Length(max=254)],
        filters=[stripped],
    )


class MoveForm(FlaskForm):
    cohort = SelectField(_l("Other cohort"), coerce=int)


class TeachingForm(FlaskForm):
    instructors = SelectMultipleField(
        _l("Instructors"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )


class DatesForm(FlaskForm):
    """The days of a course in a cohort; `former` is what held before, so that days of long ago may stay."""

    opens_on = DateField(_l("Opens on"), [Optional(), in_reach])
    due_on = DateField(_l("Due on"), [Optional(), in_reach])
    closes_on = DateField(_l("Closes on"), [Optional(), in_reach])
    remind_days = Number(
        _l("Remind learners so many days before it is due"),
        [Optional(), NumberRange(0, 90, _l("Enter a number of days from 0 to 90"))],
    )

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
        """And the days on which learners are reminded of them."""
        names = ("opens_on", "due_on", "closes_on", "remind_days")
        return {name: self[name].data for name in names}


class AssignmentForm(DatesForm):
    """A course for a cohort; `given` are those that it has, by course."""

    course = SelectField(_l("Course"))

    def __init__(self, given: Mapping[str, Assignment], **own):
        super().__init__(**own)
        self.former = given.get(self.course.data)


class GivingForm(DatesForm):
    """A cohort for a course."""

    cohort = SelectField(_l("Cohort"), coerce=int)


def _reason() -> TextAreaField:
    return TextAreaField(_l("Reason"), [DataRequired(_l("Say why")), Length(max=500)], filters=[line_breaks, stripped])


class ExtensionForm(FlaskForm):
    """More time for one learner."""

    due_on = DateField(_l("Due on"), [Optional(), in_reach])
    closes_on = DateField(_l("Closes on"), [Optional(), in_reach])
    reason = _reason()

    def validate_closes_on(self, field):
        if field.data and self.due_on.data and field.data < self.due_on.data:
            raise ValidationError(_("It closes before it is due"))

    def validate_reason(self, field):
        if not any(one.data or one.errors for one in (self.due_on, self.closes_on)):
            self.due_on.errors = [_("Give another day for one of the two at least")]
            raise ValidationError(_("There is no other day yet"))


class AccommodationForm(FlaskForm):
    """What a learner is granted in all courses."""

    untimed = BooleanField(_l("Scenarios without time pressure"))
    extra_days = Number(
        _l("Extra days"),
        [Optional(), NumberRange(0, MOST_DAYS, _l("Enter a number of days from 0 to %(max)s"))],
    )
    starts_on = DateField(_l("From"), [InputRequired(_l("Enter a day")), in_reach])
    ends_on = DateField(_l("Until"), [Optional(), in_reach])
    reason = _reason()

    def validate_untimed(self, field):
        if not (
            field.data or self.extra_days.data or self.extra_days.raw_data and self.extra_days.raw_data[0].strip(" 0")
        ):
            raise ValidationError(_("Grant one of the two at least: no time pressure, or extra days"))

    def validate_ends_on(self, field):
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first"))

    @property
    def granted(self) -> dict:
        names = ("untimed", "starts_on", "ends_on", "reason")
        return {name: self[name].data for name in names} | {"extra_days": self.extra_days.data or 0}
