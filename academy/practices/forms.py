"""What a contributor writes, what a reviewer and whoever withdraws a practice say, and what the library is searched by."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from academy import countries
from academy.accounts import service_groups
from academy.practices import content, library, words
from academy.practices.models import Practice
from academy.triage import TRIAGE
from academy.typed import count, line_breaks

LONGEST_REASON = 2000
_TEXT = {"filters": [line_breaks], "validators": [Length(max=content.LONGEST_KEPT)]}
_LINE = {"filters": [lambda value: " ".join((value or "").split())], "validators": [Length(max=content.LONGEST_KEPT)]}
_OPTIONAL_LINE = {**_LINE, "validators": [Optional(), *_LINE["validators"]]}
_CHOICE = {"validate_choice": False}  # a draft is kept whatever is chosen; what there is not, `said` leaves out


class SourceForm(Form):
    title = StringField(_l("What it is"), **_LINE)
    url = URLField(_l("Its address on the web"), **_OPTIONAL_LINE)
    checked_on = StringField(_l("Checked on"), render_kw={"type": "date"}, **_LINE)
    certainty = SelectField(_l("How certain"), **_CHOICE)


class PracticeForm(FlaskForm):
    """A draft: `version` is that of the words which the page knows, `confirmed` are words that look private and are not."""

    version = StringField(filters=[lambda value: count(str(value)) or 0])
    confirmed = SelectMultipleField(choices=[], **_CHOICE)
    title = StringField(_l("Title"), **_LINE)
    situation = TextAreaField(_l("The situation"), **_TEXT)
    action = TextAreaField(_l("What was done"), **_TEXT)
    evidence = TextAreaField(_l("What is known of its effect, and how"), **_TEXT)
    sources = FieldList(FormField(SourceForm), min_entries=content.MOST_SOURCES, max_entries=content.MOST_SOURCES)
    consent = RadioField(_l("Who appears in it"), **_CHOICE)
    consent_note = TextAreaField(
        _l("Who agreed, and how you know"), filters=[line_breaks], validators=[Optional(), *_TEXT["validators"]]
    )
    needs_time = StringField(_l("Time"), **_LINE)
    needs_people = StringField(_l("People"), **_LINE)
    needs_money = StringField(_l("Money"), **_LINE)
    whom_to_ask = StringField(_l("Whom to ask"), **_LINE)
    country = SelectField(_l("Country"), **_CHOICE)
    service_code = SelectField(_l("Service group"), validators=[Optional()], **_CHOICE)
    use = SelectField(_l("Kind of use"), **_CHOICE)
    triage = SelectMultipleField(
        _l("Kinds of post that it is about"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **_CHOICE
    )
    language = SelectField(_l("Language"), **_CHOICE)
    public = BooleanField(_l("Everybody on the web may read it, without my name"))

    def __init__(self, *own, person=None, **more):
        super().__init__(*own, **more)
        groups = [(group.code, group.name) for group in service_groups.offered_to(person)]
        self.consent.choices = list(words.CONSENTS.items())
        self.country.choices = [("", _("Choose")), *countries.by_name()]
        self.service_code.choices = [("", _("None in particular")), *groups]
        self.use.choices = [("", _("Choose")), *words.USES.items()]
        self.triage.choices = list(TRIAGE.items())
        self.language.choices = list(words.LANGUAGES.items())
        for source in self.sources:
            source.form.certainty.choices = [("", _("Choose")), *words.CERTAINTIES.items()]

    @classmethod
    def of(cls, practice: Practice, person) -> "PracticeForm":
        """As it stands, to be written in."""
        said = {name: getattr(practice, name) for name in content.FIELDS}
        return cls(
            formdata=None,
            person=person,
            data={**said, "service_code": practice.service_code or "", "version": practice.version},
        )

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as content.FIELDS; of sources, those in which something was."""
        sources = [{name: field.form[name].data or "" for name in content.SOURCE} for field in self.sources]
        chosen = {name: _chosen(self[name]) for name in ("consent", "country", "service_code", "use", "language")}
        typed = {name: self[name].data for name in ("title", *content.TEXTS, "consent_note", *content.NEEDS)}
        return {
            **typed,
            **chosen,
            "language": chosen["language"] or "en",
            "service_code": chosen["service_code"] or None,
            "sources": [source for source in sources if any(source.values())],
            "triage": [name for name in TRIAGE if name in (self.triage.data or ())],
            "public": self.public.data,
        }


class DecideForm(FlaskForm):
    """`seen` is the version that the reviewer has read."""

    seen = StringField(filters=[lambda value: count(str(value)) or 0])
    reason = TextAreaField(
        _l("What is to be mended"), filters=[line_breaks, str.strip], validators=[Length(max=LONGEST_REASON)]
    )


class WithdrawForm(FlaskForm):
    reason = TextAreaField(
        _l("Reason, shown to its contributor and to whoever checks the badge"),
        filters=[line_breaks, str.strip],
        validators=[Length(max=LONGEST_REASON)],
    )


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    words = StringField(_l("Words"), filters=[lambda value: (value or "").strip()[:100]])
    use = SelectField(_l("Kind of use"), **_CHOICE)
    service = SelectField(_l("Service group"), **_CHOICE)
    country = SelectField(_l("Country"), **_CHOICE)
    certainty = SelectField(_l("How certain"), **_CHOICE)

    @classmethod
    def of(cls, arguments) -> "FilterForm":
        form, every = cls(arguments), ("", _("All"))
        form.use.choices = [every, *words.USES.items()]
        form.service.choices = [every, *((group.code, group.name) for group in library.services())]
        form.country.choices = [every, *((code, countries.names().get(code, code)) for code in library.countries())]
        form.certainty.choices = [every, *words.CERTAINTIES.items()]
        return form

    @property
    def filters(self) -> library.Filters:
        """What was asked for, without what there is not."""
        chosen = {name: _chosen(self[name]) for name in ("use", "service", "country", "certainty")}
        return library.Filters(words=self.words.data or "", **chosen)

    @property
    def given(self) -> dict:
        """The same as the arguments of an address."""
        return {name: value for name, value in self.filters._asdict().items() if value}


def _chosen(field) -> str:
    """What of its choices was chosen, or ""."""
    return field.data if field.data in {value for value, _label in field.choices} else ""
