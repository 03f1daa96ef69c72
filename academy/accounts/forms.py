"""Forms for signing in, passwords and people."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length, Optional, ValidationError

from academy.accounts import passwords
from academy.certificates.sheet import letters
from academy.printing import fonts

ROLE_NAMES = [
    ("learner", _l("Learner")),
    ("instructor", _l("Instructor")),
    ("administrator", _l("Administrator")),
]
SCRIPTS = [("", _l("No second script")), ("ur", _l("Urdu")), ("bn", _l("Bangla"))]


def stripped(text: str | None) -> str:
    return (text or "").strip()


def printable(form, field):
    """A name that a certificate can be printed with, said now and not when the course is completed."""
    try:
        wrong = letters.unseen(field.data) or letters.blank(field.data)
    except fonts.FontsMissing:
        return  # nothing can be printed here at all: the certificate's job says so
    if wrong:
        raise ValidationError(_("This cannot be printed: %(characters)s", characters=" ".join(wrong[:5])))


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address")), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password")), Length(max=200)])
    next = HiddenField()
    kept = HiddenField()


class CodeForm(FlaskForm):
    """A code of the authenticator app."""

    code = StringField(
        _l("Code from your app"),
        [InputRequired(_l("Enter the code")), Length(max=100)],
        render_kw={"inputmode": "numeric"},
    )


class AnyCodeForm(FlaskForm):
    """A code of the app, or a recovery code in its place."""

    code = StringField(_l("Code from your app"), [Length(max=100)], render_kw={"inputmode": "numeric"})
    recovery = StringField(_l("Recovery code"), [Length(max=100)], filters=[stripped])

    def validate_code(self, field):
        if not (stripped(field.data) or self.recovery.data):
            raise ValidationError(_("Enter the code that your app shows, or a recovery code"))

    @property
    def typed(self) -> str:
        return self.recovery.data or self.code.data or ""

    def refuse(self, words: str) -> None:
        """Says beside the field that was filled in what is wrong."""
        (self.recovery if self.recovery.data else self.code).errors = [words]


class NewPasswordForm(FlaskForm):
    """A new password, for somebody whose names and address must not be the password."""

    password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Enter a new password")),
            Length(
                passwords.SHORTEST, 200, _l("Use at least %(min)d characters: three or four unrelated words do well")
            ),
        ],
    )
    again = PasswordField(_l("New password again"), [EqualTo("password", _l("The two passwords differ"))])

    def __init__(self, person, **kwargs):
        super().__init__(**kwargs)
        self.person = person

    def validate_password(self, field):
        known = {self.person.email, self.person.email.partition("@")[0], self.person.name.lower()}
        if field.data.lower() in known:
            raise ValidationError(_("This is too easy to guess: it is your name or address"))


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_l("Current password"), [InputRequired(_l("Enter your current password"))])

    def validate_current(self, field):
        if not passwords.fits(self.person, field.data):
            raise ValidationError(_("This is not your current password"))


class NameForm(FlaskForm):
    """For somebody whom a learning platform sent without a name."""

    name = StringField(
        _l("Your name as it shall stand on the certificate"),
        [DataRequired(_l("Enter your name")), Length(max=120), printable],
        filters=[stripped],
    )


class PersonForm(FlaskForm):
    name = StringField(
        _l("Name, as printed on the certificate"),
        [DataRequired(_l("Enter a name")), Length(max=120), printable],
        filters=[stripped],
    )
    second_name = StringField(
        _l("The name in Urdu or Bangla script"), [Optional(), Length(max=120), printable], filters=[stripped]
    )
    second_script = SelectField(_l("Second script"), choices=SCRIPTS)
    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Enter an e-mail address")), Email(_l("This is not an e-mail address")), Length(max=254)],
        filters=[stripped],
    )
    role = SelectField(_l("Role"), choices=ROLE_NAMES)
    service_code = SelectField(_l("Service group"), coerce=lambda value: value or None)
    personal_number = StringField(_l("Personal number"), [Optional(), Length(max=40)], filters=[stripped])
    active = BooleanField(_l("Can sign in"), default=True)

    def validate_second_script(self, field):
        if bool(field.data) != bool(self.second_name.data):
            raise ValidationError(_("Give the second name and its script, or neither"))

    def without_address(self) -> None:
        """Whoever came from a learning platform needs none: they sign in there."""
        self.email.validators = [Optional(), *self.email.validators[1:]]

    @property
    def details(self) -> dict:
        names = ("name", "second_name", "second_script", "email", "role", "service_code", "personal_number", "active")
        return {name: self[name].data for name in names}
