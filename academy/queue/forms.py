"""The filters of the queue, a phrase for the comment bank, and a marking sheet that comes back."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from academy import cohorts, queue
from academy.queue import phrases
from academy.typed import line_breaks


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    cohort = SelectField(_l("Cohort"), [Optional()], coerce=lambda value: int(value) if value else None)
    activity = SelectField(_l("Activity"), [Optional()])
    mine = BooleanField(_l("Only what I can decide now"))

    @classmethod
    def of(cls, arguments) -> "FilterForm":
        """The filters of an address, with what there is to choose from."""
        form = cls(arguments)
        form.groups = [(source.label, source.activities()) for source in queue.sources()]
        activities = [each for _label, group in form.groups for each in group]
        form.cohort.choices = [("", _("All")), *((cohort.id, cohort.name) for cohort in cohorts.everyone())]
        form.activity.choices = [("", _("All")), *activities]
        return form

    @property
    def filters(self) -> queue.Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        return queue.Filters(**{field.name: field.data for field in self if field.data and not field.errors})

    @property
    def given(self) -> dict:
        """The same as the arguments of an address."""
        return {name: value for name, value in self.filters._asdict().items() if value}


class PhraseForm(FlaskForm):
    """Words to use again."""

    topic = SelectField(_l("What it is for"))
    text = TextAreaField(
        _l("The words"),
        filters=[line_breaks],
        validators=[DataRequired(_l("Write the phrase.")), Length(max=phrases.LONGEST)],
    )
    shared = BooleanField(_l("All instructors can use it"))


class SheetForm(FlaskForm):
    """A marking sheet that was filled in; `partly` takes its sound rows and leaves the others."""

    sheet = FileField(_l("The sheet that you filled in"), validators=[FileRequired(_l("Choose the sheet."))])
    partly = BooleanField(_l("Take the rows that are right, and leave the others"))
