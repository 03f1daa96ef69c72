"""What somebody looks for in the library of scenarios."""

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from academy import countries
from scenarios import library
from scenarios.studio.terms import DIFFICULTIES, LANGUAGES, TRIAGE


class LibraryForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    words = StringField(_l("Words"), filters=[lambda value: (value or "").strip()[:100]])
    difficulty = SelectField(_l("How hard"), validate_choice=False)
    language = SelectField(_l("Written in"), validate_choice=False)
    triage = SelectField(_l("With a post of this kind"), validate_choice=False)
    country = SelectField(_l("Rules of"), validate_choice=False)

    @classmethod
    def of(cls, arguments, held: list[library.Held]) -> "LibraryForm":
        """`country` and `language` offer what there is."""
        form, every, names = cls(arguments), ("", _("All")), countries.names()
        spoken = {language for one in held for language in one.languages}
        form.difficulty.choices = [every, *DIFFICULTIES.items()]
        form.language.choices = [every, *((code, name) for code, name in LANGUAGES.items() if code in spoken)]
        form.triage.choices = [every, *TRIAGE.items()]
        form.country.choices = [
            every,
            *((code, names.get(code, code)) for code in sorted({one.country for one in held})),
        ]
        return form

    @property
    def wanted(self) -> library.Wanted:
        """Without what there is not to choose."""
        chosen = (self.difficulty, self.language, self.triage, self.country)
        return library.Wanted(
            words=self.words.data,
            **{field.name: field.data for field in chosen if field.data in dict(field.choices)},
        )
