"""What a reviewer types."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, Optional

from scenarios import grading


class ReviewForm(FlaskForm):
    """A level for each criterion, `level_x`, and where it differs from the grader's a reason, `reason_x`."""

    overall = SelectField(
        _l("The reply as a whole"),
        coerce=int,
        choices=[
            (0, _l("0: harmful, should never have been posted")),
            (1, _l("1: poor")),
            (2, _l("2: adequate")),
            (3, _l("3: good")),
            (4, _l("4: exemplary")),
        ],
    )


for _name in grading.CRITERIA:
    _level = SelectField(coerce=int, choices=[(2, "2"), (1, "1"), (0, "0")], validators=[Optional()])
    setattr(ReviewForm, f"level_{_name}", _level)
    setattr(ReviewForm, f"reason_{_name}", TextAreaField(validators=[Optional(), Length(max=1000)]))
