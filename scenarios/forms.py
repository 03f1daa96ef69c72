"""What a learner sends: a move, one that is not sent yet, how to play, and an appeal."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from academy.typed import count, line_breaks

LONGEST_REASON = 2000
LONGEST_ANSWER = 5000
LONGEST_UNSENT = 20_000  # far more than can be sent: what is too long is shortened later, not lost now
TEMPO_NAMES = {
    "usual": _l("As in life: time passes while the page is open"),
    "slow": _l("Half as fast"),
    "untimed": _l("No time pressure: only what you do takes time"),
}


class MoveForm(FlaskForm):
    """What `runs.submit` takes; what the situation allows is checked there. `version` is that of the unsent words which
    the page knows."""

    number = IntegerField(validators=[InputRequired(), NumberRange(1, 10_000)])
    action = StringField()
    post = StringField(filters=[lambda value: value or None], validators=[Optional(), Length(max=60)])
    target = StringField(filters=[lambda value: value or None], validators=[Optional(), Length(max=60)])
    reply = TextAreaField(filters=[lambda value: value or ""])
    pasted = StringField(filters=[count])
    version = StringField(filters=[lambda value: count(value) or 0])


class UnsentForm(MoveForm):
    """A move that is not sent yet."""

    reply = TextAreaField(filters=[lambda value: value or ""], validators=[Length(max=LONGEST_UNSENT)])
    action = StringField(filters=[lambda value: value or ""], validators=[Length(max=10)])


class SettingsForm(FlaskForm):
    """How a learner wants to play."""

    tempo = RadioField(_l("The clock"), choices=list(TEMPO_NAMES.items()), default="usual")
    guided = BooleanField(_l("A coach at my side"))


class AppealForm(FlaskForm):
    """Why another instructor should look at a grade."""

    reason = TextAreaField(
        filters=[line_breaks],
        validators=[DataRequired(_l("Say what should be looked at again.")), Length(max=LONGEST_REASON)],
    )
