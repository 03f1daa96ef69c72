"""What the facilitator presses and types on the board."""

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Regexp

from academy.typed import line_breaks
from scenarios.sittings import board, happened
from scenarios.sittings.models import Sitting
from scenarios.sittings.words import LONGEST_COMMENT

KEY = r"^[\w-]{10,24}$"
DONE_BY = r"^[a-z_]{1,12}(/[a-z0-9-]{1,60})?$"
LONGEST_CHOICE = 70  # characters of a comment by which it is chosen
LATER = (1, 2, 3, 5, 10, 15)  # minutes


def shortened(author: str, text: str) -> str:
    said = " ".join(f"{author}: {text}".split())
    return said if len(said) <= LONGEST_CHOICE else f"{said[: LONGEST_CHOICE - 1]}…"


class BoardForm(FlaskForm):
    """One form for the whole board, so that no button loses what stands in another field. `do` is the button that was
    pressed, "fire/dark-corner"; with `key` it counts once however often it is sent."""

    key = HiddenField(validators=[Regexp(KEY)])
    do = HiddenField(validators=[Regexp(DONE_BY)])
    minutes = SelectField(_l("Give another time: from now"), coerce=int, default=2)
    persona = SelectField(_l("Who says it"), validate_choice=False)
    repeats = SelectField(_l("It repeats"), validate_choice=False)
    under = SelectField(_l("It stands under"), validate_choice=False)
    text = TextAreaField(_l("What is said"), filters=[line_breaks])
    to = SelectField(_l("Who hears it"), validate_choice=False)
    whisper = TextAreaField(_l("What only they read"), filters=[line_breaks])

    limit = LONGEST_COMMENT

    @classmethod
    def of(cls, sitting: Sitting) -> "BoardForm":
        """With all that there is to choose from."""
        form, content = cls(), happened.dialogue(sitting)
        form.minutes.choices = [(each, _("%(count)s min", count=each)) for each in LATER]
        form.persona.choices = [(slug, each.name) for slug, each in content.personas.items()]
        form.repeats.choices = [
            ("", _("Nothing: it asks for no answer")),
            *((each.slug, shortened(content.personas[each.persona].name, each.text)) for each in content.comments),
        ]
        form.under.choices = [
            ("", _("Nothing: it stands alone")),
            *((each.name, shortened(each.author, each.text)) for each in board.newest(sitting)),
        ]
        form.to.choices = [("", _("All tables")), *((slug, each.name) for slug, each in content.departments.items())]
        return form

    def renew(self) -> None:
        """What is pressed from now on is something else."""
        self.key.data = secrets.token_urlsafe(12)

    @property
    def pressed(self) -> tuple[str, str]:
        """(what to do, to what)"""
        kind, _slash, target = self.do.data.partition("/")
        return kind, target

    @property
    def unsent(self) -> bool:
        """Whether there are words that the pressed button did not send."""
        kind, _target = self.pressed
        return bool(self.text.data.strip() and kind != "say") or bool(self.whisper.data.strip() and kind != "whisper")
