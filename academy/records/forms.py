"""The filters of the register, and the name of a saved view."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from academy import cohorts, editions
from academy.accounts import people
from academy.records import labels
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
    columns = SelectMultipleField(
        _l("Columns shown beside the name"), [Optional()], option_widget=CheckboxInput(), widget=ListWidget()
    )

    @classmethod
    def of(cls, given) -> "FilterForm":
        """Filled in as an address or a form says, with what there is to choose from."""
        form, every = cls(given), ("", _("All"))
        form.course.choices = [every, *((edition.slug, edition.title) for edition in editions.all_published("course"))]
        form.cohort.choices = [every, *((cohort.id, cohort.name) for cohort in cohorts.everyone())]
        form.service.choices = [every, *((group.code, group.name) for group in people.services())]
        form.status.choices = [every, *labels.STATUSES.items()]
        form.columns.choices = [(name, labels.LABELS[name]) for name in labels.CHOICES]
        return form

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        given = {field.name: field.data for field in self if field.data and not field.errors}
        return Filters(**{name: value for name, value in given.items() if name in Filters._fields})


class SaveForm(FlaskForm):
    name = StringField(_l("Name of this view"), [InputRequired(_l("Give the view a name")), Length(max=80)])
    shared = BooleanField(_l("All administrators see it"))
