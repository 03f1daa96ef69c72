"""What a learner sends: a move, and an appeal."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

LONGEST_REASON = 2000


def line_breaks(text: str | None) -> str:
    """A line break is one character, as the counter under the field has it; browsers send two."""
    return (text or "").replace("\r\n", "\n")


class MoveForm(FlaskForm):
    """What `runs.submit` takes; what the situation allows is checked there."""

    number = IntegerField(validators=[InputRequired(), NumberRange(1, 10_000)])
    action = StringField()
    post = StringField(filters=[lambda value: value or None], validators=[Optional(), Length(max=60)])
    target = StringField(filters=[lambda value: value or None], validators=[Optional(), Length(max=60)])
    reply = TextAreaField(filters=[lambda value: value or ""])


class AppealForm(FlaskForm):
    """Why another instructor should look at a grade."""

    reason = TextAreaField(
        filters=[line_breaks],
        validators=[DataRequired(_l("Say what should be looked at again.")), Length(max=LONGEST_REASON)],
    )
