"""What a reviewer types, and what a blind marker chooses."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from scenarios import grading, wording
from scenarios.forms import line_breaks
from scenarios.review import appeals, comments

LEVELS = [(2, "2"), (1, "1"), (0, "0")]
OVERALL = [
    (0, _l("0: harmful, should never have been posted")),
    (1, _l("1: poor")),
    (2, _l("2: adequate")),
    (3, _l("3: good")),
    (4, _l("4: exemplary")),
]


class ReviewForm(FlaskForm):
    """A level for each criterion, `level_x`, where it differs from the grader's a reason, `reason_x`, which can be kept
    as a phrase, `keep_x`; the `answer` to an appeal; the `version` of the grade that was read, and whether to
    `take_over` the work from somebody who has it at hand."""

    version = HiddenField(validators=[InputRequired(_l("This form is not complete. Open the page again."))])
    take_over = BooleanField(_l("Take it over, and keep my review"))

    overall = SelectField(_l("The reply as a whole"), coerce=int, choices=OVERALL)
    answer = TextAreaField(
        _l("Your answer to the learner"),
        filters=[line_breaks],
        validators=[Optional(), Length(max=appeals.LONGEST_ANSWER)],
    )


class CommentForm(FlaskForm):
    """A comment on words of a reply: `span` is "12-30", in characters; `replaces` the number of another comment."""

    span = StringField(validators=[Regexp(r"^\d{1,6}-\d{1,6}$", message=_l("Choose the words that it is about."))])
    comment = TextAreaField(
        filters=[line_breaks, str.strip],
        validators=[DataRequired(_l("Write what you say about these words.")), Length(max=comments.LONGEST)],
    )
    replaces = IntegerField(validators=[Optional()])

    @property
    def words(self) -> tuple[int, int]:
        start, stop = self.span.data.split("-")
        return int(start), int(stop)

    def within(self, text: str) -> bool:
        """Whether the words are some of this text."""
        start, stop = self.words
        inside = start < min(stop, len(text))
        if not inside:
            self.span.errors = [_("Choose the words that it is about.")]
        return inside


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
    setattr(
        ReviewForm, f"reason_{_name}", TextAreaField(filters=[line_breaks], validators=[Optional(), Length(max=1000)])
    )
    setattr(ReviewForm, f"keep_{_name}", BooleanField(_l("Keep this as a phrase")))
    _missing = _l("Choose a level for “%(name)s”.", name=wording.CRITERIA[_name])
    setattr(BlindForm, f"level_{_name}", RadioField(coerce=int, choices=LEVELS, validators=[InputRequired(_missing)]))
BlindForm.overall = RadioField(
    _l("The reply as a whole"), coerce=int, choices=OVERALL,
    validators=[InputRequired(_l("Choose how good the reply is as a whole."))],
)  # fmt: skip
