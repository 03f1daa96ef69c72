"""What a dashboard is narrowed by."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from academy import cohorts, editions
from academy.accounts import people
from academy.dashboards.scope import Filters
from academy.records.forms import in_reach


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    cohort = SelectField(_l("Cohort"), [Optional()], coerce=lambda value: int(value) if value else None)
    course = SelectField(_l("Course"), [Optional()])
    service = SelectField(_l("Service group"), [Optional()])
    since = DateField(_l("From"), [Optional(), in_reach])
    until = DateField(_l("Until"), [Optional(), in_reach])

    def validate_until(self, field):
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day is before the first"))

    @classmethod
    def of(cls, given, person) -> "FilterForm":
        """Filled in as an address or a form says, with what this person has to choose from."""
        form, every = cls(given), ("", _("All"))
        form.cohort.choices = [every, *((cohort.id, cohort.name) for cohort in cohorts.looked_after_by(person))]
        form.course.choices = [every, *((edition.slug, edition.title) for edition in editions.all_published("course"))]
        form.service.choices = [every, *((group.code, group.name) for group in people.services())]
        return form

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        return Filters(**{field.name: field.data for field in self if field.data and not field.errors})
