"""Forms of the editor of designs, and what a design says as their fields."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from academy.accounts.forms import printable, stripped
from academy.certificates import designs
from academy.certificates.designs import colours, pictures
from academy.certificates.designs.content import LANGUAGES, LAYOUTS, Content, Signatory, Words
from academy.pictures import NoPicture, in_words

LANGUAGE_NAMES = {"en": _l("English"), "ur": _l("Urdu"), "bn": _l("Bangla")}
LAYOUT_NAMES = {
    "engraved": _l("Engraved: a woven frame and a rosette"),
    "ruled": _l("Ruled: a double line, nothing else"),
    "plain": _l("Plain: no frame, for paper that has one already"),
}


def longest(part: type, name: str) -> int:
    """How many characters a text of a design may have."""
    return next(limit.max_length for limit in part.model_fields[name].metadata if hasattr(limit, "max_length"))


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _line(label, part: type, name: str, *validators, field=StringField):
    return field(label, [*validators, Length(max=longest(part, name)), printable], filters=[one_line])


def _colour(label):
    form = Regexp("^#[0-9a-f]{6}$", message=_l("Choose a colour, such as #1d4a45"))
    return ColorField(label, [form], filters=[_lower])


def _lower(text: str | None) -> str:
    return (text or "").strip().lower()


class PictureField(FileField):
    """A file as it is uploaded; `data` is the PNG that was drawn from it, or None."""

    largest = pictures.LARGEST

    @property
    def too_large(self) -> str:
        return in_words("large", pictures.LARGEST)

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        if self.data is None:
            return
        upload, self.data = self.data.stream.read(pictures.LARGEST + 1), None
        try:
            self.data = pictures.drawn(upload)
        except NoPicture as refused:
            raise ValueError(in_words(refused.code, pictures.LARGEST)) from None


class PictureForm(Form):
    """`kept` is the digest of a picture that the academy has; an upload takes its place, `without` leaves it out."""

    kept = HiddenField()
    upload = PictureField(_l("Picture"))
    without = BooleanField(_l("Leave this picture out"))

    @property
    def digest(self) -> str | None:
        return None if self.without.data else self.kept.data or None

    def keep(self) -> None:
        """Put what was uploaded beside what is kept."""
        if self.upload.data:
            self.kept.data, self.without.data = pictures.keep(self.upload.data), False

    def validate_kept(self, field):
        if field.data and not pictures.is_kept(field.data):
            raise ValidationError(_("This picture is not here any more. Choose its file again."))


class SignatoryForm(Form):
    name = _line(_l("Name"), Signatory, "name")
    office = _line(_l("Office"), Signatory, "office", field=TextAreaField)
    image = FormField(PictureForm, _l("Signature"))
    without = BooleanField(_l("Leave this signatory out"))

    @property
    def there(self) -> bool:
        return not self.without.data and bool(self.name.data or self.office.data or self.image.digest)

    def signatory(self) -> Signatory:
        return Signatory(name=self.name.data, office=self.office.data, image=self.image.digest)

    def validate_name(self, field):
        if self.there and not field.data:
            raise ValidationError(_("Enter the name of who signs, or leave this signatory out"))


class WordsForm(Form):
    """What is left empty is said in the usual words."""

    title = _line(_l("Title"), Words, "title")
    certifies = _line(_l("Before the name"), Words, "certifies")
    completed = _line(_l("Before the course"), Words, "completed")
    note = _line(_l("A note below"), Words, "note", field=TextAreaField)
    issuer = _line(_l("Issuer in this language"), Words, "issuer")
    programme = _line(_l("Programme in this language"), Words, "programme")

    def words(self) -> Words:
        return Words(**self.data)


class ContentForm(FlaskForm):
    """All that a design says, and with which sample it is looked at."""

    sample_language = RadioField(_l("Sample in"), choices=list(LANGUAGE_NAMES.items()), default="en")
    sample_long = BooleanField(_l("With a long name and title"))

    layout = RadioField(_l("Layout"), choices=[(layout, LAYOUT_NAMES[layout]) for layout in LAYOUTS])
    ink = _colour(_l("Ink: titles and lines"))
    accent = _colour(_l("Accent: ornaments"))
    logo = FormField(PictureForm, _l("Logo"))

    issuer = _line(_l("Issuer"), Content, "issuer", DataRequired(_l("Enter who issues the certificates")))
    programme = _line(_l("Programme"), Content, "programme")

    first = FormField(SignatoryForm, _l("First signatory"))
    second = FormField(SignatoryForm, _l("Second signatory"))
    third = FormField(SignatoryForm, _l("Third signatory"))

    en = FormField(WordsForm, LANGUAGE_NAMES["en"])
    ur = FormField(WordsForm, LANGUAGE_NAMES["ur"])
    bn = FormField(WordsForm, LANGUAGE_NAMES["bn"])

    @classmethod
    def of(cls, content: Content, **kwargs):
        """The form as it stands before anything is typed."""
        slots = dict(zip(("first", "second", "third"), map(_signatory_values, content.signatories), strict=False))
        plain = content.model_dump(include={"layout", "ink", "accent", "issuer", "programme"})
        words = {language: said.model_dump() for language, said in content.words.items()}
        return cls(data={**plain, **slots, **words, "logo": {"kept": content.logo}}, **kwargs)

    def validate_ink(self, field):
        if field.errors:
            return
        contrast = colours.contrast_with_paper(field.data)
        if contrast < colours.LEAST:
            raise ValidationError(
                _(
                    "This colour is too pale on white paper: its contrast is %(contrast)s to 1, and %(least)s to 1 is "
                    "the least that everybody can read",
                    contrast=f"{contrast:.1f}",
                    least=colours.LEAST,
                )
            )

    @property
    def signatories(self) -> list[FormField]:
        return [self.first, self.second, self.third]

    @property
    def pictures(self) -> list[FormField]:
        return [self.logo, *(signatory.image for signatory in self.signatories)]

    def keep_pictures(self) -> None:
        """Store what was uploaded; the form names it by its digest from here on."""
        for picture in self.pictures:
            picture.keep()

    def validate(self, extra_validators=None) -> bool:
        fine = super().validate(extra_validators)
        if not any(signatory.there for signatory in self.signatories):
            self.first.form.name.errors = [_("Enter who signs the certificates")]
            return False
        return fine

    def content(self) -> Content:
        """What a form without errors says."""
        words = {language: self[language].words() for language in LANGUAGES}
        return Content(
            issuer=self.issuer.data,
            programme=self.programme.data,
            signatories=tuple(signatory.signatory() for signatory in self.signatories if signatory.there),
            layout=self.layout.data,
            ink=self.ink.data,
            accent=self.accent.data,
            logo=self.logo.digest,
            words={language: said for language, said in words.items() if said != Words()},
        )


class NameForm(FlaskForm):
    name = StringField(
        _l("Name of the design"),
        [DataRequired(_l("Enter a name")), Length(max=designs.LONGEST_NAME)],
        filters=[one_line],
    )


class EditionForm(FlaskForm):
    """`based_on` is the number of the edition on which the work began."""

    note = TextAreaField(
        _l("What did you change, and why?"),
        [DataRequired(_l("Say in a few words what changed")), Length(max=designs.LONGEST_NOTE)],
        filters=[stripped],
    )
    based_on = IntegerField(default=0)


class CourseForm(FlaskForm):
    course = SelectField(_l("Course"))


def problems(*forms: Form) -> list[tuple[str, str]]:
    """Each error with the id of its field, as the summary of a page takes them."""
    of_forms = [(text, "") for form in forms for text in form.form_errors]
    return of_forms + [problem for form in forms for problem in _problems(form)]


def differences(old: Content, new: Content) -> list[tuple[str, str, str]]:
    """What two designs say differently: the name of each field, and both its values in words."""
    before, after = (_values(ContentForm.of(content, formdata=None)) for content in (old, new))
    return [(label, was, now) for (label, was), (_label, now) in zip(before, after, strict=True) if was != now]


def _signatory_values(signatory: Signatory) -> dict:
    return {"name": signatory.name, "office": signatory.office, "image": {"kept": signatory.image}}


def _problems(form: Form, heading: str = "") -> Iterator[tuple[str, str]]:
    for field in form:
        if isinstance(field, FormField):
            yield from _problems(field.form, f"{heading}{field.label.text}: ")
        else:
            yield from ((f"{heading}{text}", _anchor(form, field)) for text in field.errors)


def _anchor(form: Form, field) -> str:
    """The id of what a person can go to."""
    if isinstance(form, PictureForm):
        return form.upload.id
    return f"{field.id}-0" if isinstance(field, RadioField) else field.id


def _values(form: Form, heading: str = "") -> Iterator[tuple[str, str]]:
    for field in form:
        label = f"{heading}{field.label.text}"
        if isinstance(field, FormField):
            yield from _values(field.form, f"{label}: ")
        elif isinstance(field, RadioField):
            yield label, str(dict(field.choices).get(field.data, field.data))
        elif field.name.endswith("-kept"):
            yield heading + _("picture"), field.data[:8] if field.data else _("none")
        elif isinstance(field, StringField):
            yield label, field.data or ""
