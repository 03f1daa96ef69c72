"""The forms that erase a person and set how long data are kept."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from academy.privacy import periods


class ErasureForm(FlaskForm):
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why")), Length(max=500)])
    confirmation = StringField(
        _l("Their number"),
        [InputRequired(_l("Type the number of the person to be erased"))],
        render_kw={"inputmode": "numeric"},
    )

    def __init__(self, person, **more):
        super().__init__(**more)
        self.person = person

    def validate_confirmation(self, field):
        if field.data.strip() != str(self.person.id):
            raise ValidationError(_("This is not the number of this person."))


def periods_form() -> FlaskForm:
    """A field for the days of each kind of data."""
    fields = {each.kind: _days(each) for each in periods.every()}
    made = type("PeriodsForm", (FlaskForm,), fields)
    return made(data={each.kind: periods.days(each.kind) for each in periods.every()})


def _days(period: periods.Period) -> IntegerField:
    most = _l("Enter whole days from 0 to %(most)s; 0 keeps it for ever", most=periods.MOST_DAYS)

    def long_enough(form, field):
        least = period.least()
        if field.data and 0 < field.data < least:
            raise ValidationError(_("It is needed for %(days)s days at least.", days=least))

    return IntegerField(
        period.words,
        [InputRequired(most), NumberRange(0, periods.MOST_DAYS, message=most), long_enough],
        render_kw={"inputmode": "numeric"},
    )
