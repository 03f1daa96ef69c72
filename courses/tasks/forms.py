"""What a learner writes, and what a marker fills in."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from academy.typed import count, line_breaks
from courses.tasks import comments
from courses.tasks.marks import Judgement
from courses.tasks.rubric import Rubric
from courses.tasks.submissions import LONGEST_KEPT

LONGEST_COMMENT = 4000
LONGEST_REASON = 2000


class WorkForm(FlaskForm):
    """A draft: `version` is that of the words which the page knows."""

    number = IntegerField(validators=[InputRequired(), NumberRange(1, 10_000)])
    version = StringField(filters=[lambda value: count(value) or 0])
    pasted = StringField(filters=[count])
    text = TextAreaField(_l("Your text"), filters=[line_breaks], validators=[Length(max=LONGEST_KEPT)])


class MarkForm(FlaskForm):
    """The level of each criterion, `points_x`, added by `for_rubric`, and what is said of the whole; comments on words
    come as fields of their own, see courses.tasks.comments; both can be kept as phrases. `seen` are the marks that there were, `version` is that of
    the unfinished mark which the page knows."""

    take_over = BooleanField(_l("Take it over"))
    at = StringField()  # what is wrong with the places of comments is said here
    seen = StringField(filters=[lambda value: _number(value) or 0])
    version = StringField(filters=[lambda value: _number(value) or 0])
    keep_comment = BooleanField(_l("Keep this as a phrase"))
    keep_said = BooleanField(_l("Keep these comments as phrases"))
    comment = TextAreaField(
        _l("Your comment on the whole"), filters=[line_breaks, str.strip], validators=[Length(max=LONGEST_COMMENT)]
    )
    reason = TextAreaField(
        _l("Why you correct the mark"), filters=[line_breaks, str.strip], validators=[Length(max=LONGEST_REASON)]
    )

    def judgement(self, text: str, sent: Mapping) -> Judgement:
        """What was filled in about a text; `sent` are the fields as they came."""
        points = {
            name.removeprefix("points_"): field.data
            for name, field in self._fields.items()
            if name.startswith("points_")
        }
        given = {slug: value for slug, value in points.items() if value is not None}
        said = comments.read(sent.getlist("at"), sent.getlist("said"), text)
        return Judgement(given, self.comment.data, said, self.reason.data)


def _number(value: str | int | None) -> int | None:
    """What a form sent, or what stands in it to begin with."""
    return count(str(value))


def for_rubric(rubric: Rubric) -> type[MarkForm]:
    """The form that marks by this rubric. Which levels there are, rubric.missing says."""
    fields = {f"points_{criterion.slug}": StringField(criterion.title, filters=[_number]) for criterion in rubric}
    return type("RubricForm", (MarkForm,), fields)
