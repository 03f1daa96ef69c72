"""What viewers send: a nickname, a comment, and which answer helps. Their forms carry a token of `viewer_keys`."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from academy.input import LARGEST_KEY
from academy.typed import line_breaks
from scenarios.sittings.words import LONGEST_COMMENT, LONGEST_NICKNAME

INCOMPLETE = _l("This form is not complete. Open the page again.")
KEY = [InputRequired(INCOMPLETE), Regexp(r"^[\w-]{12,40}$", message=INCOMPLETE)]


class ViewerForm(FlaskForm):
    """`key` is that of the form: sent twice, it counts once."""

    class Meta:
        csrf = False  # there is no session; see viewer_keys.is_from_here


class ArriveForm(ViewerForm):
    key = HiddenField(validators=KEY)
    nickname = StringField(
        _l("Your name here"),
        validators=[
            DataRequired(_l("Choose a name.")),
            Length(max=LONGEST_NICKNAME, message=_l("Choose a name of at most %(max)d letters.")),
        ],
    )


class CommentForm(ViewerForm):
    key = HiddenField(validators=KEY)
    text = TextAreaField(
        _l("Your comment"),
        filters=[line_breaks],
        validators=[
            DataRequired(_l("Write your comment first.")),
            Length(max=LONGEST_COMMENT, message=_l("This is too long. Use at most %(max)d characters.")),
        ],
    )


class HelpfulForm(ViewerForm):
    turn = IntegerField(validators=[InputRequired(INCOMPLETE), NumberRange(1, LARGEST_KEY)])
