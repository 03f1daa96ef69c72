"""What an administrator looks for in the log."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from academy.audit import sentences, subjects
from academy.audit.search import Filters
from academy.records.forms import in_reach

LARGEST = 2**31 - 1


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    person = StringField(_l("Person: name, address or personal number"), [Optional(), Length(max=100)])
    group = SelectField(_l("What was done"), [Optional()])
    about = SelectField(_l("To what"), [Optional()])
    number = IntegerField(_l("Its number"), [Optional(), NumberRange(1, LARGEST)])
    words = StringField(_l("Words of the reason"), [Optional(), Length(max=100)])
    since = DateField(_l("From"), [Optional(), in_reach])
    until = DateField(_l("Until"), [Optional(), in_reach])

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.group.choices = _by_label(sentences.GROUPS)
        self.about.choices = _by_label(subjects.NOUNS)

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        given = {field.name: field.data for field in self if field.data and not field.errors}
        return Filters(**{name: value.strip() if isinstance(value, str) else value for name, value in given.items()})


def _by_label(labels: dict) -> list[tuple[str, str]]:
    return [
        ("", _l("All")),
        *sorted(((name, str(label)) for name, label in labels.items()), key=lambda pair: pair[1].casefold()),
    ]
