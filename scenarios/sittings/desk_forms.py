"""What is sent from a desk: what is done about a comment, words, a promise."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp

from academy.typed import count, line_breaks

LONGEST_UNSENT = 20_000  # far more than can be sent: what is too long is shortened later, not lost now
LONGEST_PROMISE = 300
LONGEST_NAME = 120
HANDLINGS = ("claim", "release", "assign", "let_through")
KEY = Regexp(r"^[\w-]{8,30}$")


def _none(value):
    return value or None


class HandleForm(FlaskForm):
    """What is no turn: claiming, giving out, giving back, letting through. `to` is a seat."""

    do = StringField(validators=[AnyOf(HANDLINGS)])
    to = IntegerField(validators=[Optional()])


class WordsForm(FlaskForm):
    """Words, kept by `key` so that they count once. `version` is that of the unsent words which the page knows."""

    key = StringField(validators=[InputRequired(), KEY])
    reply = StringField(filters=[line_breaks])
    pasted = StringField(filters=[count])
    version = StringField(filters=[lambda value: count(value) or 0])


class TurnForm(WordsForm):
    """A turn about a comment: see turns.Wish, which checks what the situation allows."""

    action = StringField(validators=[AnyOf(("reply", "correct", "refer", "escalate", "hide", "merge", "verify"))])
    target = StringField(filters=[_none], validators=[Optional(), Length(max=140)])
    line = StringField(filters=[_none], validators=[Optional(), Length(max=60)])


class FollowUpForm(WordsForm):
    department = StringField(validators=[Optional(), Length(max=60)])


class PromiseForm(WordsForm):
    """`reply` is what was promised, `turn` the words in which it was."""

    reply = StringField(
        filters=[line_breaks], validators=[Length(max=LONGEST_PROMISE, message=_l("This is too long. Shorten it."))]
    )
    who = StringField(validators=[Length(max=LONGEST_NAME, message=_l("This is too long. Shorten it."))])
    due_on = DateField(validators=[InputRequired(_l("Give the day."))])
    turn = IntegerField(validators=[Optional()])


class UnsentForm(WordsForm):
    post = StringField(validators=[Regexp(r"^(entry-\d{1,9}|follow-\d{1,9}|statement|promise)$")])
    reply = StringField(filters=[line_breaks], validators=[Length(max=LONGEST_UNSENT)])


class MergeForm(FlaskForm):
    """Several at once into one; which ones is read from `entries`."""

    key = StringField(validators=[InputRequired(), KEY])
    into = StringField(filters=[_none], validators=[Optional(), Length(max=140)])
