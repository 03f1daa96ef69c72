"""The filters of the library of scenarios."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from academy import countries
from scenarios.library import Filters, Held
from scenarios.studio.terms import DIFFICULTIES, LANGUAGES, TRIAGE


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    words = StringField(_l("Words"), [Optional(), Length(max=100)])
    difficulty = SelectField(_l("How hard"), [Optional()])
    language = SelectField(_l("Written in"), [Optional()])
    triage = SelectField(_l("With a post of this kind"), [Optional()])
    country = SelectField(_l("Rules of"), [Optional()])

    @classmethod
    def of(cls, given, held: list[Held]) -> "FilterForm":
        """Filled in as an address says, with the languages and countries that there are to choose from."""
        form, every, names = cls(given), ("", _("All")), countries.names()
        spoken = {language for one in held for language in one.languages}
        ruled = sorted({one.country for one in held})
        form.difficulty.choices = [every, *DIFFICULTIES.items()]
        form.language.choices = [every, *((code, name) for code, name in LANGUAGES.items() if code in spoken)]
        form.triage.choices = [every, *TRIAGE.items()]
        form.country.choices = [every, *((code, names.get(code, code)) for code in ruled)]
        return form

    @property
    def filters(self) -> Filters:
        """What was asked for, without what could not be understood."""
        self.validate()
        return Filters(**{field.name: field.data for field in self if field.data and not field.errors})
