"""What a reviewer types, and what a blind marker chooses."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from scenarios import grading, wording
from scenarios.forms import line_breaks
from scenarios.review import appeals

LEVELS = [(2, "2"), (1, "1"), (0, "0")]
OVERALL = [
    (0, _l("0: harmful, should never have been posted")),
    (1, _l("1: poor")),
    (2, _l("2: adequate")),
    (3, _l("3: good")),
    (4, _l("4: exemplary")),
]


class ReviewForm(FlaskForm):
    """A level for each criterion, `level_x`, where it differs from the grader's a reason, `reason_x`, and the `answer` to
    an appeal."""

    overall = SelectField(_l("The reply as a whole"), coerce=int, choices=OVERALL)
    answer = TextAreaField(
        _l("Your answer to the learner"),
        filters=[line_breaks],
        validators=[Optional(), Length(max=appeals.LONGEST_ANSWER)],
    )


class BlindForm(FlaskForm):
    """A level for each criterion, `level_x`, without any to begin with, and then the `overall`."""

    @classmethod
    def of(cls, item: grading.Item) -> "BlindForm":
        """The form for a text, without the criteria that do not apply to it."""
        form = cls()
        for name in item.not_applicable:
            del form[f"level_{name}"]
        return form

    @property
    def levels(self) -> dict[str, int]:
        return {name: self[f"level_{name}"].data for name in grading.CRITERIA if f"level_{name}" in self}


for _name in grading.CRITERIA:
    _level = SelectField(coerce=int, choices=LEVELS, validators=[Optional()])
    setattr(ReviewForm, f"level_{_name}", _level)
    setattr(ReviewForm, f"reason_{_name}", TextAreaField(validators=[Optional(), Length(max=1000)]))
    _missing = _l("Choose a level for “%(name)s”.", name=wording.CRITERIA[_name])
    setattr(BlindForm, f"level_{_name}", RadioField(coerce=int, choices=LEVELS, validators=[InputRequired(_missing)]))
BlindForm.overall = RadioField(
    _l("The reply as a whole"), coerce=int, choices=OVERALL,
    validators=[InputRequired(_l("Choose how good the reply is as a whole."))],
)  # fmt: skip
