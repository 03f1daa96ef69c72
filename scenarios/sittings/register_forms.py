"""The filters of the register, and how a commitment stands."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from academy.records.forms import in_reach
from academy.typed import line_breaks
from scenarios.sittings import happened, register, sayings
from scenarios.sittings.register import Filters

LONGEST_NOTE = 2000
_CHOICE = {"validate_choice": False}  # what there is not, `filters` leaves out


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    state = SelectField(_l("How it stands"), **_CHOICE)
    department = SelectField(_l("Department"), **_CHOICE)
    sitting = SelectField(_l("Dialogue"), **_CHOICE)

    @classmethod
    def of(cls, arguments, person) -> "FilterForm":
        """The filters of an address, with what there is to choose from."""
        form, every = cls(arguments), ("", _("All"))
        sittings = register.sittings_of(person)
        form.state.choices = [every, *((slug, str(label)) for slug, label in sayings.STANDINGS.items())]
        form.department.choices = [every, *_departments(sittings)]
        form.sitting.choices = [every, *((str(each.id), register.title(each)) for each in sittings)]
        return form

    @property
    def filters(self) -> Filters:
        given = self.given
        return Filters(**given | ({"sitting": int(given["sitting"])} if "sitting" in given else {}))

    @property
    def given(self) -> dict[str, str]:
        """What was asked for and is there, as the arguments of an address."""
        chosen = {field.name: field.data for field in self if field.data in {value for value, _label in field.choices}}
        return {name: value for name, value in chosen.items() if value}


class StandingForm(FlaskForm):
    """`version` is that of the commitment which the page knows."""

    version = IntegerField(validators=[InputRequired()])
    state = SelectField(_l("How it stands now"), choices=list(sayings.STANDINGS.items()))
    note = TextAreaField(_l("The proof, or the reason"), filters=[line_breaks], validators=[Length(max=LONGEST_NOTE)])
    due_on = DateField(_l("Due on"), [Optional(), in_reach])


def _departments(sittings) -> list[tuple[str, str]]:
    """By slug, as the newest dialogue calls them."""
    found: dict[str, str] = {}
    for sitting in sittings:
        for slug, department in happened.dialogue(sitting).departments.items():
            found.setdefault(slug, department.name)
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
