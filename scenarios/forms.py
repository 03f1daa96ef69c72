"""The form of one move."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional


class MoveForm(FlaskForm):
    """What `runs.submit` takes; what the situation allows is checked there."""

    number = IntegerField(validators=[InputRequired(), NumberRange(1, 10_000)])
    action = StringField()
    post = StringField(filters=[lambda value: value or None], validators=[Optional(), Length(max=60)])
    target = StringField(filters=[lambda value: value or None], validators=[Optional(), Length(max=60)])
    reply = TextAreaField(filters=[lambda value: value or ""])
