"""The filters of the page of a scenario."""

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from academy.records.forms import in_reach
from scenarios.analytics.selection import ALL, COUNTING, FIRST, Filters, Offer

ATTEMPTS = [(FIRST, _l("The first of each learner")), (COUNTING, _l("The one that counts")), (ALL, _l("All of them"))]


def whole(value: str | None) -> int | None:
    return int(value) if value else None


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    cohort = SelectField(_l("Cohort"), [Optional()], coerce=whole)
    edition = SelectField(_l("Edition"), [Optional()], coerce=whole)
    attempt = SelectField(_l("Attempts"), [Optional()], choices=ATTEMPTS)
    service = SelectField(_l("Service group"), [Optional()])
    since = DateField(_l("Finished from"), [Optional(), in_reach])
    until = DateField(_l("Finished until"), [Optional(), in_reach])

    @classmethod
    def of(cls, given, there: Offer) -> "FilterForm":
        """The form as the address fills it in, with what there is to choose from."""
        form = cls(given)
        form.cohort.choices = [("", _("All")), *there.cohorts]
        form.service.choices = [("", _("All")), *there.services]
        numbered = enumerate(there.editions, 1)
        form.edition.choices = [("", _("All")), *((edition.id, _name(number, edition)) for number, edition in numbered)]
        return form

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        return Filters(**{field.name: field.data for field in self if field.data and not field.errors})


def _name(place: int, edition) -> str:
    return _(
        "Edition %(number)s, of %(day)s", number=place, day=format_date(edition.created_at, "d MMM y", rebase=True)
    )
