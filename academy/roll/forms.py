"""Forms: a file of people, how it is to be read, and how it is to be imported."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField

from academy.exports import reading


class FileForm(FlaskForm):
    file = FileField(_l("File of people"), validators=[FileRequired(_l("Choose a file."))])


class ReadingForm(FlaskForm):
    """The selects for the columns are beside it: how many there are depends on the file."""

    encoding = SelectField(_l("Letters are encoded as"), choices=list(reading.ENCODINGS.items()))
    makes_cohorts = BooleanField(_l("Make the cohorts that are missing"))


class ImportForm(FlaskForm):
    how = RadioField(
        _l("What to import"),
        choices=[
            ("whole", _l("All of it, or nothing")),
            ("right", _l("The rows that are right, and leave the others")),
        ],
        default="whole",
    )
    invites = BooleanField(_l("Send everybody new a link to set a password, by mail"))
